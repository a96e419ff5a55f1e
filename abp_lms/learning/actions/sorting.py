"""Sorting situations into groups: any number of tries, feedback, no mark."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select

from abp_lms.clock import now
from abp_lms.database import session
from abp_lms.errors import NotFound
from abp_lms.learning import queries, rules, statements
from abp_lms.learning.actions.learner import begin
from abp_lms.learning.models import Sorted
from abp_lms.learning.rules import State
from abp_lms.learning.workbook import Sort


def place(
    *,
    person_id: UUID,
    unit_id: str,
    sort_id: str,
    situation_id: str,
    group_id: str,
    said_at: datetime | None = None,
) -> bool:
    """Put a situation into a group, or into another one: the choice that was made last stands.

    `said_at`: when it was done, as the device says. A choice from before the one that stands changes
    nothing. Gives whether anything changed. It counts for no completion: a unit may get a sort
    after people have done it.
    """
    learner = begin(person_id=person_id, unit_id=unit_id)
    sort = learner.mine.unit.sort(sort_id)
    if sort is None or sort.situation(situation_id) is None:
        raise NotFound()
    rules.refuse_unless_group(sort, group_id)
    chosen = queries.sorted_of(person_id, unit_id).get(sort_id, {})
    at = rules.when_done(said_at, now())
    row = session.scalar(
        select(Sorted).where(
            Sorted.person_id == person_id,
            Sorted.unit_id == unit_id,
            Sorted.sort_id == sort_id,
            Sorted.situation_id == situation_id,
        )
    )
    if row is None:
        row = Sorted(
            person_id=person_id, unit_id=unit_id, sort_id=sort_id, situation_id=situation_id
        )
        session.add(row)
    elif at < row.at or (at == row.at and group_id == row.group_id):
        return False
    is_new = row.group_id != group_id
    row.group_id = group_id
    row.at = at
    if _is_last(sort, chosen, situation_id, group_id):
        session.flush()
        # They may have come in another order than they were placed in.
        last = _last(person_id, unit_id, sort_id)
        learner.record(statements.sort_completed(learner.deed(last), sort))
    learner.note_active(at)
    return is_new


def _is_last(sort: Sort, chosen: Mapping[str, str], situation_id: str, group_id: str) -> bool:
    """Whether a situation is the last one to get a place."""
    before = rules.sorting(sort, chosen).state
    after = rules.sorting(sort, {**chosen, situation_id: group_id}).state
    return after is State.DONE and before is not State.DONE


def _last(person_id: UUID, unit_id: str, sort_id: str) -> datetime:
    """When the person placed a situation of a sort last."""
    mine = (Sorted.person_id == person_id, Sorted.unit_id == unit_id, Sorted.sort_id == sort_id)
    return session.scalars(select(func.max(Sorted.at)).where(*mine)).one()
