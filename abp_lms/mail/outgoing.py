"""E-mails waiting to go: queued in the transaction of the fact."""

from __future__ import annotations

from datetime import datetime
from email.message import EmailMessage
from enum import StrEnum
from uuid import UUID, uuid4

from flask import current_app
from jinja2 import StrictUndefined
from sqlalchemy import Index, select
from sqlalchemy.orm import Mapped, mapped_column

from abp_lms.clock import now
from abp_lms.database import Base, session
from abp_lms.settings import current


class State(StrEnum):
    WAITING = "waiting"
    SENT = "sent"
    GIVEN_UP = "given up"


class QueuedMail(Base):
    """An e-mail on its way; in the demo it stays, to be read on the mailbox page."""

    __tablename__ = "queued_mail"
    __table_args__ = (
        Index("ix_queued_mail_state_send_after", "state", "send_after"),
        Index("ix_queued_mail_send_after", "send_after"),
    )
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    queued_at: Mapped[datetime] = mapped_column(default=now)
    send_after: Mapped[datetime] = mapped_column(default=now)
    to_person_id: Mapped[UUID | None]
    to_address: Mapped[str]
    subject: Mapped[str]
    body: Mapped[str]  # emptied when sent by SMTP: it may hold a link that opens an account
    # One waiting e-mail at most for each key: a second one of the same day takes the first one's place.
    key: Mapped[str | None] = mapped_column(index=True)
    state: Mapped[State] = mapped_column(default=State.WAITING)
    attempts: Mapped[int] = mapped_column(default=0)
    # While a deliverer is at it, the others leave it alone, until then.
    claimed_until: Mapped[datetime | None]
    sent_at: Mapped[datetime | None]
    fault: Mapped[str | None]  # in plain words, of the latest try


def written(template: str, **facts: object) -> tuple[str, str]:
    """Subject and body of templates/mail/<template>.txt, whose first line is the subject."""
    # A page may leave a gap where a fact is missing; an e-mail cannot be called back.
    strict = current_app.jinja_env.overlay(undefined=StrictUndefined)
    text = strict.get_template(f"mail/{template}.txt").render(
        public_url=current().public_url, **facts
    )
    subject, _, body = text.partition("\n")
    return subject.strip(), body.strip() + "\n"


def queue(
    template: str,
    *,
    to_address: str,
    to_person_id: UUID | None = None,
    send_after: datetime | None = None,
    key: str | None = None,
    **facts: object,
) -> QueuedMail:
    """Queue what `written()` makes of a template and its facts.

    With a `key`, an e-mail with the same key that has not been sent yet is replaced.
    """
    subject, body = written(template, **facts)
    if key is not None:
        withdraw(key)
    mail = QueuedMail(
        to_person_id=to_person_id,
        to_address=to_address,
        subject=subject,
        body=body,
        queued_at=now(),
        send_after=send_after or now(),
        key=key,
    )
    session.add(mail)
    return mail


def withdraw(key: str) -> None:
    """Take back the e-mail with this key, if it has not been sent yet."""
    waiting = session.scalars(
        select(QueuedMail).where(QueuedMail.key == key, QueuedMail.state == State.WAITING)
    ).all()
    for old in waiting:
        session.delete(old)


def message(mail: QueuedMail) -> EmailMessage:
    """The e-mail as it goes out."""
    out = EmailMessage()
    out["From"] = current().mail_from
    out["To"] = mail.to_address
    out["Subject"] = mail.subject
    out["Message-ID"] = f"<{mail.id}@{current().public_url.partition('//')[2].partition(':')[0]}>"
    out["Auto-Submitted"] = "auto-generated"
    out.set_content(mail.body)
    return out
