"""Somebody moves from Leicester's programme to Worcester's in month three, and back: no answer and no
completion changes.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from abp_lms import clock, sealing
from abp_lms.accounts.models import AuditEntry, Person, RoleName
from abp_lms.database import Base, session
from abp_lms.errors import NotFound, Refused
from abp_lms.learning import queries
from abp_lms.learning.actions import moving
from abp_lms.learning.models import UnitCompletion
from abp_lms.learning.rules import State
from abp_lms.learning.workbook import Unit
from abp_lms.programme.models import Evidence, Place
from abp_lms.programme.queries import current_place
from abp_lms.programme.rules import Component, PlaceState
from tests.factories import make_academy, make_person
from tests.learning import walking
from tests.learning.doing import do_all_but_reading, read_all, statements
from tests.learning.test_drafts import draft, send
from tests.programme.factories import START, make_cohort, make_place
from tests.sign_in import sign_in

MONTH_THREE = datetime(2026, 11, 10, 12, 30, tzinfo=UTC)
FIRST_DAYS = MONTH_THREE - timedelta(weeks=9)
# Units 7 and 8 are one in Worcester, and so are 2 and 3; of those only unit 2 is done.
DONE = ("orientation", "u01", "u02", "u04", "u05", "u06", "u07", "u08", "u09")
# What says where a person is and what was sent about it, rather than what they did.
ABOUT_THE_PLACE = {
    "place",
    "role",
    "login_session",
    "outbox_entry",
    "queued_mail",
    "line_management",
}


@dataclass(frozen=True)
class Mover:
    """Somebody in month three of Leicester's programme, with a chair waiting in Worcester."""

    person_id: UUID
    place_id: UUID
    llr: UUID
    hw: UUID
    client: FlaskClient

    def move(self, cohort_id: UUID) -> None:
        place = current_place(self.person_id)
        assert place
        moving.move(place_id=place.place_id, cohort_id=cohort_id, by_id=None)
        session.commit()

    def states(self) -> dict[str, State]:
        place = current_place(self.person_id)
        assert place
        months = queries.progress(self.person_id, place.programme).months
        return {unit.entry.id: unit.state for month in months for unit in month.units}


def _make_mover(app: Flask) -> Mover:
    llr = make_cohort(name="Autumn", ends_on=START + timedelta(weeks=30))
    hw = make_cohort(academy=make_academy(programme_id="hw", name="Worcester"), name="First")
    place = make_place(cohort=llr, person=make_person(RoleName.PARTICIPANT))
    client = app.test_client()
    return Mover(place.person_id, place.id, llr.id, hw.id, client)


@pytest.fixture
def worker(app: Flask) -> Iterator[Mover]:
    """Somebody who did all of it through the pages."""
    found = _make_mover(app)
    units = queries.the_workbook().units
    with clock.at(FIRST_DAYS):
        sign_in(found.client, session.get_one(Person, found.person_id))
        for unit_id in DONE:
            walking.complete(found.client, units[unit_id], f"My words in {unit_id}")
        _begin(found.client, units)
    with clock.at(MONTH_THREE):
        sign_in(found.client, session.get_one(Person, found.person_id))
        yield found


@pytest.fixture
def mover(app: Flask) -> Iterator[Mover]:
    """Somebody whose nine units are done, however."""
    found = _make_mover(app)
    session.add_all(
        UnitCompletion(
            person_id=found.person_id,
            unit_id=unit_id,
            content_version=1,
            at=FIRST_DAYS,
            place_id=found.place_id,
        )
        for unit_id in DONE
    )
    session.commit()
    with clock.at(FIRST_DAYS):
        sign_in(found.client, session.get_one(Person, found.person_id))
        _begin(found.client, queries.the_workbook().units)
    with clock.at(MONTH_THREE):
        sign_in(found.client, session.get_one(Person, found.person_id))
        yield found


