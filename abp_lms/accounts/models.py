"""People, the organisations they work for, and what they may see."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from abp_lms.accounts import append_only
from abp_lms.clock import now
from abp_lms.database import Base


class Sector(StrEnum):
    HEALTH = "health"
    SOCIAL_CARE = "social care"
    EMERGENCY_SERVICES = "emergency services"
    CHARITY = "charity"
    EDUCATION = "education"


class RoleName(StrEnum):
    PARTICIPANT = "participant"
    LINE_MANAGER = "line manager"
    FACILITATOR = "facilitator"
    TRAINER = "trainer"
    ACADEMY = "academy"
    EVALUATOR = "evaluator"
    SPONSOR = "sponsor"
    ADMINISTRATOR = "administrator"


class Organisation(Base):
    """An employer: a trust, a council, a charity, a university."""

    __tablename__ = "organisation"
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    name: Mapped[str]
    sector: Mapped[Sector]


class Academy(Base):
    """A tenant: who runs a programme, and sees the people on it."""

    __tablename__ = "academy"
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    name: Mapped[str] = mapped_column(unique=True)
    # A programme of content/programmes/, by its id.
    programme_id: Mapped[str]


class Person(Base):
    """Somebody with an account. Their text is sealed under a key pair that only they can open."""

    __tablename__ = "person"
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    # The account name in statements. Not the id: to erase a person, this link goes.
    actor_name: Mapped[UUID] = mapped_column(unique=True, default=uuid4)
    given_name: Mapped[str]
    family_name: Mapped[str]
    email: Mapped[str] = mapped_column(unique=True)  # lower case
    organisation_id: Mapped[UUID | None] = mapped_column(ForeignKey("organisation.id"))
    password_hash: Mapped[str | None]
    public_key: Mapped[dict[str, Any]]  # JWK, given to the person's own browser
    wrapped_private_key: Mapped[str]  # JWE under the installation's key
    created_at: Mapped[datetime] = mapped_column(default=now)

    organisation: Mapped[Organisation | None] = relationship()
    roles: Mapped[list[Role]] = relationship(back_populates="person")

    @property
    def name(self) -> str:
        return f"{self.given_name} {self.family_name}"


class Role(Base):
    """What a person may do, and for whom: scoped to an academy or an organisation, or to nothing."""

    __tablename__ = "role"
    __table_args__ = (
        UniqueConstraint("person_id", "name", "academy_id", "organisation_id"),
        CheckConstraint("academy_id IS NULL OR organisation_id IS NULL", name="one_scope"),
    )
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    name: Mapped[RoleName]
    academy_id: Mapped[UUID | None] = mapped_column(ForeignKey("academy.id"))
    organisation_id: Mapped[UUID | None] = mapped_column(ForeignKey("organisation.id"))

    person: Mapped[Person] = relationship(back_populates="roles")


class LineManagement(Base):
    """Who manages whom, from when to when (the last day included; open while `ends_on` is empty)."""

    __tablename__ = "line_management"
    __table_args__ = (
        Index("ix_line_management_manager_id_starts_on", "manager_id", "starts_on"),
        CheckConstraint("person_id <> manager_id", name="not_oneself"),
    )
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    manager_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    starts_on: Mapped[date]
    ends_on: Mapped[date | None]

    person: Mapped[Person] = relationship(foreign_keys=person_id)
    manager: Mapped[Person] = relationship(foreign_keys=manager_id)


class LoginSession(Base):
    """One sign-in on one device. The cookie holds a random token, the row its hash and no more."""

    __tablename__ = "login_session"
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    token_hash: Mapped[str] = mapped_column(unique=True)
    # Tells which sign-in a form was made in, when the form comes without its cookie.
    form_secret_hash: Mapped[str] = mapped_column(unique=True)
    device: Mapped[str]  # "Phone or tablet", "Computer", "Device": never more
    created_at: Mapped[datetime] = mapped_column(default=now)
    last_seen_at: Mapped[datetime] = mapped_column(default=now)
    ended_at: Mapped[datetime | None]
    # What was typed when the sign-in before this one ended, sealed to the person, and its page.
    held_path: Mapped[str | None]
    held: Mapped[str | None] = mapped_column(deferred=True)


class LinkKind(StrEnum):
    INVITATION = "invitation"
    RESET = "reset"


class EmailLink(Base):
    """A link sent by e-mail, good for one use until it expires. The row holds the token's hash."""

    __tablename__ = "email_link"
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    kind: Mapped[LinkKind]
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    token_hash: Mapped[str] = mapped_column(unique=True)
    created_at: Mapped[datetime] = mapped_column(default=now)
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]

    person: Mapped[Person] = relationship()


class Tries(Base):
    """Failures that slow further tries: of an account, an address, or the one from the other."""

    __tablename__ = "tries"
    # A keyed hash: the row tells neither whose account nor which address it counts for.
    key: Mapped[str] = mapped_column(primary_key=True)
    failures: Mapped[int] = mapped_column(default=0)
    counted_at: Mapped[datetime] = mapped_column(default=now, index=True)
    blocked_until: Mapped[datetime | None]
    succeeded_at: Mapped[datetime | None]


class AuditEntry(Base):
    """Who did what to whom. Append only: the database itself refuses to change or remove a row."""

    __tablename__ = "audit_entry"
    __table_args__ = (Index("ix_audit_entry_subject", "subject_kind", "subject_id"),)
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    at: Mapped[datetime] = mapped_column(default=now, index=True)
    by_id: Mapped[UUID | None]  # no foreign key: the entry outlives the person
    deed: Mapped[str]
    subject_kind: Mapped[str]
    subject_id: Mapped[UUID | None]
    # Facts about the deed: ids, dates, states. Never free text.
    detail: Mapped[dict[str, Any]] = mapped_column(default=dict)


append_only.protect(AuditEntry.__table__)
