"""What can be asked about people and their sign-ins."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.sql.elements import ColumnElement

from abp_lms.accounts import rules, tokens
from abp_lms.accounts.guards import SignedIn
from abp_lms.accounts.models import (
    EmailLink,
    LineManagement,
    LinkKind,
    LoginSession,
    Organisation,
    Person,
    Role,
)
from abp_lms.clock import now
from abp_lms.database import session
from abp_lms.settings import current


@dataclass(frozen=True)
class SignInState:
    """A sign-in as its cookie finds it: whose it is or was, and whether and why it is over."""

    login_session_id: UUID
    person_id: UUID
    last_seen_at: datetime
    ended: rules.Ended | None
    held_path: str | None
    person: SignedIn


def signed_in(token: str) -> SignInState | None:
    """The sign-in that holds this token, with the person and all roles, in one query."""
    return _sign_in(LoginSession.token_hash == tokens.hashed(token))


def sign_in_of_form(form_secret: str) -> SignInState | None:
    """The sign-in in which a form with this secret was made."""
    return _sign_in(LoginSession.form_secret_hash == tokens.hashed(form_secret))


def _sign_in(which: ColumnElement[bool]) -> SignInState | None:
    rows = session.execute(
        select(
            LoginSession.id,
            LoginSession.created_at,
            LoginSession.last_seen_at,
            LoginSession.ended_at,
            LoginSession.held_path,
            Person.id.label("person_id"),
            Person.actor_name,
            Person.given_name,
            Person.family_name,
            Person.email,
            Role.name.label("role"),
            Role.academy_id,
            Role.organisation_id,
        )
        .join(Person, Person.id == LoginSession.person_id)
        .outerjoin(Role, Role.person_id == Person.id)
        .where(which)
    ).all()
    if not rows:
        return None
    row = rows[0]
    settings = current()
    return SignInState(
        login_session_id=row.id,
        person_id=row.person_id,
        last_seen_at=row.last_seen_at,
        ended=rules.ended(
            now=now(),
            created_at=row.created_at,
            last_seen_at=row.last_seen_at,
            ended_at=row.ended_at,
            idle=timedelta(minutes=settings.session_idle_minutes),
            absolute=timedelta(hours=settings.session_hours),
        ),
        held_path=row.held_path,
        person=SignedIn(
            id=row.person_id,
            actor_name=row.actor_name,
            name=f"{row.given_name} {row.family_name}",
            given_name=row.given_name,
            email=row.email,
            roles=frozenset((r.role, r.academy_id, r.organisation_id) for r in rows if r.role),
            login_session_id=row.id,
        ),
    )


@dataclass(frozen=True)
class PersonView:
    """Somebody, as others may see them."""

    id: UUID
    given_name: str
    family_name: str
    email: str

    @property
    def name(self) -> str:
        return f"{self.given_name} {self.family_name}"


@dataclass(frozen=True)
class ManagerView(PersonView):
    """A line manager, and since when they are somebody's."""

    since: date


_VIEW = (Person.id, Person.given_name, Person.family_name, Person.email)


def _on(day: date) -> ColumnElement[bool]:
    return (LineManagement.starts_on <= day) & or_(
        LineManagement.ends_on.is_(None), LineManagement.ends_on >= day
    )


def manager_of(person_id: UUID, on: date) -> ManagerView | None:
    """Who is the person's line manager on that day."""
    return managers_of([person_id], on).get(person_id)


def managers_of(person_ids: Iterable[UUID], on: date) -> dict[UUID, ManagerView]:
    """The line manager of each person who has one on that day, by the person's id; one query."""
    rows = session.execute(
        select(LineManagement.person_id, LineManagement.starts_on, *_VIEW)
        .join(Person, Person.id == LineManagement.manager_id)
        .where(LineManagement.person_id.in_(list(person_ids)), _on(on))
    )
    return {
        row.person_id: ManagerView(
            row.id, row.given_name, row.family_name, row.email, since=row.starts_on
        )
        for row in rows
    }


def people_managed_by(manager_id: UUID, on: date) -> list[PersonView]:
    """Whom the manager manages on that day, by family name."""
    rows = session.execute(
        select(*_VIEW)
        .join(LineManagement, Person.id == LineManagement.person_id)
        .where(LineManagement.manager_id == manager_id, _on(on))
        .order_by(Person.family_name, Person.given_name, Person.id)
    )
    return [PersonView(*row) for row in rows]


@dataclass(frozen=True)
class OwnSignIn:
    """One of a person's sign-ins that still last, as they see it themselves."""

    id: UUID
    device: str
    since: datetime
    last_seen_at: datetime


def own_sign_ins(person_id: UUID) -> list[OwnSignIn]:
    """Where the person is signed in now, newest use first."""
    settings = current()
    rows = session.execute(
        select(
            LoginSession.id,
            LoginSession.device,
            LoginSession.created_at,
            LoginSession.last_seen_at,
        )
        .where(
            LoginSession.person_id == person_id,
            LoginSession.ended_at.is_(None),
            LoginSession.created_at > now() - timedelta(hours=settings.session_hours),
            LoginSession.last_seen_at > now() - timedelta(minutes=settings.session_idle_minutes),
        )
        .order_by(LoginSession.last_seen_at.desc(), LoginSession.id)
    )
    return [OwnSignIn(*row) for row in rows]


def organisation_name(person_id: UUID) -> str | None:
    """Where the person works."""
    return session.scalar(
        select(Organisation.name)
        .join(Person, Person.organisation_id == Organisation.id)
        .where(Person.id == person_id)
    )


def link_is_open(token: str, kind: LinkKind) -> bool:
    """Whether the link can still be used. Asking uses nothing up."""
    return (
        session.scalar(
            select(EmailLink.id).where(
                EmailLink.token_hash == tokens.hashed(token),
                EmailLink.kind == kind,
                EmailLink.used_at.is_(None),
                EmailLink.expires_at > now(),
            )
        )
        is not None
    )


@dataclass(frozen=True)
class Account:
    """Somebody with an account, as the operator lists them."""

    name: str
    email: str
    roles: tuple[str, ...]


def everybody() -> list[Account]:
    """All accounts by family name, with their roles."""
    rows = session.execute(
        select(Person.id, Person.given_name, Person.family_name, Person.email, Role.name)
        .outerjoin(Role, Role.person_id == Person.id)
        .order_by(Person.family_name, Person.given_name, Person.id)
    )
    return [
        Account(f"{given} {family}", email, tuple(sorted({r[4] for r in of if r[4]})))
        for (_, given, family, email), of in groupby(rows, key=lambda row: tuple(row[:4]))
    ]
