"""People's places in cohorts."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import uuid4

import pytest

from abp_lms import clock
from abp_lms.accounts.models import AuditEntry
from abp_lms.database import session
from abp_lms.errors import NotFound, Refused
from abp_lms.programme import queries
from abp_lms.programme.actions import cohorts, participation
from abp_lms.programme.models import Place
from abp_lms.programme.rules import PlaceState
from abp_lms.recording.models import OutboxEntry
from tests.factories import make_academy, make_person
from tests.programme.factories import (
    START,
    make_cohort,
    make_place,
)

pytestmark = pytest.mark.usefixtures("app")

AT_START = datetime(2026, 9, 3, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _at_start():
    with clock.at(AT_START):
        yield


def shapes_of(person_id):
    return [
        entry.shape
        for entry in session.query(OutboxEntry)
        .filter_by(person_id=person_id)
        .order_by(OutboxEntry.number)
    ]


def test_a_cohort_has_the_sizes_of_its_programme():
    academy = make_academy(programme_id="hw")

    cohort = cohorts.open_cohort(academy_id=academy.id, name="Spring", starts_on=START, by_id=None)

    assert (cohort.programme_id, cohort.minimum, cohort.maximum) == ("hw", 12, 20)


def test_two_cohorts_of_an_academy_have_two_names():
    academy = make_academy()
    cohorts.open_cohort(academy_id=academy.id, name="Spring", starts_on=START, by_id=None)

    with pytest.raises(Refused, match="called Spring already"):
        cohorts.open_cohort(academy_id=academy.id, name="Spring", starts_on=START, by_id=None)


def test_an_offer_alone_is_no_place_and_is_not_recorded_as_one():
    person = make_person()

    cohorts.offer_place(cohort_id=make_cohort().id, person_id=person.id, by_id=None)

    assert queries.current_place(person.id) is None
    assert shapes_of(person.id) == []


def test_a_confirmed_place_is_the_registration_of_what_follows():
    by_id, person, cohort = uuid4(), make_person(), make_cohort()
    place = cohorts.offer_place(cohort_id=cohort.id, person_id=person.id, by_id=by_id)

    cohorts.confirm_place(place_id=place.id, by_id=by_id)

    current = queries.current_place(person.id)
    assert current.place_id == place.id
    assert (current.programme.id, current.cohort_id, current.starts_on) == ("llr", cohort.id, START)
    entry = session.query(OutboxEntry).one()
    assert entry.shape == "place-confirmed"
    assert f'"registration":"{place.id}"' in entry.statement
    assert "http://adlnet.gov/expapi/verbs/registered" in entry.statement
    assert person.family_name not in entry.statement
    assert [note.deed for note in session.query(AuditEntry).filter_by(by_id=by_id)] == [
        "offered a place",
        "confirmed a place",
    ]


def test_a_full_cohort_refuses_the_next_and_takes_them_when_somebody_leaves():
    cohort = make_cohort(minimum=1, maximum=2)
    first, second, third = make_person(), make_person(), make_person()
    place = cohorts.offer_place(cohort_id=cohort.id, person_id=first.id, by_id=None)
    cohorts.offer_place(cohort_id=cohort.id, person_id=second.id, by_id=None)

    with pytest.raises(Refused, match="full"):
        cohorts.offer_place(cohort_id=cohort.id, person_id=third.id, by_id=None)

    cohorts.withdraw(place_id=place.id, by_id=None)
    cohorts.offer_place(cohort_id=cohort.id, person_id=third.id, by_id=None)


def test_whoever_has_a_place_is_offered_no_second_one():
    person = make_person()
    make_place(person=person, cohort=make_cohort(name="Autumn"))

    with pytest.raises(Refused, match="has a place already, in Autumn"):
        cohorts.offer_place(cohort_id=make_cohort().id, person_id=person.id, by_id=None)


def test_whoever_left_comes_back_to_the_same_place():
    cohort, person = make_cohort(), make_person()
    place = make_place(cohort=cohort, person=person)
    cohorts.withdraw(place_id=place.id, by_id=None)

    again = cohorts.offer_place(cohort_id=cohort.id, person_id=person.id, by_id=None)

    assert again.id == place.id
    assert (again.state, again.withdrawn_on) == (PlaceState.OFFERED, None)
    assert shapes_of(person.id) == ["place-withdrawn"]


def test_who_refuses_an_offer_was_never_registered():
    place = make_place(state=PlaceState.OFFERED)

    cohorts.withdraw(place_id=place.id, by_id=None)

    assert shapes_of(place.person_id) == []


def test_a_place_that_is_not_there_is_not_found():
    with pytest.raises(NotFound):
        cohorts.confirm_place(place_id=uuid4(), by_id=None)


def test_the_running_place_comes_before_the_completed_one():
    person = make_person()
    running = make_place(person=person, cohort=make_cohort(starts_on=START.replace(year=2025)))
    make_place(person=person, state=PlaceState.COMPLETED)

    assert queries.current_place(person.id).place_id == running.id


def test_the_last_active_day_only_goes_forward():
    place = make_place()

    for on in (START, START.replace(day=9), START.replace(day=5)):
        participation.note_active(person_id=place.person_id, on=on)

    session.expire_all()
    assert session.get(Place, place.id).last_active_on == START.replace(day=9)
