"""The practice log: what was tried at work, or that there was no chance yet."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from abp_lms.clock import now, today
from abp_lms.database import session
from abp_lms.learning import rules, statements
from abp_lms.learning.actions import drafts
from abp_lms.learning.actions.completion import complete_if_done
from abp_lms.learning.actions.learner import begin, is_saved
from abp_lms.learning.models import PracticeEntry
from abp_lms.learning.rules import Hand


def log(
    *,
    person_id: UUID,
    unit_id: str,
    done_on: date | None,
    approach_id: str | None,
    note: str,
    save_key: UUID,
    said_at: datetime | None = None,
    hand: Hand | None = None,
) -> bool:
    """Add a line to the log, its note sealed; without an approach it says "no chance yet".

    A second call with the same `save_key` changes nothing, and gives False.
    """
    learner = begin(person_id=person_id, unit_id=unit_id)
    practice = learner.mine.unit.practice
    if is_saved(PracticeEntry, person_id, save_key):
        return False
    rules.refuse_unless_practice(practice, approach_id, done_on, today())
    rules.refuse_if_long({"note": note})
    at = rules.when_done(said_at, now())
    sealed = drafts.seal_boxes(person_id, {"note": note}) if note.strip() else None
    session.add(
        PracticeEntry(
            person_id=person_id,
            unit_id=unit_id,
            practice_id=practice.id,
            done_on=done_on or today(),
            approach_id=approach_id,
            sealed=sealed,
            save_key=save_key,
            at=at,
        )
    )
    drafts.settle(learner, practice.id, hand or Hand(), at=at)
    deed = learner.deed(at)
    if approach_id is None:
        learner.record(statements.no_chance_yet(deed, practice))
    else:
        learner.record(statements.practised(deed, practice, sealed=sealed))
    complete_if_done(learner, at=at)
    return True
