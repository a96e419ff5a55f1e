"""A person's letter to themselves, opened for its author alone, and whether e-mails are due."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from abp_lms.accounts.guards import SignedIn
from abp_lms.clock import now
from abp_lms.database import session
from abp_lms.errors import NotFound
from abp_lms.learning import queries
from abp_lms.learning.actions.drafts import open_boxes
from abp_lms.learning.models import DocumentSave, Reminder
from abp_lms.learning.words import Save, box_label, saves_of


@dataclass(frozen=True)
class MyLetter:
    """A letter as its author reads it: what was saved, newest first, and when the e-mail goes."""

    title: str
    label: str
    unit_id: str
    due_at: datetime | None
    mailed_at: datetime | None
    saves: tuple[Save, ...]


def reminder_of(person_id: UUID, unit_id: str, document_id: str) -> Reminder | None:
    """When the e-mail about a letter is to go; None until there is a letter."""
    return session.scalar(
        select(Reminder).where(
            Reminder.person_id == person_id,
            Reminder.unit_id == unit_id,
            Reminder.document_id == document_id,
        )
    )


def mine(by: SignedIn, letter_id: UUID) -> MyLetter:
    """One of the author's own letters; raises NotFound for anybody else's."""
    reminder = session.get(Reminder, letter_id)
    if reminder is None or reminder.person_id != by.id:
        raise NotFound()
    saves = saves_of(by.id, reminder.unit_id, reminder.document_id, DocumentSave)
    opened = open_boxes(by, [row.sealed for row in saves])
    unit = queries.the_workbook().units.get(reminder.unit_id)
    document = unit.document(reminder.document_id) if unit else None
    return MyLetter(
        title=document.title if document else "A letter to yourself",
        label=box_label("letter", document),
        unit_id=reminder.unit_id,
        due_at=reminder.due_at,
        mailed_at=reminder.mailed_at,
        saves=tuple(Save(row.how, row.at, boxes) for row, boxes in zip(saves, opened, strict=True)),
    )


def any_due() -> bool:
    """Whether an e-mail about a letter is due. Looks without the right to write, for which on
    SQLite everybody else would wait.
    """
    try:
        return (
            session.scalar(
                select(Reminder.id)
                .where(Reminder.due_at <= now(), Reminder.mailed_at.is_(None))
                .limit(1)
            )
            is not None
        )
    finally:
        session.remove()
