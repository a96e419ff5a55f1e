"""Somebody moves from Leicester's programme to Worcester's in month three, and back: no answer and no
completion changes.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import select

from abp_lms import clock, sealing
from abp_lms.accounts.models import AuditEntry, Person
from abp_lms.database import session
from abp_lms.errors import NotFound, Refused
from abp_lms.learning import queries
from abp_lms.learning.actions import moving
from abp_lms.learning.models import UnitCompletion
from abp_lms.learning.rules import State
from abp_lms.programme.models import Evidence, Place
from abp_lms.programme.queries import current_place
from abp_lms.programme.rules import Component, PlaceState
from tests.factories import make_academy, make_person
from tests.learning import walking
from tests.learning.doing import do_all_but_reading, read_all, statements
from tests.learning.movers import (
    DONE,
    FIRST_DAYS,
    MONTH_THREE,
    Mover,
    begin,
    main_of,
    make_mover,
    pages_of,
    rows_of,
)
from tests.learning.test_drafts import draft, send
from tests.programme.factories import make_cohort, make_place
from tests.sign_in import sign_in


@pytest.fixture
def worker(app: Flask) -> Iterator[Mover]:
    """Somebody who did all of it through the pages."""
    found = make_mover(app)
    units = queries.the_workbook().units
    with clock.at(FIRST_DAYS):
        sign_in(found.client, session.get_one(Person, found.person_id))
        for unit_id in DONE:
            walking.complete(found.client, units[unit_id], f"My words in {unit_id}")
        begin(found.client, units)
    with clock.at(MONTH_THREE):
        sign_in(found.client, session.get_one(Person, found.person_id))
        yield found


@pytest.fixture
def mover(app: Flask) -> Iterator[Mover]:
    """Somebody whose nine units are done, however."""
    found = make_mover(app)
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
        begin(found.client, queries.the_workbook().units)
    with clock.at(MONTH_THREE):
        sign_in(found.client, session.get_one(Person, found.person_id))
        yield found


def test_there_and_back_no_answer_and_no_completion_changes(worker: Mover) -> None:
    rows, pages, states = rows_of(worker.person_id), pages_of(worker.client), worker.states()
    assert [unit for unit, state in states.items() if state is State.DONE] == list(DONE)
    assert {states["u03"], states["u10"]} == {State.STARTED}

    worker.move(worker.hw)

    # Nothing that is kept has changed, and every word is there to read.
    assert rows_of(worker.person_id) == rows
    words = main_of(worker.client, "/workbook/my-words")
    for unit_id in DONE:
        assert f"My words in {unit_id}" in words
    for text in ("Half a thought", "Kept", "And a second thought", "A private note"):
        assert text in words

    worker.move(worker.llr)

    assert rows_of(worker.person_id) == rows
    assert worker.states() == states
    back = pages_of(worker.client)
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
    assert "7 of 22 units done" in main_of(mover.client, "/workbook")


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
    rows = rows_of(mover.person_id)

    mover.move(mover.llr)

    states = mover.states()
    assert (states["u02"], states["u03"]) == (State.DONE, State.DONE)
    assert rows_of(mover.person_id) == rows
    assert "Half a thought" in main_of(
        mover.client, f"/workbook/units/u03/reflect/{units['u03'].reflections[0].id}"
    )
    assert "Both in one" in main_of(mover.client, "/workbook/my-words")
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
    assert "Written on the train" in main_of(mover.client, "/workbook/my-words")


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

    assert "My words" not in main_of(client, "/workbook/my-words")
