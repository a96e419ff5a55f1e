"""What a person keeps for themselves: self-ratings, sentences and the safety card."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from abp_lms.database import Base
from abp_lms.programme.self_ratings import Moment


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
