"""The workbook's pages: what they say, whose they are, what looking at them does not do."""

from __future__ import annotations

import re
from dataclasses import replace
from math import ceil

import pytest
from flask import Flask
from sqlalchemy import event, func, select

from abp_lms.database import Base, session
from abp_lms.learning import queries
from abp_lms.learning.models import PageRead, UnitCompletion
from abp_lms.learning.workbook import Unit
from tests.factories import make_person, make_role
from tests.learning import walking
from tests.learning.conftest import Learner, make_learner
from tests.programme.factories import make_cohort
from tests.sign_in import sign_in


def pages_of(unit: Unit) -> list[str]:
    base = f"/workbook/units/{unit.id}"
    assert unit.quiz
    return [
        "/workbook",
        "/workbook/months/month-1",
        base,
        f"{base}/read/{unit.pages[0].id}",
        f"{base}/scenario",
        f"{base}/reflect/{unit.reflections[0].id}",
        f"{base}/practise",
        f"{base}/recall/{unit.quiz.questions[0].id}",
        "/workbook/my-words",
        "/workbook/this-device",
    ]


def test_a_whole_unit_can_be_done_through_its_pages(learner: Learner, unit: Unit) -> None:
    walking.read(learner.client, unit)
    walking.go_through_scenario(learner.client, unit)
    walking.reflect(learner.client, unit)
    walking.practise(learner.client, unit)
    last = walking.recall(learner.client, unit)

    assert f"/workbook/units/{unit.id}/complete" in last.text
    complete = learner.client.get(f"/workbook/units/{unit.id}/complete")
    assert f"You have completed “{unit.title}”" in complete.text
    assert "1 of 26 units done" in complete.text


def test_every_page_has_one_heading_and_a_title(learner: Learner, unit: Unit) -> None:
    for path in pages_of(unit):
        shown = learner.client.get(path)
        assert shown.status_code == 200, path
        assert shown.text.count("<h1") == 1, path


def test_looking_at_every_page_writes_nothing(learner: Learner, unit: Unit) -> None:
    mine = [table for table in Base.metadata.tables.values() if "person_id" in table.c]

    for path in pages_of(unit):
        learner.client.get(path)

    written = {
        table.name
        for table in mine
        if "unit_id" in table.c and session.scalar(select(func.count()).select_from(table))
    }
    assert written == set()


def test_next_records_a_page_once_however_often_it_is_pressed(learner: Learner, unit: Unit) -> None:
    path = f"/workbook/units/{unit.id}/read/{unit.pages[0].id}"

    first = walking.send(learner.client, path)
    again = walking.send(learner.client, path)

    assert first.location == again.location
    assert first.location.endswith(unit.pages[1].id)
    assert session.scalar(select(func.count()).select_from(PageRead)) == 1


def test_somebody_without_a_place_is_told_so(app: Flask) -> None:
    client = app.test_client()
    sign_in(client, make_person())

    shown = client.get("/workbook")

    assert shown.status_code == 200
    assert "You do not have a place on a programme yet" in shown.text


@pytest.mark.parametrize("path", ["/workbook/units/u01", "/workbook/months/month-1"])
def test_without_a_place_there_is_no_unit(app: Flask, path: str) -> None:
    client = app.test_client()
    sign_in(client, make_person())

    assert client.get(path).status_code == 404


def test_a_unit_outside_the_own_programme_is_not_found(app: Flask, unit: Unit) -> None:
    # The university leaves unit 5 out.
    learner = make_learner(app, cohort=make_cohort(programme_id="university"))

    assert learner.client.get("/workbook/units/u01").status_code == 200
    assert learner.client.get("/workbook/units/u05").status_code == 404
    page = f"/workbook/units/u05/read/{unit.pages[0].id}"
    token = walking.fields_of(learner.client.get("/workbook/this-device").text)
    assert learner.client.post(page, data=token).status_code == 404


@pytest.mark.parametrize(
    "path",
    [
        "/workbook/months/nowhere",
        "/workbook/units/u01/read/nothing",
        "/workbook/units/u01/reflect/nothing",
        "/workbook/units/u01/recall/nothing",
        "/workbook/units/u01/nothing",
        "/workbook/units/orientation/scenario",
        "/workbook/drafts/u01/nothing",
    ],
)
def test_what_is_not_there_is_not_found(learner: Learner, path: str) -> None:
    assert learner.client.get(path).status_code == 404


