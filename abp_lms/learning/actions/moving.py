"""What a move to another cohort means for the workbook: nothing is lost, and what is done counts."""

from __future__ import annotations

from uuid import UUID

from abp_lms.learning import queries
from abp_lms.learning.actions.completion import record_workbook
from abp_lms.programme.actions import moving
from abp_lms.programme.models import Place


def move(*, place_id: UUID, cohort_id: UUID, by_id: UUID | None) -> Place:
    """Move somebody to another cohort; a workbook that is done there already has its evidence.

    Refuses as programme.actions.moving does.
    """
    moved = moving.move(place_id=place_id, cohort_id=cohort_id, by_id=by_id)
    programme = queries.my_place(moved.person_id).programme
    done = queries.units_done([moved.person_id])[moved.person_id]
    record_workbook(place_id=moved.id, programme=programme, done=done, by_id=by_id)
    return moved
