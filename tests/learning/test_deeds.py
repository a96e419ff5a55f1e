"""What is done in the workbook: once, at its time, and said in xAPI without what was chosen."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from uuid import UUID, uuid4

import pytest
from flask import Flask
from sqlalchemy import func, select

from abp_lms import clock
from abp_lms.database import session
from abp_lms.errors import NotFound, Refused
from abp_lms.learning import my_progress, queries
from abp_lms.learning.actions import (
    practice,
    reading,
    reflections,
    scenarios,
)
from abp_lms.learning.models import PracticeEntry, ReflectionSave
from abp_lms.learning.rules import State
from abp_lms.learning.workbook import Unit
from tests.learning.doing import SAID, do_all_but_reading, read_all, statements
from tests.programme.factories import make_cohort, make_place


def test_two_people_do_not_meet(app: Flask, unit: Unit) -> None:
    one, other = make_place().person_id, make_place().person_id

    read_all(one, unit)

    assert queries.deeds(other) == {}
    assert len(queries.deeds(one)[unit.id].pages) == len(unit.pages)


def test_a_save_sent_twice_is_one_row_and_one_statement(person_id: UUID, unit: Unit) -> None:
    save = {
        "person_id": person_id,
        "unit_id": unit.id,
        "reflection_id": unit.reflections[0].id,
        "boxes": {"what": "Once."},
        "save_key": uuid4(),
    }

    assert reflections.save(**save)
    assert not reflections.save(**save)

    assert session.scalar(select(func.count()).select_from(ReflectionSave)) == 1
    assert len(statements()) == 1


def test_a_later_save_stands_beside_the_earlier_one(person_id: UUID, unit: Unit) -> None:
    for text in ("First.", "Second."):
        reflections.save(
            person_id=person_id,
            unit_id=unit.id,
            reflection_id=unit.reflections[0].id,
            boxes={"what": text},
            save_key=uuid4(),
        )

    assert session.scalar(select(func.count()).select_from(ReflectionSave)) == 2


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        (SAID - timedelta(hours=5), SAID - timedelta(hours=5)),
        (SAID + timedelta(hours=5), SAID),
        (SAID - timedelta(days=90), SAID - timedelta(days=30)),
        (None, SAID),
    ],
)
def test_a_save_has_the_time_of_the_deed_within_bounds(
    person_id: UUID, unit: Unit, said: datetime | None, kept: datetime
) -> None:
    with clock.at(SAID):
        reflections.save(
            person_id=person_id,
            unit_id=unit.id,
            reflection_id=unit.reflections[0].id,
            boxes={"what": "On the bus."},
            save_key=uuid4(),
            said_at=said,
        )

    assert session.scalars(select(ReflectionSave.at)).one() == kept
    assert statements()[0]["timestamp"] == kept.strftime("%Y-%m-%dT%H:%M:%S.000Z")


def test_a_reflection_says_how_long_it_took_and_carries_sealed_text_only(
    person_id: UUID, unit: Unit
) -> None:
    with clock.at(SAID):
        reflections.save(
            person_id=person_id,
            unit_id=unit.id,
            reflection_id=unit.reflections[0].id,
            boxes={"what": "Seventeen lamps"},
            save_key=uuid4(),
            opened_at=SAID - timedelta(minutes=7),
        )

    [statement] = statements()
    assert statement["result"]["duration"] == "PT7M"
    [attachment] = statement["attachments"]
    assert attachment["contentType"] == "application/jose"
    assert "lamps" not in json.dumps(statement)


def test_an_empty_save_is_refused_with_what_to_do(person_id: UUID, unit: Unit) -> None:
    with pytest.raises(Refused, match="I wrote it on paper"):
        reflections.save(
            person_id=person_id,
            unit_id=unit.id,
            reflection_id=unit.reflections[0].id,
            boxes={"what": "  "},
            save_key=uuid4(),
        )


def test_skipping_leaves_the_prompt_open_and_tells_nobody(person_id: UUID, unit: Unit) -> None:
    reflections.skip(
        person_id=person_id,
        unit_id=unit.id,
        reflection_id=unit.reflections[0].id,
        save_key=uuid4(),
    )

    assert statements() == []
    programme = queries.my_place(person_id).programme
    pieces = my_progress.progress(person_id, programme).unit(unit.id).pieces
    assert {piece.piece: piece.state for piece in pieces}["reflect"] is State.SKIPPED


def test_practice_needs_a_day_in_the_past(person_id: UUID, unit: Unit) -> None:
    log = {
        "person_id": person_id,
        "unit_id": unit.id,
        "approach_id": unit.practice.approaches[0].id,
        "note": "",
    }
    with pytest.raises(Refused) as missing:
        practice.log(**log, done_on=None, save_key=uuid4())
    with pytest.raises(Refused) as ahead:
        practice.log(**log, done_on=clock.today() + timedelta(days=1), save_key=uuid4())

    assert missing.value.field == ahead.value.field == "done_on"
    assert session.scalar(select(func.count()).select_from(PracticeEntry)) == 0


def test_the_end_of_a_scenario_is_recorded_without_the_way_to_it(
    person_id: UUID, unit: Unit
) -> None:
    assert unit.scenario
    do_all_but_reading(person_id, unit)

    ended = [s for s in statements() if "/scenarios/" in s["object"]["id"]]

    assert len(ended) == 1
    said = json.dumps(ended[0])
    for ending in unit.scenario.endings:
        assert ending.id not in said
        assert ending.title not in said


def test_an_answer_is_recorded_without_what_was_answered(person_id: UUID, unit: Unit) -> None:
    do_all_but_reading(person_id, unit)

    answers = [s for s in statements() if "/questions/" in s["object"]["id"]]

    assert unit.quiz
    assert len(answers) == len(unit.quiz.questions)
    assert all(s["result"] == {"completion": True} for s in answers)


def test_deciding_anew_after_the_end_is_another_way_through(person_id: UUID, unit: Unit) -> None:
    assert unit.scenario
    do_all_but_reading(person_id, unit)
    first = unit.scenario.steps[0]

    scenarios.choose(
        person_id=person_id, unit_id=unit.id, step_id=first.id, option_id=first.options[1].id
    )

    run = scenarios.latest_run(person_id, unit.id, unit.scenario)
    assert run is not None
    assert run.number == 2
    assert run.ended_at is None
    assert queries.deeds(person_id)[unit.id].scenario_ended


def test_a_unit_outside_the_programme_cannot_be_done(app: Flask, unit: Unit) -> None:
    person_id = make_place(cohort=make_cohort(programme_id="hw")).person_id

    with pytest.raises(NotFound):
        reading.read_page(person_id=person_id, unit_id="u02", page_id=unit.pages[0].id)
