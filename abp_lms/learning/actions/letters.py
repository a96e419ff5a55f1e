"""A letter to oneself, and the one e-mail that leads back to it."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from abp_lms import mail
from abp_lms.accounts.guards import SignedIn
from abp_lms.accounts.models import Person
from abp_lms.clock import now
from abp_lms.database import session
from abp_lms.learning import rules
from abp_lms.learning.actions import documents
from abp_lms.learning.actions.learner import is_saved
from abp_lms.learning.models import DocumentSave, Reminder
from abp_lms.learning.rules import Boxes, Hand, letters
from abp_lms.programme.queries import current_places

# So many in one transaction; the rest is for the next round.
MOST_AT_ONCE = 100


def save(
    *,
    by: SignedIn,
    unit_id: str,
    document_id: str,
    boxes: Boxes,
    when: str | None,
    save_key: UUID,
    said_at: datetime | None = None,
    opened_at: datetime | None = None,
    hand: Hand | None = None,
) -> bool:
    """Seal the letter, and let the e-mail come as `when` chooses (rules.letters.due).

    Refused once the e-mail has gone. A second call with the same `save_key` changes nothing, and
    gives False.
    """
    documents.open_one(by.id, unit_id, document_id)
    if is_saved(DocumentSave, by.id, save_key):
        return False
    reminder = _reminder(by.id, unit_id, document_id)
    due_at = _due(when, reminder, said_at)
    documents.save(
        by=by,
        unit_id=unit_id,
        document_id=document_id,
        boxes=boxes,
        save_key=save_key,
        said_at=said_at,
        opened_at=opened_at,
        hand=hand,
    )
    reminder.due_at = due_at
    session.add(reminder)
    return True


def mark_on_paper(
    *,
    person_id: UUID,
    unit_id: str,
    document_id: str,
    when: str | None,
    save_key: UUID,
    said_at: datetime | None = None,
) -> bool:
    """The letter lies elsewhere; the e-mail is for it as well. Counts as much as writing it here.

    A second call with the same `save_key` changes nothing, and gives False.
    """
    documents.open_one(person_id, unit_id, document_id)
    if is_saved(DocumentSave, person_id, save_key):
        return False
    reminder = _reminder(person_id, unit_id, document_id)
    due_at = _due(when, reminder, said_at)
    documents.mark_on_paper(
        person_id=person_id,
        unit_id=unit_id,
        document_id=document_id,
        save_key=save_key,
        said_at=said_at,
    )
    reminder.due_at = due_at
    session.add(reminder)
    return True


def mail_due() -> int:
    """Queue the e-mail of every letter that is due; how many are settled.

    Each is claimed, queued and marked in one transaction, so that two workers, or one that is
    stopped half-way, make one e-mail of it and not two. Whoever has left gets none.
    """
    rows = session.execute(
        select(Reminder, Person.given_name, Person.email)
        .join(Person, Person.id == Reminder.person_id)
        .where(Reminder.due_at <= now(), Reminder.mailed_at.is_(None))
        .order_by(Reminder.due_at)
        .limit(MOST_AT_ONCE)
        .with_for_update(of=Reminder, skip_locked=True)
    ).all()
    here = current_places([row.Reminder.person_id for row in rows])
    for reminder, given_name, email in rows:
        match letters.verdict(
            due_at=reminder.due_at,
            mailed_at=reminder.mailed_at,
            is_here=reminder.person_id in here,
            now=now(),
        ):
            case letters.Verdict.MAIL:
                mail.queue(
                    "letter_waiting",
                    to_address=email,
                    to_person_id=reminder.person_id,
                    given_name=given_name,
                    letter_id=reminder.id,
                )
                reminder.due_at, reminder.mailed_at = None, now()
            case letters.Verdict.LET_GO:
                reminder.due_at = None
    return len(rows)


def _due(when: str | None, reminder: Reminder, said_at: datetime | None) -> datetime | None:
    at = rules.when_done(said_at, now())
    return letters.due(when, at=at, kept=reminder.due_at, is_first=reminder not in session)


def _reminder(person_id: UUID, unit_id: str, document_id: str) -> Reminder:
    """The letter's reminder, or a new one that is not kept yet; refuses once its e-mail has gone."""
    reminder = session.scalar(
        select(Reminder)
        .where(
            Reminder.person_id == person_id,
            Reminder.unit_id == unit_id,
            Reminder.document_id == document_id,
        )
        # A worker may be about to send it.
        .with_for_update()
    ) or Reminder(person_id=person_id, unit_id=unit_id, document_id=document_id)
    letters.refuse_if_mailed(reminder.mailed_at)
    return reminder
