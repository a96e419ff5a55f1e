"""What somebody attended goes with them to another cohort, where it is the same there."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from uuid import uuid4

import pytest

from abp_lms import clock
from abp_lms.clock import LONDON
from abp_lms.database import session
from abp_lms.programme import queries, rules
from abp_lms.programme.actions import attendance, cohorts, completion, moving
from abp_lms.programme.models import Cohort, Place
from abp_lms.programme.rules import Component, MeetingKind, Outcome, PlaceState
from abp_lms.recording.models import OutboxEntry
from tests.factories import make_academy
from tests.programme.factories import make_cohort, make_meeting, make_place

pytestmark = pytest.mark.usefixtures("app")

LLR, HW, UNIVERSITY = "llr", "hw", "university"
MONTH_THREE = datetime(2026, 12, 3, 18, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _in_month_three() -> Iterator[None]:
    with clock.at(MONTH_THREE):
        yield


def cohort_of(programme_id: str) -> Cohort:
    return make_cohort(academy=make_academy(programme_id=programme_id, name=str(uuid4())))


def attend(place: Place, *refs: str, outcome: Outcome = Outcome.ATTENDED) -> None:
    for number, ref in enumerate(refs):
        meeting = make_meeting(
            cohort=place.cohort,
            ref=ref,
            kind=MeetingKind.SET if ref.startswith("set") else MeetingKind.WORKSHOP,
            starts_at=datetime(2026, 9, 3 + number, 9, tzinfo=LONDON),
        )
        attendance.mark(meeting_id=meeting.id, place_id=place.id, outcome=outcome, by_id=None)


def move(place: Place, cohort: Cohort) -> Place:
    return moving.move(place_id=place.id, cohort_id=cohort.id, by_id=None)


def counted(place: Place) -> tuple[int, int]:
    facts = queries.facts([place.id])[place.id]
    return facts.workshops_attended, facts.sets_attended


@pytest.mark.parametrize(
    ("there", "attended", "here", "count"),
    [
        (LLR, ("workshop-1", "workshop-2", "set-1", "set-2"), HW, (1, 2)),
        (LLR, ("workshop-2", "set-6"), HW, (0, 1)),
        (HW, ("workshop-1", "set-1", "set-2"), LLR, (1, 2)),
        (LLR, ("workshop-1", "set-1"), UNIVERSITY, (0, 0)),
        (UNIVERSITY, ("half-day-1",), LLR, (0, 0)),
        (LLR, ("workshop-1", "set-3"), LLR, (1, 1)),
    ],
)
def test_what_is_the_same_over_there_counts_over_there(
    there: str, attended: tuple[str, ...], here: str, count: tuple[int, int]
) -> None:
    place = make_place(cohort=cohort_of(there))
    attend(place, *attended)

    moved = move(place, cohort_of(here))

    assert counted(moved) == count


def test_there_and_back_everything_counts_once() -> None:
    home = cohort_of(LLR)
    place = make_place(cohort=home)
    attend(place, "workshop-1", "workshop-2", "set-1", "set-2")
    moved = move(place, cohort_of(HW))
    attend(moved, "set-2", "set-3")
    assert counted(moved) == (1, 3)

    back = move(moved, home)

    assert back.id == place.id
    assert counted(back) == (2, 3)


def test_apologies_stay_where_they_were_sent() -> None:
    place = make_place(cohort=cohort_of(LLR))
    attend(place, "set-1", outcome=Outcome.APOLOGIES)

    assert counted(move(place, cohort_of(HW))) == (0, 0)


def test_the_one_workshop_over_there_is_done_at_once_and_told_to_no_record_store_twice() -> None:
    place = make_place(cohort=cohort_of(LLR))
    attend(place, "workshop-1")

    moved = move(place, cohort_of(HW))

    assert queries.evidence(moved.id)[Component.WORKSHOPS].detail == "1 of 1"
    shapes = [entry.shape for entry in session.query(OutboxEntry)]
    assert shapes.count("meeting-attended") == 1


def test_whoever_left_and_is_offered_a_place_again_keeps_it_as_well() -> None:
    place = make_place(cohort=cohort_of(LLR))
    attend(place, "workshop-1", "set-1")
    cohorts.withdraw(place_id=place.id, by_id=None)

    offered = cohorts.offer_place(cohort_id=cohort_of(HW).id, person_id=place.person_id, by_id=None)
    confirmed = cohorts.confirm_place(place_id=offered.id, by_id=None)

    assert counted(confirmed) == (1, 1)
    assert set(queries.evidence(confirmed.id)) == {Component.WORKSHOPS}


def test_what_was_done_in_a_programme_that_is_complete_belongs_to_that_one() -> None:
    place = make_place(cohort=cohort_of(LLR))
    attend(place, "workshop-1", "set-1")
    place.state = PlaceState.COMPLETED
    session.flush()

    again = make_place(cohort=cohort_of(HW), person=place.person)

    assert counted(again) == (0, 0)


@pytest.mark.parametrize(
    ("there", "here", "kept"),
    [
        (LLR, HW, {Component.MANAGER, Component.EVALUATION}),
        (HW, LLR, {Component.MANAGER, Component.EVALUATION}),
        # No line managers there; and it asks nobody halfway, as the others do.
        (LLR, UNIVERSITY, {Component.EVALUATION}),
        (UNIVERSITY, LLR, set()),
    ],
)
def test_talks_and_evaluation_that_are_done_stay_done(
    there: str, here: str, kept: set[Component]
) -> None:
    place = make_place(cohort=cohort_of(there))
    talked = {Component.MANAGER, Component.EVALUATION}
    for component in talked & rules.components(queries.programme(there)):
        completion.record_evidence(
            place_id=place.id, component=component, by_id=None, at=MONTH_THREE
        )

    moved = move(place, cohort_of(here))

    shown = queries.evidence(moved.id)
    assert set(shown) == kept
    assert {one.detail for one in shown.values()} <= {f"done in {place.cohort.name}"}


def test_a_move_completes_what_has_nothing_left_to_do_and_never_before_it() -> None:
    place = make_place(cohort=cohort_of(LLR))
    attend(place, "workshop-1", *(f"set-{number}" for number in range(1, 6)))
    with clock.at(datetime(2026, 11, 1, tzinfo=UTC)):
        for component in (Component.WORKBOOK, Component.MANAGER, Component.EVALUATION):
            completion.record_evidence(
                place_id=place.id, component=component, by_id=None, at=clock.now()
            )

    moved = move(place, cohort_of(HW))

    # The workbook is counted by its units, one floor up.
    assert moved.state is PlaceState.CONFIRMED
    completion.record_evidence(
        place_id=moved.id, component=Component.WORKBOOK, by_id=None, at=clock.now()
    )
    assert moved.completed_at == MONTH_THREE
    last = session.query(OutboxEntry).order_by(OutboxEntry.number.desc()).first()
    assert last is not None
    assert json.loads(last.statement)["verb"]["id"].endswith("completed")


def test_more_sets_than_a_programme_has_are_all_of_them() -> None:
    shape = queries.programme(HW)
    every_set_of_llr = [f"set-{number}" for number in range(1, 7)]

    assert rules.attended(shape, MeetingKind.SET, here=[], elsewhere=every_set_of_llr) == 5
