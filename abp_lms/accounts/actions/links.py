"""Links sent by e-mail: invitations and password resets. Single use; only a POST uses one up."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID, uuid4

from sqlalchemy import select, update

from abp_lms import mail
from abp_lms.accounts import audit, rules, throttle, tokens
from abp_lms.accounts.actions.signing_in import (
    set_password,
    sign_out_everywhere,
    tell_of_new_password,
)
from abp_lms.accounts.models import EmailLink, LinkKind, Person
from abp_lms.clock import now
from abp_lms.database import session
from abp_lms.errors import NotFound, Refused, TooMany


def invite(*, person_id: UUID, by_id: UUID | None) -> None:
    """Send the person a link to choose a password; former invitations end.

    Refuses somebody who has a password already.
    """
    person = session.get(Person, person_id)
    if person is None:
        raise NotFound()
    if person.password_hash:
        raise Refused("This person has chosen a password already, so needs no invitation")
    _send_link("invitation", person, LinkKind.INVITATION, rules.INVITATION_LASTS)
    audit.note(by_id, "invited", person)


def ask_for_reset(*, email: str) -> None:
    """Send a reset link if the address is somebody's; the asker learns nothing either way.

    Asked too often for one address, the mail is left out, and the answer is still the same.
    """
    email = email.strip().lower()
    tries = throttle.resets(email=email)
    try:
        tries.refuse_blocked()
    except TooMany:
        return
    tries.failed()
    person = session.scalar(select(Person).where(Person.email == email))
    if person is None:
        return
    _send_link("password_reset", person, LinkKind.RESET, rules.RESET_LASTS)
    audit.note(None, "sent a reset link", person)


def accept_invitation(*, token: str, password: str) -> Person:
    """Use the invitation up and give the person the password they chose; a refusal uses up nothing."""
    person = _owner_of(token, LinkKind.INVITATION)
    set_password(person=person, password=password)
    audit.note(person.id, "accepted the invitation", person)
    return person


def reset_password(*, token: str, password: str, address: str) -> Person:
    """Use the link up and set the new password; ends every sign-in and tells by e-mail."""
    person = _owner_of(token, LinkKind.RESET)
    set_password(person=person, password=password)
    sign_out_everywhere(person_id=person.id, by_id=person.id)
    # Whoever can read the owner's mail is the owner: guessing elsewhere no longer slows them.
    throttle.sign_in(email=person.email, address=address).succeeded()
    audit.note(person.id, "reset the password", person)
    tell_of_new_password(person)
    return person


def _send_link(template: str, person: Person, kind: LinkKind, lasts: timedelta) -> None:
    """A new link by e-mail; those of its kind that were sent before end."""
    session.execute(
        update(EmailLink)
        .where(
            EmailLink.person_id == person.id, EmailLink.kind == kind, EmailLink.used_at.is_(None)
        )
        .values(used_at=now())
    )
    token, expires_at = tokens.new(), now() + lasts
    session.add(
        EmailLink(
            id=uuid4(),
            kind=kind,
            person_id=person.id,
            token_hash=tokens.hashed(token),
            created_at=now(),
            expires_at=expires_at,
        )
    )
    mail.queue(
        template,
        to_address=person.email,
        to_person_id=person.id,
        given_name=person.given_name,
        token=token,
        expires_at=expires_at,
    )


def _owner_of(token: str, kind: LinkKind) -> Person:
    link = session.scalar(
        select(EmailLink)
        .where(EmailLink.token_hash == tokens.hashed(token), EmailLink.kind == kind)
        .with_for_update()
    )
    if link is None or link.used_at is not None or link.expires_at <= now():
        raise NotFound("This link has been used, or has expired.")
    return link.person
