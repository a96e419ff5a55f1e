"""Letters and plans: every save, when an e-mail leads back to a letter, and the copy that is shared."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from abp_lms.database import Base
from abp_lms.learning.models.words import How


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
