"""What people reported, and what came of it."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from abp_lms.accounts.models import Academy, Person
from abp_lms.clock import now
from abp_lms.database import Base
from abp_lms.moderation.rules import Category, Kind, Outcome


class Issue(Base):
    """Somebody's report about an item of the content. It is addressed to one academy, which reads
    it: `text` is not the learner's private text, and is not sealed.
    """

    __tablename__ = "issue"
    __table_args__ = (
        Index("ix_issue_academy_id_reported_at", "academy_id", "reported_at"),
        Index("ix_issue_kind_item_id", "kind", "item_id"),
        Index("ix_issue_reporter_id_reported_at", "reporter_id", "reported_at"),
        CheckConstraint("(outcome IS NULL) = (decided_at IS NULL)", name="decided_at_a_time"),
    )
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    academy_id: Mapped[UUID] = mapped_column(ForeignKey("academy.id"))
    reporter_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    kind: Mapped[Kind]
    # The item's id in content/, and what it was called then.
    item_id: Mapped[str]
    item_title: Mapped[str]
    category: Mapped[Category]
    text: Mapped[str]
    reported_at: Mapped[datetime] = mapped_column(default=now)
    # Whether it hid the item when it came, and whether it hides it now.
    hid: Mapped[bool]
    hides: Mapped[bool]
    outcome: Mapped[Outcome | None]
    answer: Mapped[str | None]
    decided_at: Mapped[datetime | None]
    decided_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))

    academy: Mapped[Academy] = relationship()
    reporter: Mapped[Person] = relationship(foreign_keys=reporter_id)
