"""A unit completes with its last piece: once, whole or not at all, and for good."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from flask import Flask
from sqlalchemy import func, select

from abp_lms import clock
from abp_lms.database import session, unit_of_work
from abp_lms.errors import NotFound
from abp_lms.learning import my_progress, queries
from abp_lms.learning.actions import (
    completion,
    leaving_out,
    quizzes,
    reading,
    reflections,
)
from abp_lms.learning.models import PageRead, ReflectionSave, UnitCompletion
from abp_lms.learning.rules import State
from abp_lms.learning.workbook import Unit
from abp_lms.mail import QueuedMail
from abp_lms.programme.models import Evidence
from abp_lms.programme.rules import Component
from tests.factories import make_line_management, make_person
from tests.learning.doing import SAID, do_all_but_reading, is_complete, read_all, statements
from tests.programme.factories import make_cohort, make_place


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
    do_all_but_reading(person_id, unit)
    read_all(person_id, unit)
    workbook = queries.the_workbook()
    new_page = replace(unit.pages[0], id="brand-new")
    grown = replace(unit, pages=(*unit.pages, new_page), version=unit.version + 1)
    units = {**workbook.units, unit.id: grown}
    monkeypatch.setattr(queries, "the_workbook", lambda: replace(workbook, units=units))

    programme = queries.my_place(person_id).programme
    found = my_progress.progress(person_id, programme).unit(unit.id)

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
    progress = my_progress.progress(place.person_id, programme)

    assert progress.unit("u02-u03").state is State.DONE
    assert progress.units_done == 1


def test_what_one_person_did_last_and_completed_is_nobody_elses(
    app: Flask, person_id: UUID, unit: Unit
) -> None:
    # given somebody who did all of a unit, its scenario told to the end, and a colleague who read a
    # page of it the day before
    colleague_id = make_place().person_id
    began = clock.now()
    with clock.at(began - timedelta(days=1)):
        page_id = unit.pages[0].id
        reading.read_page(person_id=colleague_id, unit_id=unit.id, page_id=page_id)
    do_all_but_reading(person_id, unit)
    read_all(person_id, unit)

    assert queries.just_completed(person_id, unit.id)
    assert not queries.just_completed(colleague_id, unit.id)
    assert queries.completed_at(colleague_id, unit.id) is None
    assert queries.last_deed_at(person_id, unit.id) >= began
    assert queries.last_deed_at(colleague_id, unit.id) == began - timedelta(days=1)
