"""Every unit that is written, done from its first page to "You have completed"."""

from __future__ import annotations

import pytest

from abp_lms.database import session
from abp_lms.learning import queries
from tests.learning import walking
from tests.learning.conftest import Learner


@pytest.mark.long
def test_every_unit_that_is_written_can_be_done_through_its_pages(learner: Learner) -> None:
    programme = queries.my_place(learner.person.id).programme
    session.rollback()
    written = [
        queries.the_workbook().units[entry.id]
        for entry in programme.units
        if entry.id in queries.the_workbook().units
    ]

    for unit in written:
        walking.complete(learner.client, unit)

    assert f"{len(written)} of {len(programme.units)} units done" in (
        learner.client.get("/workbook").text
    )
