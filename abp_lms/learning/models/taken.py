"""What has come in from a person's browsers, and does not come in again although it is gone."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from abp_lms.database import Base


class TakenKey(Base):
    """A key of a browser's making whose words came in. Its author may have deleted them since.

    `key` is that of a save (`counter` 0), or of a hand that writes drafts, with the number of its
    last words that came in. What it was for is not told here.
    """

    __tablename__ = "taken_key"
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), primary_key=True)
    key: Mapped[UUID] = mapped_column(primary_key=True)
    counter: Mapped[int]
    at: Mapped[datetime]
