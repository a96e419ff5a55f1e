"""What can be asked about e-mails."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select

from abp_lms.clock import now
from abp_lms.database import session
from abp_lms.mail.outgoing import QueuedMail, State


@dataclass(frozen=True)
class Letter:
    """An e-mail as the local mailbox shows it."""

    id: UUID
    at: datetime
    to_address: str
    subject: str
    body: str


@dataclass(frozen=True)
class Page:
    """One page of the local mailbox."""

    letters: tuple[Letter, ...]
    number: int
    of: int


_LETTER = (
    QueuedMail.id,
    QueuedMail.send_after,
    QueuedMail.to_address,
    QueuedMail.subject,
    QueuedMail.body,
)


def mailbox(number: int = 1, size: int = 50) -> Page:
    """Page `number` (from 1) of the e-mails that are due, newest first."""
    due = QueuedMail.send_after <= now()
    total = session.scalar(select(func.count()).select_from(QueuedMail).where(due)) or 0
    pages = max(1, -(-total // size))
    number = min(max(1, number), pages)
    rows = session.execute(
        select(*_LETTER)
        .where(due)
        .order_by(QueuedMail.send_after.desc(), QueuedMail.id)
        .limit(size)
        .offset((number - 1) * size)
    )
    return Page(tuple(Letter(*row) for row in rows), number, pages)


def one(id_: UUID) -> Letter | None:
    """One e-mail that is due."""
    row = session.execute(
        select(*_LETTER).where(QueuedMail.id == id_, QueuedMail.send_after <= now())
    ).first()
    return Letter(*row) if row else None


@dataclass(frozen=True)
class Undeliverable:
    """An e-mail that was given up, and why, in plain words."""

    id: UUID
    queued_at: datetime
    to_address: str
    subject: str
    fault: str | None


@dataclass(frozen=True)
class Queue:
    """How the queue stands: what is due and waits, since when, why the latest try failed."""

    due: int
    oldest: datetime | None
    fault: str | None
    undeliverable: tuple[Undeliverable, ...]


def status() -> Queue:
    """How the queue stands, with the 100 latest that were given up."""
    due = (QueuedMail.state == State.WAITING, QueuedMail.send_after <= now())
    number, oldest = session.execute(
        select(func.count(), func.min(QueuedMail.queued_at)).where(*due)
    ).one()
    fault = session.scalar(
        select(QueuedMail.fault)
        .where(QueuedMail.state == State.WAITING, QueuedMail.fault.is_not(None))
        .order_by(QueuedMail.send_after.desc())
        .limit(1)
    )
    given_up = session.execute(
        select(
            QueuedMail.id,
            QueuedMail.queued_at,
            QueuedMail.to_address,
            QueuedMail.subject,
            QueuedMail.fault,
        )
        .where(QueuedMail.state == State.GIVEN_UP)
        .order_by(QueuedMail.queued_at.desc())
        .limit(100)
    )
    return Queue(number, oldest, fault, tuple(Undeliverable(*row) for row in given_up))
