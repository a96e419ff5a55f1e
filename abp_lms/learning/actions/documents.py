"""Letters and plans: written here, sealed before they are stored, or written on paper."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from abp_lms.accounts.guards import SignedIn
from abp_lms.clock import now
from abp_lms.database import session
from abp_lms.errors import NotFound
from abp_lms.learning import rules, statements
from abp_lms.learning.actions import drafts
from abp_lms.learning.actions.completion import complete_if_done
from abp_lms.learning.actions.learner import Learner, begin, is_saved
from abp_lms.learning.models import DocumentKind, DocumentSave, How
from abp_lms.learning.rules import Boxes, Hand, Incoming
from abp_lms.learning.workbook import Document, Letter


def save(
    *,
    by: SignedIn,
    unit_id: str,
    document_id: str,
    boxes: Boxes,
    save_key: UUID,
    said_at: datetime | None = None,
    opened_at: datetime | None = None,
    hand: Hand | None = None,
) -> bool:
    """Save what was written, sealed, beside what was saved before. The words that were saved last
    make no new version; where `hand` had not seen them, the older words are set aside, too.

    A second call with the same `save_key` changes nothing, and gives False.
    """
    learner, document = open_one(by.id, unit_id, document_id)
    if is_saved(DocumentSave, by.id, save_key):
        return False
    rules.refuse_unless_written(boxes, may_skip=False)
    at = rules.when_done(said_at, now())
    saved = _last(by, unit_id, document_id)
    if saved is None or not rules.same_words(boxes, saved.boxes):
        sealed = drafts.seal_boxes(by.id, boxes)
        if saved is not None and hand is not None:
            drafts.set_older_aside(
                by=by,
                unit_id=unit_id,
                prompt_id=document_id,
                hand=hand,
                saved=saved,
                incoming=Incoming(boxes, at),
            )
        _add(learner, document, How.WRITTEN, save_key, at, sealed)
        duration = rules.time_taken(opened_at, at)
        learner.record(
            statements.document_written(
                learner.deed(at), document, sealed=sealed, duration=duration
            )
        )
    drafts.settle(learner, document_id, hand or Hand(), at=at)
    complete_if_done(learner, at=at)
    return True


def mark_on_paper(
    *,
    person_id: UUID,
    unit_id: str,
    document_id: str,
    save_key: UUID,
    said_at: datetime | None = None,
) -> bool:
    """Keep that the person wrote it on paper: it counts as much as writing it here.

    `said_at`: when it was done, as the device says. A second call with the same `save_key` changes
    nothing, and gives False.
    """
    learner, document = open_one(person_id, unit_id, document_id)
    if is_saved(DocumentSave, person_id, save_key):
        return False
    at = rules.when_done(said_at, now())
    _add(learner, document, How.ON_PAPER, save_key, at, None)
    learner.record(statements.document_on_paper(learner.deed(at), document))
    complete_if_done(learner, at=at)
    return True


def open_one(person_id: UUID, unit_id: str, document_id: str) -> tuple[Learner, Document]:
    """The person's turn at a letter or plan of a unit of theirs; raises NotFound for any other."""
    learner = begin(person_id=person_id, unit_id=unit_id)
    document = learner.mine.unit.document(document_id)
    if document is None:
        raise NotFound()
    return learner, document


def _last(by: SignedIn, unit_id: str, document_id: str) -> Incoming | None:
    """What was saved last, and when; None where that was on paper, or nothing yet."""
    row = session.scalar(
        select(DocumentSave)
        .where(
            DocumentSave.person_id == by.id,
            DocumentSave.unit_id == unit_id,
            DocumentSave.document_id == document_id,
        )
        .order_by(DocumentSave.at.desc())
        .limit(1)
    )
    if row is None or row.sealed is None:
        return None
    return Incoming(drafts.open_boxes(by, [row.sealed])[0], row.at)


def _add(
    learner: Learner,
    document: Document,
    how: How,
    save_key: UUID,
    at: datetime,
    sealed: str | None,
) -> None:
    session.add(
        DocumentSave(
            person_id=learner.person_id,
            unit_id=learner.mine.unit.id,
            document_id=document.id,
            kind=DocumentKind.LETTER if isinstance(document, Letter) else DocumentKind.PLAN,
            how=how,
            sealed=sealed,
            save_key=save_key,
            at=at,
        )
    )
