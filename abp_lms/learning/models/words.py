"""What a person writes at the prompts of a unit: drafts, what is set aside, and what was saved."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from abp_lms.database import Base


class How(StrEnum):
    """How a person answered a reflection."""

    WRITTEN = "written"
    ON_PAPER = "on paper"
    SKIPPED = "skipped"


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


class DeviceChoice(Base):
    """Whether a person's browser may keep sealed words while there is no connection. No row: yes."""

    __tablename__ = "device_choice"
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), primary_key=True)
    keep: Mapped[bool]