def _begin(client: FlaskClient, units: Mapping[str, Unit]) -> None:
    """Half of unit 3, and each piece of unit 10."""
    half, begun = units["u03"], units["u10"]
    for page in half.pages[:2]:
        walking.send(client, f"/workbook/units/u03/read/{page.id}")
    send(client, f"/workbook/drafts/u03/{half.reflections[0].id}", draft("Half a thought"))
    walking.send(client, f"/workbook/units/u10/read/{begun.pages[0].id}")
    _begin_scenario(client, begun)
    prompt = begun.reflections[0].id
    walking.send(client, f"/workbook/units/u10/reflect/{prompt}", what="Kept", how="written")
    send(client, f"/workbook/drafts/u10/{prompt}", draft("And a second thought"))
    approach = begun.practice.approaches[0].id
    day = {"done_on[day]": "7", "done_on[month]": "9", "done_on[year]": "2026"}
    logged = walking.practise(client, begun, approach, note="A private note", **day)
    assert logged.status_code == 303
    question = begun.quiz.questions[0]
    walking.send(client, f"/workbook/units/u10/recall/{question.id}", chosen=question.options[1].id)


def _begin_scenario(client: FlaskClient, unit: Unit) -> None:
    """Two decisions into it."""
    assert unit.scenario
    steps = {step.id: step for step in unit.scenario.steps}
    setting = {"setting": unit.scenario.settings[-1].id} if unit.scenario.settings else {}
    at = walking.send(client, f"/workbook/units/{unit.id}/scenario", **setting).location
    for _ in range(2):
        step = steps[at.rsplit("/", 1)[1]]
        at = walking.send(client, at, choice=step.options[-1].id).location


def _rows(person_id: UUID) -> dict[str, list[dict[str, Any]]]:
    """Every row that is kept about what the person did, by table."""
    session.commit()
    return {
        table.name: sorted(
            (dict(row) for row in session.execute(mine).mappings()), key=lambda row: str(row)
        )
        for table in Base.metadata.sorted_tables
        if "person_id" in table.c and table.name not in ABOUT_THE_PLACE
        for mine in [select(table).where(table.c.person_id == person_id)]
    }


def _pages(client: FlaskClient) -> dict[str, str]:
    """What each page of the programme's workbook says, in every unit that has been begun."""
    units = queries.the_workbook().units
    addresses = ["/", "/workbook", "/workbook/my-words", "/what-my-manager-sees"]
    addresses += [f"/workbook/months/{month}" for month in ("start", "month-1", "month-3")]
    for unit_id in (*DONE, "u03", "u10"):
        unit, base = units[unit_id], f"/workbook/units/{unit_id}"
        assert unit.quiz
        addresses += [base, f"{base}/complete", f"{base}/practise"]
        addresses += [f"{base}/scenario"] if unit.scenario else []
        addresses += [f"{base}/read/{page.id}" for page in unit.pages]
        addresses += [f"{base}/reflect/{one.id}" for one in unit.reflections]
        addresses += [f"{base}/recall/{one.id}" for one in unit.quiz.questions]
    return {address: _main(client, address) for address in addresses}


def _main(client: FlaskClient, address: str) -> str:
    answer = client.get(address, follow_redirects=True)
    assert answer.status_code == 200, address
    page = answer.text[answer.text.index("<main") : answer.text.index("</main>")]
    # Tokens and keys are made anew for each form.
    page = re.sub(r'<input[^>]*type="hidden"[^>]*>', "", page)
    return re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27}", "", page)


def test_there_and_back_no_answer_and_no_completion_changes(worker: Mover) -> None:
    rows, pages, states = _rows(worker.person_id), _pages(worker.client), worker.states()
    assert [unit for unit, state in states.items() if state is State.DONE] == list(DONE)
    assert {states["u03"], states["u10"]} == {State.STARTED}

    worker.move(worker.hw)

    # Nothing that is kept has changed, and every word is there to read.
    assert _rows(worker.person_id) == rows
    words = _main(worker.client, "/workbook/my-words")
    for unit_id in DONE:
        assert f"My words in {unit_id}" in words
    for text in ("Half a thought", "Kept", "And a second thought", "A private note"):
        assert text in words

    worker.move(worker.llr)

    assert _rows(worker.person_id) == rows
    assert worker.states() == states
    back = _pages(worker.client)
    assert [address for address in pages if back[address] != pages[address]] == []