def test_units_that_are_not_written_say_so_and_count(
    learner: Learner, monkeypatch: pytest.MonkeyPatch
) -> None:
    workbook = queries.the_workbook()
    written = {name: unit for name, unit in workbook.units.items() if name != "closing"}
    monkeypatch.setattr(queries, "the_workbook", lambda: replace(workbook, units=written))

    month = learner.client.get("/workbook/months/close")

    assert "Not ready yet" in month.text
    assert "/workbook/units/closing" not in month.text
    assert learner.client.get("/workbook/units/closing").status_code == 404
    assert "0 of 26 units done" in learner.client.get("/workbook").text


def test_the_front_of_the_workbook_names_the_next_piece_and_its_minutes(
    learner: Learner,
) -> None:
    shown = learner.client.get("/workbook").text

    assert "Next: Read, in Orientation. About 45 minutes." in shown


def test_a_month_leads_on_to_the_next_piece_and_says_how_long_each_unit_takes(
    learner: Learner,
) -> None:
    shown = learner.client.get("/workbook/months/month-1").text

    unit = queries.the_workbook().units["u01"]
    assert f"Next: Read, in {unit.title}. About {unit.minutes.read} minutes." in shown
    assert 'href="/workbook/units/u01/read"' in shown
    assert f"{unit.summary} About 2 hours 30 minutes." in shown


def test_every_page_where_something_is_written_says_who_can_see_it(
    learner: Learner, unit: Unit
) -> None:
    make_role(person_id=learner.person.id)
    base = f"/workbook/units/{unit.id}"
    for path in (f"{base}/reflect/{unit.reflections[0].id}", f"{base}/practise"):
        shown = learner.client.get(path).text
        assert "Only you can read what you write here" in shown
        assert 'href="/what-my-manager-sees"' in shown
        assert 'href="/support"' in shown


def test_pages_take_the_same_number_of_queries_however_much_was_done(
    learner: Learner, unit: Unit
) -> None:
    counted = [path for path in pages_of(unit) if "scenario" not in path and "recall" not in path]
    before = [queries_of(learner, path) for path in counted]

    for _ in range(2):
        walking.reflect(learner.client, unit)
        walking.practise(learner.client, unit, note="Twice on Tuesday.")
    walking.complete(learner.client, unit)

    after = [queries_of(learner, path) for path in counted]
    assert session.scalar(select(func.count()).select_from(UnitCompletion)) == 1
    assert dict(zip(counted, after, strict=True)) == dict(zip(counted, before, strict=True))
    assert max(after) <= 15


def queries_of(learner: Learner, path: str) -> int:
    seen: list[str] = []

    def note(_connection: object, _cursor: object, sql: str, *_rest: object) -> None:
        if not sql.startswith(("PRAGMA", "BEGIN")):
            seen.append(sql)

    engine = session.get_bind()
    event.listen(engine, "before_cursor_execute", note)
    try:
        assert learner.client.get(path).status_code == 200
    finally:
        event.remove(engine, "before_cursor_execute", note)
    return len(seen)


def test_a_skipped_prompt_is_offered_again_after_the_others(
    learner: Learner,
) -> None:
    first, second = queries.the_workbook().units["orientation"].reflections
    base = "/workbook/units/orientation/reflect"

    skipped = walking.send(learner.client, f"{base}/{first.id}", how="skip")
    assert skipped.location.endswith(second.id)
    assert learner.client.get(base).location.endswith(second.id)
    walking.send(learner.client, f"{base}/{second.id}", how="on-paper")

    assert learner.client.get(base).location.endswith(first.id)
    assert "Skipped for now" in learner.client.get("/workbook/units/orientation").text


def test_a_unit_that_may_come_too_close_says_so_and_lets_one_leave_parts_out(
    learner: Learner,
) -> None:
    unit = next(one for one in queries.the_workbook().units.values() if one.opt_out)
    base = f"/workbook/units/{unit.id}"
    for path in (base, f"{base}/read/{unit.pages[0].id}"):
        assert "Before you start" in learner.client.get(path).text

    token = walking.fields_of(learner.client.get(base).text)
    empty = learner.client.post(f"{base}/leave-out", data=token)
    assert empty.status_code == 422
    assert "Choose what to leave out" in empty.text
    learner.client.post(f"{base}/leave-out", data=token | {"pieces": "scenario"})

    assert "Left out" in learner.client.get(base).text


def test_each_page_of_the_reading_says_how_many_minutes_are_left(
    learner: Learner, unit: Unit
) -> None:
    pages = [
        learner.client.get(f"/workbook/units/{unit.id}/read/{page.id}").text for page in unit.pages
    ]

    said = [re.findall(r"about (\d+) minutes left", page)[0] for page in pages]
    a_page = unit.minutes.read / len(unit.pages)
    assert said == [str(ceil(a_page * left)) for left in range(len(pages), 0, -1)]
