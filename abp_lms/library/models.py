"""What people say they have watched or read, and what they have asked for."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID, uuid4

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from abp_lms.database import Base
from abp_lms.library.rules import How


class Viewing(Base):
    """A person says that they have watched a masterclass, or read our notes on it instead."""

    __tablename__ = "viewing"
    __table_args__ = (UniqueConstraint("person_id", "masterclass_id", "how"),)
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    # An entry of content/masterclasses.yaml, by its id.
    masterclass_id: Mapped[str]
    how: Mapped[How]
    declared_at: Mapped[datetime]


class TranscriptRequest(Base):
    """A person asks the academy for the words of a masterclass; `due_on` is what we promised."""

    __tablename__ = "transcript_request"
    __table_args__ = (UniqueConstraint("person_id", "masterclass_id"),)
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    masterclass_id: Mapped[str]
    requested_on: Mapped[date]
    due_on: Mapped[date]
