"""What a person has done in the workbook. Rows name content by its stable ids, never by position,
so that editing a unit loses no answer. Whatever a person typed is here only as a sealed JWE.
"""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from abp_lms.clock import now
from abp_lms.database import Base
from abp_lms.programme.self_ratings import Moment


class How(StrEnum):
    """How a person answered a reflection."""

    WRITTEN = "written"
    ON_PAPER = "on paper"
    SKIPPED = "skipped"


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


class Draft(Base):
    """What stands in a prompt's boxes and is not yet saved; empty once its text has been.

    `writer` and `counter` name the last hand that wrote it: a page in a browser, and how many times
    it has sent. `version` counts the changes, so that a hand which has not seen the newest is known.
    """

    __tablename__ = "draft"
    __table_args__ = (UniqueConstraint("person_id", "unit_id", "prompt_id"),)
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    unit_id: Mapped[str]
    prompt_id: Mapped[str]
    sealed: Mapped[str | None]
    writer: Mapped[UUID | None]
    counter: Mapped[int] = mapped_column(default=0)
    version: Mapped[int] = mapped_column(default=0)
    edited_at: Mapped[datetime]


class SetAside(Base):
    """Another version of a draft, written meanwhile somewhere else; kept until its author chooses."""

    __tablename__ = "set_aside"
    __table_args__ = (Index("ix_set_aside_person_id_unit_id", "person_id", "unit_id"),)
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    unit_id: Mapped[str]
    prompt_id: Mapped[str]
    sealed: Mapped[str]
    edited_at: Mapped[datetime]


class ReflectionSave(Base):
    """One save of a reflection. Earlier ones stay, for their author."""

    __tablename__ = "reflection_save"
    __table_args__ = (
        UniqueConstraint("person_id", "save_key"),
        Index("ix_reflection_save_person_id_unit_id", "person_id", "unit_id"),
        CheckConstraint("(how = 'WRITTEN') = (sealed IS NOT NULL)", name="written_is_sealed"),
    )
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    unit_id: Mapped[str]
    reflection_id: Mapped[str]
    how: Mapped[How]
    sealed: Mapped[str | None]
    save_key: Mapped[UUID]
    at: Mapped[datetime]  # when the person did it; a save that waited for a connection came later


class PracticeEntry(Base):
    """One line of the practice log. Without an approach it says: no chance yet."""

    __tablename__ = "practice_entry"
    __table_args__ = (
        UniqueConstraint("person_id", "save_key"),
        Index("ix_practice_entry_person_id_unit_id", "person_id", "unit_id"),
    )
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    unit_id: Mapped[str]
    practice_id: Mapped[str]
    done_on: Mapped[date]
    approach_id: Mapped[str | None]
    sealed: Mapped[str | None]
    save_key: Mapped[UUID]
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


class RatingSave(Base):
    """One save of a part of a scale, by which a person rated themselves; earlier ones stay.

    `sealed` holds the points of its statements, for the person alone. `number` is 1 for the first
    save of the part at the moment, and so on.
    """

    __tablename__ = "rating_save"
    __table_args__ = (
        UniqueConstraint("person_id", "save_key"),
        UniqueConstraint("person_id", "scale_id", "moment", "part_id", "number"),
    )
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    scale_id: Mapped[str]
    moment: Mapped[Moment]
    part_id: Mapped[str]
    number: Mapped[int]
    sealed: Mapped[str]
    save_key: Mapped[UUID]
    at: Mapped[datetime]


class DocumentKind(StrEnum):
    """What is kept as a whole."""

    LETTER = "letter"
    PLAN = "plan"


class DocumentSave(Base):
    """One save of a letter to oneself or of a plan. Earlier ones stay, for their author."""

    __tablename__ = "document_save"
    __table_args__ = (
        UniqueConstraint("person_id", "save_key"),
        Index("ix_document_save_person_id_unit_id", "person_id", "unit_id"),
        CheckConstraint("(how = 'WRITTEN') = (sealed IS NOT NULL)", name="written_is_sealed"),
    )
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    unit_id: Mapped[str]
    document_id: Mapped[str]
    kind: Mapped[DocumentKind]
    how: Mapped[How]  # written or on paper
    sealed: Mapped[str | None]
    save_key: Mapped[UUID]
    at: Mapped[datetime]


class Reminder(Base):
    """When an e-mail is to lead the author of a letter back to it. The id is what its link tells.

    `due_at` is empty where none is to go, or to go any more; `mailed_at` says that it is queued,
    once and for all.
    """

    __tablename__ = "reminder"
    __table_args__ = (
        UniqueConstraint("person_id", "unit_id", "document_id"),
        Index("ix_reminder_due_at", "due_at"),
    )
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    unit_id: Mapped[str]
    document_id: Mapped[str]
    due_at: Mapped[datetime | None]
    mailed_at: Mapped[datetime | None]


class SharedPlan(Base):
    """A copy of a plan as its author shared it: sealed twice, to the author and to one manager.

    Nobody else's key opens it, and to stop sharing deletes the row.
    """

    __tablename__ = "shared_plan"
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), unique=True)
    manager_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    save_id: Mapped[UUID] = mapped_column(ForeignKey("document_save.id"))  # what it is a copy of
    for_author: Mapped[str]
    for_manager: Mapped[str]
    shared_at: Mapped[datetime]


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


class SentenceSave(Base):
    """One wording of a sentence that a person keeps; the newest of a `sentence_id` is the sentence.

    Where it came from is inside the seal too: which sentence somebody needs may tell a story.
    """

    __tablename__ = "sentence_save"
    __table_args__ = (UniqueConstraint("person_id", "save_key"),)
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    sentence_id: Mapped[UUID]
    sealed: Mapped[str]
    save_key: Mapped[UUID]
    at: Mapped[datetime]


class SafetyCardSave(Base):
    """One save of a person's safety card. Earlier ones stay, until its owner deletes the card."""

    __tablename__ = "safety_card_save"
    __table_args__ = (UniqueConstraint("person_id", "save_key"),)
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    sealed: Mapped[str]
    save_key: Mapped[UUID]
    at: Mapped[datetime]


class DeviceChoice(Base):
    """Whether a person's browser may keep sealed words while there is no connection. No row: yes."""

    __tablename__ = "device_choice"
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), primary_key=True)
    keep: Mapped[bool]
