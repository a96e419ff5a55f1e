"""Ways through a scenario, gone without a connection: continued, kept side by side, never lowered."""

from __future__ import annotations

from uuid import uuid4

import pytest
from sqlalchemy import select

from abp_lms.database import session
from abp_lms.learning import queries
from abp_lms.learning.actions import scenarios
from abp_lms.learning.models import (
    ScenarioRun,
)
from abp_lms.learning.workbook import Unit
from tests.learning.conftest import Learner
from tests.learning.doing import do_all_but_reading
from tests.learning.test_drafts import count
from tests.learning.waited import (
    Item,
    first_way,
    other_way,
    sync,
    walk_item,
)


def test_a_way_goes_on_from_where_it_was_left_off_online(learner: Learner, unit: Unit) -> None:
    assert unit.scenario
    way = first_way(unit.scenario)
    here = {"person_id": learner.person.id, "unit_id": unit.id}
    scenarios.start(**here, setting_id=unit.scenario.settings[0].id)
    scenarios.choose(**here, step_id=way[0][0], option_id=way[0][1])

    sync(learner, walk_item(unit, way))

    run = session.scalars(select(ScenarioRun)).one()
    assert run.path == way
    assert run.ended_at is not None


def test_a_way_that_comes_in_pieces_is_one_way(learner: Learner, unit: Unit) -> None:
    assert unit.scenario
    way, key = first_way(unit.scenario), str(uuid4())

    for length in (1, 3, 2, len(way), 1):
        sync(learner, walk_item(unit, way[:length], key=key))

    run = session.scalars(select(ScenarioRun)).one()
    assert run.path == way
    assert run.ended_at is not None


def test_another_way_on_another_device_stays_and_both_are_kept(
    learner: Learner, unit: Unit
) -> None:
    assert unit.scenario
    # given a way that came to its end online, while a phone had begun another one without a connection
    do_all_but_reading(learner.person.id, unit)
    ended = session.scalars(select(ScenarioRun)).one()
    path, at = ended.path, ended.ended_at

    answer = sync(learner, walk_item(unit, other_way(unit.scenario)))

    runs = session.scalars(select(ScenarioRun).order_by(ScenarioRun.number)).all()
    assert answer["taken"] == {"0": "scenario"}
    assert [run.path for run in runs] == [path, other_way(unit.scenario)]
    assert runs[0].ended_at == at
    assert queries.deeds(learner.person.id, unit.id)[unit.id].scenario_ended


def test_an_unfinished_way_from_a_phone_takes_no_end_away(learner: Learner, unit: Unit) -> None:
    assert unit.scenario
    do_all_but_reading(learner.person.id, unit)

    sync(learner, walk_item(unit, other_way(unit.scenario)[:2]))

    assert queries.deeds(learner.person.id, unit.id)[unit.id].scenario_ended


def test_a_way_that_the_story_no_longer_has_is_kept_as_far_as_it_goes_and_told(
    learner: Learner, unit: Unit
) -> None:
    assert unit.scenario
    way = first_way(unit.scenario)[:2]

    answer = sync(learner, walk_item(unit, [*way, ["a-step-of-last-year", "gone"]]))

    assert "as far as the story still goes" in answer["told"]["0"]
    assert session.scalars(select(ScenarioRun)).one().path == way


@pytest.mark.parametrize(
    "changed",
    [
        {"part": "a-story-of-last-year"},
        {"setting": "a-setting-of-last-year"},
        {"path": [["a-step-of-last-year", "gone"]]},
    ],
)
def test_a_way_of_which_nothing_fits_is_refused_in_plain_words(
    learner: Learner, unit: Unit, changed: Item
) -> None:
    assert unit.scenario

    answer = sync(learner, walk_item(unit, first_way(unit.scenario)) | changed)

    assert "your way through the scenario. The story has changed since." in answer["refused"]["0"]
    assert count(ScenarioRun) == 0
