"""Signing in and out, and passwords."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from uuid import UUID, uuid4

from sqlalchemy import select, update

from abp_lms import mail
from abp_lms.accounts import audit, passwords, rules, throttle, tokens
from abp_lms.accounts.models import EmailLink, LoginSession, Person
from abp_lms.clock import now
from abp_lms.database import session
from abp_lms.errors import NotFound, Refused


@dataclass(frozen=True)
class NewSignIn:
    """What the cookie of a new sign-in holds: the only copy of its token."""

    token: str
    form_secret: str
    person_id: UUID
    login_session_id: UUID


def sign_in(*, email: str, password: str, address: str, user_agent: str) -> NewSignIn | None:
    """Begin a sign-in; None when e-mail and password do not belong together.

    Who exists cannot be told from the answer, nor from the time it takes. Raises TooMany after
    too many failures; the failure itself is kept, so the caller must commit on None too.
    """
    email = email.strip().lower()
    tries = throttle.sign_in(email=email, address=address)
    tries.refuse_blocked()
    person = session.scalar(select(Person).where(Person.email == email))
    if not passwords.fits(password, person.password_hash if person else None) or person is None:
        tries.failed()
        audit.note(None, "failed to sign in", person)
        return None
    tries.succeeded()
    if passwords.outdated(person.password_hash or ""):
        person.password_hash = passwords.hashed(password)
    return begin(person=person, user_agent=user_agent)


def begin(*, person: Person, user_agent: str) -> NewSignIn:
    """A new sign-in of somebody who has shown who they are, with a token of its own."""
    token, form_secret = tokens.new(), secrets.token_hex(20)
    row = LoginSession(
        id=uuid4(),
        person_id=person.id,
        token_hash=tokens.hashed(token),
        form_secret_hash=tokens.hashed(form_secret),
        device=rules.kind_of_device(user_agent),
        created_at=now(),
        last_seen_at=now(),
    )
    session.add(row)
    session.flush()
    audit.note(person.id, "signed in", person)
    return NewSignIn(token, form_secret, person.id, row.id)


def sign_out(*, login_session_id: UUID, by_id: UUID) -> None:
    """End one of one's own sign-ins; harmless twice."""
    row = session.get(LoginSession, login_session_id)
    if row is None or row.person_id != by_id:
        raise NotFound()
    if row.ended_at is None:
        row.ended_at, row.held_path, row.held = now(), None, None
        audit.note(by_id, "signed out", row)


def sign_out_everywhere(*, person_id: UUID, by_id: UUID | None, but: UUID | None = None) -> None:
    """End all sign-ins of a person, except `but`."""
    session.execute(
        update(LoginSession)
        .where(LoginSession.person_id == person_id, LoginSession.ended_at.is_(None))
        .where(LoginSession.id != but if but else LoginSession.id.is_not(None))
        .values(ended_at=now(), held_path=None, held=None)
    )
    audit.note(by_id, "signed out everywhere", session.get(Person, person_id))


def set_password(*, person: Person, password: str) -> None:
    """Give a person a password, which ends every link they were sent; refuses a weak one."""
    rules.refuse_weak(password, email=person.email, names=(person.given_name, person.family_name))
    person.password_hash = passwords.hashed(password)
    session.execute(
        update(EmailLink)
        .where(EmailLink.person_id == person.id, EmailLink.used_at.is_(None))
        .values(used_at=now())
    )


def change_password(
    *, person_id: UUID, present: str, new: str, login_session_id: UUID, address: str
) -> None:
    """Change one's own password, knowing the present one; ends all other sign-ins, tells by e-mail.

    Refuses a wrong present password (TooMany after several: the caller commits on Refused too).
    """
    person = session.get_one(Person, person_id)
    tries = throttle.sign_in(email=person.email, address=address)
    tries.refuse_blocked()
    if not passwords.fits(present, person.password_hash):
        tries.failed()
        raise Refused("This is not your present password", field="present")
    set_password(person=person, password=new)
    sign_out_everywhere(person_id=person_id, by_id=person_id, but=login_session_id)
    audit.note(person_id, "changed the password", person)
    tell_of_new_password(person)


def tell_of_new_password(person: Person) -> None:
    """Whoever did not change it themselves must hear of it."""
    mail.queue(
        "password_changed",
        to_address=person.email,
        to_person_id=person.id,
        given_name=person.given_name,
        at=now(),
    )
