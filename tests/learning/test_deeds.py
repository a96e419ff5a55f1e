"""What is done in the workbook: once, in one transaction, true at every moment, said in xAPI."""

from __future__ import annotations

import json
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from flask import Flask
from sqlalchemy import func, select

from abp_lms import clock
from abp_lms.database import session, unit_of_work
from abp_lms.errors import NotFound, Refused
from abp_lms.learning import queries
from abp_lms.learning.actions import (
    completion,
    leaving_out,
    practice,
    quizzes,
    reading,
    reflections,
    scenarios,
)
from abp_lms.learning.models import PageRead, PracticeEntry, ReflectionSave, UnitCompletion
from abp_lms.learning.rules import State
from abp_lms.learning.workbook import Unit
from abp_lms.mail import QueuedMail
from abp_lms.programme.models import Evidence
from abp_lms.programme.rules import Component
from abp_lms.recording.models import OutboxEntry
from tests.factories import make_line_management, make_person
from tests.programme.factories import make_place

SAID = datetime(2026, 11, 3, 14, 2, tzinfo=UTC)


@pytest.fixture
def person_id(app: Flask) -> UUID:
    return make_place().person_id


def statements() -> list[dict[str, Any]]:
    return [json.loads(row.statement) for row in session.scalars(select(OutboxEntry))]


def do_all_but_reading(person_id: UUID, unit: Unit) -> None:
    assert unit.scenario
    assert unit.quiz
    here = {"person_id": person_id, "unit_id": unit.id}
    steps = {step.id: step for step in unit.scenario.steps}
    scenarios.start(**here, setting_id=unit.scenario.settings[0].id)
    at = unit.scenario.first
    while at in steps:
        at = scenarios.choose(**here, step_id=at, option_id=steps[at].options[0].id)
    for prompt in unit.reflections:
        reflections.mark_on_paper(**here, reflection_id=prompt.id, save_key=uuid4())
    practice.log(**here, done_on=None, approach_id=None, note="", save_key=uuid4())
    for question in unit.quiz.questions:
        quizzes.answer(
            **here,
            question_id=question.id,
            chosen=[question.options[0].id],
            save_key=uuid4(),
        )


def read_all(person_id: UUID, unit: Unit) -> None:
    for page in unit.pages:
        reading.read_page(person_id=person_id, unit_id=unit.id, page_id=page.id)


def is_complete(person_id: UUID, unit: Unit) -> bool:
    return unit.id in queries.units_done([person_id])[person_id]


def test_a_unit_completes_with_its_last_piece_and_not_before(person_id: UUID, unit: Unit) -> None:
    do_all_but_reading(person_id, unit)
    for page in unit.pages[:-1]:
        reading.read_page(person_id=person_id, unit_id=unit.id, page_id=page.id)
    assert not is_complete(person_id, unit)

    reading.read_page(person_id=person_id, unit_id=unit.id, page_id=unit.pages[-1].id)

    assert is_complete(person_id, unit)


def test_wrong_answers_paper_and_no_chance_yet_count_in_full(person_id: UUID, unit: Unit) -> None:
    assert unit.quiz
    wrong = [next(o.id for o in q.options if not o.good) for q in unit.quiz.questions]
    do_all_but_reading(person_id, unit)
    for question, option in zip(unit.quiz.questions, wrong, strict=True):
        quizzes.answer(
            person_id=person_id,
            unit_id=unit.id,
            question_id=question.id,
            chosen=[option],
            save_key=uuid4(),
        )

    read_all(person_id, unit)

    assert is_complete(person_id, unit)


def test_a_completed_unit_says_so_once_to_everybody(app: Flask, unit: Unit) -> None:
    place = make_place(person=make_person(given_name="Priya", family_name="Shah"))
    manager = make_person(given_name="Gwen")
    make_line_management(person_id=place.person_id, manager_id=manager.id)

    do_all_but_reading(place.person_id, unit)
    read_all(place.person_id, unit)
    read_all(place.person_id, unit)

    completed = [s for s in statements() if s["object"]["id"].endswith(f"/id/units/{unit.id}")]
    assert len(completed) == 1
    assert completed[0]["verb"]["id"] == "http://adlnet.gov/expapi/verbs/completed"
    assert completed[0]["context"]["registration"] == str(place.id)
    [mail] = session.scalars(select(QueuedMail).where(QueuedMail.to_person_id == manager.id))
    assert mail.subject == "Priya S.: 1 of 26 units done"
    assert "Shah" not in mail.subject + mail.body
    assert "/my-people" in mail.body
    assert unit.title not in mail.body


def test_two_units_on_one_day_are_one_e_mail(app: Flask, unit: Unit) -> None:
    place = make_place()
    manager = make_person()
    make_line_management(person_id=place.person_id, manager_id=manager.id)
    other = queries.the_workbook().units["u02"]

    for one in (unit, other):
        do_all_but_reading(place.person_id, one)
        read_all(place.person_id, one)

    [mail] = session.scalars(select(QueuedMail).where(QueuedMail.to_person_id == manager.id))
    assert "2 of 26 units done" in mail.subject


