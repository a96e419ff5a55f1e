"""What a person has read, decided, sorted and answered; where they left something out, and what is done."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from abp_lms.clock import now
from abp_lms.database import Base


class PageRead(Base):
    """The person went on from a page: it counts as read."""

    __tablename__ = "page_read"
    __table_args__ = (UniqueConstraint("person_id", "unit_id", "page_id"),)
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    unit_id: Mapped[str]
    page_id: Mapped[str]
    at: Mapped[datetime] = mapped_column(default=now)


class ScenarioRun(Base):
    """One way through a scenario, as far as it has come; the newest is the one that goes on."""

    __tablename__ = "scenario_run"
    __table_args__ = (
        UniqueConstraint("person_id", "unit_id", "scenario_id", "number"),
        UniqueConstraint("person_id", "save_key"),
    )
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    unit_id: Mapped[str]
    scenario_id: Mapped[str]
    number: Mapped[int]  # 1 for the first try, and so on
    setting_id: Mapped[str | None]
    path: Mapped[list[Any]] = mapped_column(default=list)  # [[step id, option id], …]
    started_at: Mapped[datetime] = mapped_column(default=now)
    ended_at: Mapped[datetime | None]
    save_key: Mapped[UUID | None]  # made by a browser that went on without a connection


class Sorted(Base):
    """The group into which a person put a situation last. It may be changed as often as one likes."""

    __tablename__ = "sorted"
    __table_args__ = (UniqueConstraint("person_id", "unit_id", "sort_id", "situation_id"),)
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    unit_id: Mapped[str]
    sort_id: Mapped[str]
    situation_id: Mapped[str]
    group_id: Mapped[str]
    at: Mapped[datetime]


class QuizAnswer(Base):
    """One answer to one question; there is no limit on tries."""

    __tablename__ = "quiz_answer"
    __table_args__ = (
        UniqueConstraint("person_id", "save_key"),
        Index("ix_quiz_answer_person_id_unit_id", "person_id", "unit_id"),
    )
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    unit_id: Mapped[str]
    question_id: Mapped[str]
    chosen: Mapped[list[Any]]  # ids of options
    save_key: Mapped[UUID]
    at: Mapped[datetime]


class QuizAttempt(Base):
    """Every question of a quiz has been answered once. There is no score and no pass mark."""

    __tablename__ = "quiz_attempt"
    __table_args__ = (UniqueConstraint("person_id", "unit_id", "quiz_id"),)
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    unit_id: Mapped[str]
    quiz_id: Mapped[str]
    at: Mapped[datetime]


class LeftOut(Base):
    """A piece that a person leaves out of a unit which offers that: it counts the same.

    It is in no statement: who leaves out what could tell what happened to them.
    """

    __tablename__ = "left_out"
    __table_args__ = (UniqueConstraint("person_id", "unit_id", "piece"),)
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    unit_id: Mapped[str]
    piece: Mapped[str]
    at: Mapped[datetime]


class UnitCompletion(Base):
    """A unit is done, for good: no later edit of its content takes the row away.

    A merged unit leaves a row for each unit whose place it takes.
    """

    __tablename__ = "unit_completion"
    __table_args__ = (UniqueConstraint("person_id", "unit_id"),)
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    unit_id: Mapped[str]
    content_version: Mapped[int]
    at: Mapped[datetime]
    place_id: Mapped[UUID] = mapped_column(ForeignKey("place.id"))