def test_over_there_what_was_done_is_done_and_what_was_begun_is_begun(mover: Mover) -> None:
    before = mover.states()

    mover.move(mover.hw)

    after = mover.states()
    assert [unit for unit, state in after.items() if state is State.DONE] == [
        *("orientation", "u01", "u04", "u05", "u06"),
        "u07-u08",
        "u09",
    ]
    assert all(after[unit] is before[unit] for unit in ("u10", "u11", "closing"))
    # Of units 2 and 3 only one is done, so the unit that stands for both is still to do.
    assert after["u02-u03"] is State.NOT_STARTED
    assert "7 of 22 units done" in _main(mover.client, "/workbook")


@pytest.mark.parametrize("address", ["", "/practise", "/scenario", "/complete"])
def test_a_link_to_a_unit_that_is_merged_there_leads_to_the_one_in_its_place(
    mover: Mover, address: str
) -> None:
    mover.move(mover.hw)

    answer = mover.client.get(f"/workbook/units/u03{address}")

    assert answer.location == "/workbook/units/u02-u03"
    assert mover.client.get(answer.location).status_code == 200


def test_what_is_done_over_there_counts_at_home(mover: Mover) -> None:
    units = queries.the_workbook().units
    mover.move(mover.hw)
    walking.complete(mover.client, units["u02-u03"], "Both in one")
    at = mover.client.get("/workbook/units/u10/scenario").location
    rows = _rows(mover.person_id)

    mover.move(mover.llr)

    states = mover.states()
    assert (states["u02"], states["u03"]) == (State.DONE, State.DONE)
    assert _rows(mover.person_id) == rows
    assert "Half a thought" in _main(
        mover.client, f"/workbook/units/u03/reflect/{units['u03'].reflections[0].id}"
    )
    assert "Both in one" in _main(mover.client, "/workbook/my-words")
    assert mover.client.get("/workbook/units/u10/scenario").location == at


def test_words_that_waited_on_a_device_during_the_move_arrive_when_their_unit_is_there(
    mover: Mover,
) -> None:
    prompt = queries.the_workbook().units["u03"].reflections[0].id
    key = session.get_one(Person, mover.person_id).public_key
    item = {"kind": "draft", "unit": "u03", "prompt": prompt}
    words = draft("Written on the train", edited_at=MONTH_THREE.isoformat())
    waiting = {"items": {"a": sealing.seal(json.dumps(item | words).encode(), key)}}

    mover.move(mover.hw)
    there = send(mover.client, "/workbook/drafts/sync", waiting).json
    mover.move(mover.llr)
    back = send(mover.client, "/workbook/drafts/sync", waiting).json

    # Where the unit is merged they are refused, so the device keeps them; at home they are taken.
    assert there is not None
    assert (list(there["taken"]), list(there["refused"])) == ([], ["a"])
    assert back is not None
    assert back["taken"] == {"a": "draft"}
    assert "Written on the train" in _main(mover.client, "/workbook/my-words")


def test_each_deed_names_the_place_in_which_it_was_done(mover: Mover) -> None:
    unit = queries.the_workbook().units["u11"]
    mover.move(mover.hw)
    there = current_place(mover.person_id)
    assert there
    before = {statement["id"] for statement in statements()}

    walking.complete(mover.client, unit)

    new = [one for one in statements() if one["id"] not in before]
    assert {one["context"]["registration"] for one in new} == {str(there.place_id)}
    completions = session.scalars(select(UnitCompletion).filter_by(person_id=mover.person_id))
    place_of = {one.unit_id: one.place_id for one in completions}
    assert place_of.pop("u11") == there.place_id
    assert set(place_of.values()) == {mover.place_id}


