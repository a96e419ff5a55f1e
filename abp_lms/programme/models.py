"""Cohorts of an academy, people's places in them, their meetings, and what counts towards completion."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from abp_lms.accounts.models import Academy, Person
from abp_lms.clock import now
from abp_lms.database import Base
from abp_lms.programme.rules import Component, MeetingKind, Outcome, PlaceState


class Cohort(Base):
    """A group that goes through a programme together."""

    __tablename__ = "cohort"
    __table_args__ = (
        UniqueConstraint("academy_id", "name"),
        CheckConstraint("0 < minimum AND minimum <= maximum", name="sizes"),
    )
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    academy_id: Mapped[UUID] = mapped_column(ForeignKey("academy.id"))
    # A programme of content/programmes/, by its id.
    programme_id: Mapped[str]
    name: Mapped[str]
    starts_on: Mapped[date]
    ends_on: Mapped[date | None]
    # Below the minimum somebody decides whether to wait; above the maximum nobody gets in.
    minimum: Mapped[int]
    maximum: Mapped[int]

    academy: Mapped[Academy] = relationship()


class Place(Base):
    """One person's place in one cohort. Its id is the registration of every statement about it."""

    __tablename__ = "place"
    __table_args__ = (
        UniqueConstraint("cohort_id", "person_id"),
        Index("ix_place_cohort_id_last_active_on", "cohort_id", "last_active_on"),
    )
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    cohort_id: Mapped[UUID] = mapped_column(ForeignKey("cohort.id"))
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    state: Mapped[PlaceState]
    offered_on: Mapped[date]
    confirmed_on: Mapped[date | None]
    withdrawn_on: Mapped[date | None]
    completed_at: Mapped[datetime | None]
    # The day of the person's last deed in the workbook or at a meeting; never the time of day.
    last_active_on: Mapped[date | None]

    cohort: Mapped[Cohort] = relationship()
    person: Mapped[Person] = relationship()


class Meeting(Base):
    """A workshop or an action learning set of a cohort; `ref` names it in the programme's outline."""

    __tablename__ = "meeting"
    __table_args__ = (
        UniqueConstraint("cohort_id", "ref"),
        Index("ix_meeting_cohort_id_starts_at", "cohort_id", "starts_at"),
        CheckConstraint("starts_at < ends_at", name="ends_after_start"),
    )
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    cohort_id: Mapped[UUID] = mapped_column(ForeignKey("cohort.id"))
    kind: Mapped[MeetingKind]
    ref: Mapped[str]
    title: Mapped[str]
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    # Often known only shortly before.
    venue: Mapped[str | None]
    link: Mapped[str | None]

    cohort: Mapped[Cohort] = relationship()


class Attendance(Base):
    """What became of one person's part in one meeting."""

    __tablename__ = "attendance"
    meeting_id: Mapped[UUID] = mapped_column(ForeignKey("meeting.id"), primary_key=True)
    place_id: Mapped[UUID] = mapped_column(ForeignKey("place.id"), primary_key=True, index=True)
    outcome: Mapped[Outcome]
    recorded_at: Mapped[datetime] = mapped_column(default=now)
    by_id: Mapped[UUID | None]  # no foreign key: the mark outlives who made it

    meeting: Mapped[Meeting] = relationship()


class Evidence(Base):
    """Why one component of the programme counts as done for a place. Never taken back."""

    __tablename__ = "evidence"
    __table_args__ = (UniqueConstraint("place_id", "component"),)
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    place_id: Mapped[UUID] = mapped_column(ForeignKey("place.id"))
    component: Mapped[Component]
    at: Mapped[datetime]
    by_id: Mapped[UUID | None]  # empty: the installation saw it itself
    # What shows it, as a fact ("2 of 2 workshops"); never a learner's text.
    detail: Mapped[str]