def test_a_unit_stays_complete_when_its_content_grows(
    person_id: UUID, unit: Unit, monkeypatch: pytest.MonkeyPatch
) -> None:
    from dataclasses import replace

    do_all_but_reading(person_id, unit)
    read_all(person_id, unit)
    workbook = queries.the_workbook()
    new_page = replace(unit.pages[0], id="brand-new")
    grown = replace(unit, pages=(*unit.pages, new_page), version=unit.version + 1)
    units = {**workbook.units, unit.id: grown}
    monkeypatch.setattr(queries, "the_workbook", lambda: replace(workbook, units=units))

    programme = queries.my_place(person_id).programme
    found = queries.progress(person_id, programme).unit(unit.id)

    assert found.state is State.DONE
    assert found.pieces[0].state is State.STARTED
    reading.read_page(person_id=person_id, unit_id=unit.id, page_id="brand-new")
    assert session.scalar(select(func.count()).select_from(UnitCompletion)) == 1


def test_the_last_unit_of_the_programme_is_evidence_for_the_workbook(
    person_id: UUID, unit: Unit
) -> None:
    place = queries.my_place(person_id)
    for entry in place.programme.units:
        if entry.id != unit.id:
            session.add(
                UnitCompletion(
                    person_id=person_id,
                    unit_id=entry.id,
                    content_version=1,
                    at=SAID,
                    place_id=place.place_id,
                )
            )
    do_all_but_reading(person_id, unit)
    assert session.scalar(select(func.count()).select_from(Evidence)) == 0

    read_all(person_id, unit)

    evidence = session.scalars(select(Evidence)).one()
    assert evidence.component is Component.WORKBOOK


def test_a_fault_in_the_completion_undoes_the_deed(
    app: Flask, unit: Unit, monkeypatch: pytest.MonkeyPatch
) -> None:
    person_id = make_place().person_id
    do_all_but_reading(person_id, unit)
    read_all_but_last = unit.pages[:-1]
    for page in read_all_but_last:
        reading.read_page(person_id=person_id, unit_id=unit.id, page_id=page.id)
    session.commit()
    said = len(statements())
    session.rollback()

    def fail(*_given: object, **_named: object) -> None:
        raise ConnectionError

    monkeypatch.setattr(completion, "_tell_manager", fail)
    with pytest.raises(ConnectionError), unit_of_work():
        reading.read_page(person_id=person_id, unit_id=unit.id, page_id=unit.pages[-1].id)

    assert session.scalar(select(func.count()).select_from(PageRead)) == len(read_all_but_last)
    assert not is_complete(person_id, unit)
    assert len(statements()) == said


def test_the_same_deed_at_the_same_time_is_one_deed(app: Flask, unit: Unit) -> None:
    person_id = make_place().person_id
    do_all_but_reading(person_id, unit)
    for page in unit.pages[:-1]:
        reading.read_page(person_id=person_id, unit_id=unit.id, page_id=page.id)
    session.commit()
    session.remove()
    key = uuid4()
    prompt = unit.reflections[0].id

    def at_once(_number: int) -> None:
        with app.app_context(), unit_of_work():
            reflections.save(
                person_id=person_id,
                unit_id=unit.id,
                reflection_id=prompt,
                boxes={"what": "Twice."},
                save_key=key,
            )
            reading.read_page(person_id=person_id, unit_id=unit.id, page_id=unit.pages[-1].id)

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(at_once, range(4)))

    saves = select(func.count()).where(ReflectionSave.save_key == key)
    assert session.scalar(saves) == 1
    kinds = Counter(s["object"]["id"].rsplit("/id/", 1)[1] for s in statements())
    assert kinds[f"units/{unit.id}"] == 1
    assert kinds[f"units/{unit.id}/pages/{unit.pages[-1].id}"] == 1


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
    pieces = queries.progress(person_id, programme).unit(unit.id).pieces
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


def test_what_may_be_left_out_counts_the_same_and_is_in_no_statement(person_id: UUID) -> None:
    unit = next(unit for unit in queries.the_workbook().units.values() if unit.opt_out)

    leaving_out.leave_out(
        person_id=person_id,
        unit_id=unit.id,
        pieces=["read", "scenario", "reflect", "practise", "recall"],
    )

    assert is_complete(person_id, unit)
    [statement] = statements()
    assert statement["object"]["id"].endswith(f"/id/units/{unit.id}")


def test_a_unit_without_a_way_round_has_nothing_to_leave_out(person_id: UUID, unit: Unit) -> None:
    assert unit.opt_out is None

    with pytest.raises(NotFound):
        leaving_out.leave_out(person_id=person_id, unit_id=unit.id, pieces=["read"])


def test_a_merged_unit_is_done_when_the_units_it_merges_are(app: Flask) -> None:
    from tests.programme.factories import make_cohort

    place = make_place(cohort=make_cohort(programme_id="hw"))
    for unit_id in ("u02", "u03"):
        session.add(
            UnitCompletion(
                person_id=place.person_id,
                unit_id=unit_id,
                content_version=1,
                at=SAID,
                place_id=place.id,
            )
        )

    programme = queries.my_place(place.person_id).programme
    progress = queries.progress(place.person_id, programme)

    assert progress.unit("u02-u03").state is State.DONE
    assert progress.units_done == 1


def test_a_unit_outside_the_programme_cannot_be_done(app: Flask, unit: Unit) -> None:
    from tests.programme.factories import make_cohort

    person_id = make_place(cohort=make_cohort(programme_id="hw")).person_id

    with pytest.raises(NotFound):
        reading.read_page(person_id=person_id, unit_id="u02", page_id=unit.pages[0].id)