def test_a_move_is_told_as_leaving_and_joining_and_stands_in_the_audit(mover: Mover) -> None:
    before = {statement["id"] for statement in statements()}

    mover.move(mover.hw)
    mover.move(mover.llr)

    told = [
        (one["verb"]["id"].rsplit("/", 1)[1], one["object"]["id"].rsplit("/", 1)[1])
        for one in statements()
        if one["id"] not in before
    ]
    assert told == [
        ("unregistered", "llr"),
        ("registered", "hw"),
        ("unregistered", "hw"),
        ("registered", "llr"),
    ]
    place = current_place(mover.person_id)
    assert place
    assert place.place_id == mover.place_id
    deeds = [one.deed for one in session.scalars(select(AuditEntry))]
    assert deeds.count("moved to another cohort") == 2


def test_whoever_was_active_is_not_silent_over_there(mover: Mover) -> None:
    mover.move(mover.hw)

    place = session.scalars(select(Place).filter_by(cohort_id=mover.hw)).one()
    assert place.last_active_on == FIRST_DAYS.date()


def test_a_workbook_that_is_done_has_its_evidence_over_there_at_once(app: Flask) -> None:
    llr, hw = make_cohort(), make_cohort(academy=make_academy(programme_id="hw"))
    place = make_place(cohort=llr)
    last = queries.the_workbook().units["u24"]
    for entry in queries.my_place(place.person_id).programme.units:
        if entry.id == last.id:
            continue
        session.add(
            UnitCompletion(
                person_id=place.person_id,
                unit_id=entry.id,
                content_version=1,
                at=MONTH_THREE,
                place_id=place.id,
            )
        )
    do_all_but_reading(place.person_id, last)
    read_all(place.person_id, last)

    moved = moving.move(place_id=place.id, cohort_id=hw.id, by_id=None)

    evidence = session.scalars(select(Evidence).filter_by(place_id=moved.id)).one()
    assert (evidence.component, evidence.detail) == (Component.WORKBOOK, "22 of 22 units")


@pytest.mark.parametrize(
    ("state", "sentence"),
    [
        (PlaceState.OFFERED, "This place is offered. Only a confirmed one can be moved."),
        (PlaceState.WITHDRAWN, "This place is withdrawn."),
        (PlaceState.COMPLETED, "This place is completed."),
    ],
)
def test_only_a_confirmed_place_is_moved(app: Flask, state: PlaceState, sentence: str) -> None:
    place, elsewhere = make_place(state=state), make_cohort()

    with pytest.raises(Refused, match=sentence):
        moving.move(place_id=place.id, cohort_id=elsewhere.id, by_id=None)


def test_a_full_cohort_takes_nobody_and_the_place_at_home_stays(app: Flask) -> None:
    full = make_cohort(minimum=1, maximum=1)
    make_place(cohort=full)
    place = make_place()

    with pytest.raises(Refused, match="This cohort is full"):
        moving.move(place_id=place.id, cohort_id=full.id, by_id=None)

    session.rollback()
    assert current_place(place.person_id).place_id == place.id
    assert statements() == []


def test_nobody_moves_to_where_they_are_or_to_nowhere(app: Flask) -> None:
    place = make_place(cohort=make_cohort(name="Autumn"))

    with pytest.raises(Refused, match="is in Autumn already"):
        moving.move(place_id=place.id, cohort_id=place.cohort_id, by_id=None)
    for place_id, cohort_id in ((place.id, uuid4()), (uuid4(), place.cohort_id)):
        with pytest.raises(NotFound):
            moving.move(place_id=place_id, cohort_id=cohort_id, by_id=None)


def test_somebody_elses_pages_stay_theirs_after_a_move(app: Flask, mover: Mover) -> None:
    mover.move(mover.hw)
    other = make_place(person=make_person())
    client = app.test_client()
    sign_in(client, other.person)

    assert "My words" not in _main(client, "/workbook/my-words")
