"""Reflections: written, on paper, or skipped for now. What is written is sealed before it is stored."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from abp_lms.clock import now
from abp_lms.database import session
from abp_lms.errors import NotFound
from abp_lms.learning import rules, statements
from abp_lms.learning.actions import drafts
from abp_lms.learning.actions.completion import complete_if_done
from abp_lms.learning.actions.learner import Learner, begin, is_saved
from abp_lms.learning.models import How, ReflectionSave
from abp_lms.learning.rules import Boxes, Hand
from abp_lms.learning.workbook import Reflection


def save(
    *,
    person_id: UUID,
    unit_id: str,
    reflection_id: str,
    boxes: Boxes,
    save_key: UUID,
    said_at: datetime | None = None,
    opened_at: datetime | None = None,
    hand: Hand | None = None,
) -> bool:
    """Save what was written, sealed, beside what was saved before.

    `said_at`: when it was done, as the device says; `opened_at`: when its page was. A second call
    with the same `save_key` changes nothing, and gives False.
    """
    learner, reflection = _begin(person_id, unit_id, reflection_id)
    if is_saved(ReflectionSave, person_id, save_key):
        return False
    rules.refuse_unless_written(boxes, may_skip=True)
    at = rules.when_done(said_at, now())
    sealed = drafts.seal_boxes(person_id, boxes)
    _add(learner, reflection, How.WRITTEN, save_key, at, sealed)
    drafts.settle(learner, reflection_id, hand or Hand(), at=at)
    duration = rules.time_taken(opened_at, at)
    learner.record(
        statements.reflection_saved(learner.deed(at), reflection, sealed=sealed, duration=duration)
    )
    complete_if_done(learner, at=at)
    return True


def mark_on_paper(
    *,
    person_id: UUID,
    unit_id: str,
    reflection_id: str,
    save_key: UUID,
    said_at: datetime | None = None,
) -> bool:
    """Keep that the person wrote it on paper: it counts as much as writing it here.

    `said_at` and `save_key` as for `save`.
    """
    learner, reflection = _begin(person_id, unit_id, reflection_id)
    if is_saved(ReflectionSave, person_id, save_key):
        return False
    at = rules.when_done(said_at, now())
    _add(learner, reflection, How.ON_PAPER, save_key, at, None)
    learner.record(statements.reflection_on_paper(learner.deed(at), reflection))
    complete_if_done(learner, at=at)
    return True


def skip(
    *,
    person_id: UUID,
    unit_id: str,
    reflection_id: str,
    save_key: UUID,
    said_at: datetime | None = None,
) -> bool:
    """Leave a prompt for now. Nobody is told, and it stays open. `said_at` and `save_key` as for
    `save`.
    """
    learner, reflection = _begin(person_id, unit_id, reflection_id)
    if is_saved(ReflectionSave, person_id, save_key):
        return False
    _add(learner, reflection, How.SKIPPED, save_key, rules.when_done(said_at, now()), None)
    return True


def _begin(person_id: UUID, unit_id: str, reflection_id: str) -> tuple[Learner, Reflection]:
    learner = begin(person_id=person_id, unit_id=unit_id)
    reflection = learner.mine.unit.reflection(reflection_id)
    if reflection is None:
        raise NotFound()
    return learner, reflection


def _add(
    learner: Learner,
    reflection: Reflection,
    how: How,
    save_key: UUID,
    at: datetime,
    sealed: str | None,
) -> None:
    session.add(
        ReflectionSave(
            person_id=learner.person_id,
            unit_id=learner.mine.unit.id,
            reflection_id=reflection.id,
            how=how,
            sealed=sealed,
            save_key=save_key,
            at=at,
        )
    )
