"""Who was there, and what follows from it."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta

import pytest

from abp_lms import clock
from abp_lms.accounts.models import AuditEntry
from abp_lms.clock import LONDON
from abp_lms.database import session
from abp_lms.errors import NotFound, Refused
from abp_lms.programme import queries
from abp_lms.programme.actions import attendance, meetings
from abp_lms.programme.models import Attendance, Meeting, Place
from abp_lms.programme.rules import Component, MeetingKind, Outcome, PlaceState
from abp_lms.recording.models import OutboxEntry
from tests.factories import make_academy
from tests.programme.factories import START, make_cohort, make_meeting, make_place

pytestmark = pytest.mark.usefixtures("app")


@pytest.fixture(autouse=True)
def _after_the_first_workshop():
    with clock.at(datetime(2026, 9, 3, 18, tzinfo=UTC)):
        yield


@pytest.fixture
def place() -> Place:
    """In a cohort whose programme has one workshop and five sets."""
    return make_place(cohort=make_cohort(academy=make_academy(programme_id="hw")))


def mark(meeting: Meeting, place: Place, outcome: Outcome = Outcome.ATTENDED) -> Attendance:
    return attendance.mark(meeting_id=meeting.id, place_id=place.id, outcome=outcome, by_id=None)


def recorded() -> list[dict]:
    entries = session.query(OutboxEntry).order_by(OutboxEntry.number)
    return [{"shape": entry.shape} | json.loads(entry.statement) for entry in entries]


def test_who_attended_is_recorded_once_however_often_it_is_marked(place):
    meeting = make_meeting(cohort=place.cohort)

    mark(meeting, place)
    mark(meeting, place)

    (statement,) = recorded()
    assert statement["shape"] == "meeting-attended"
    assert statement["object"]["id"].endswith("/id/programmes/hw/meetings/workshop-1")
    assert statement["result"] == {"completion": True, "duration": "PT4H"}
    assert statement["context"]["registration"] == str(place.id)
    assert session.query(AuditEntry).filter_by(deed="marked attendance").count() == 1
    assert queries.facts([place.id])[place.id].workshops_attended == 1


def test_apologies_count_for_nothing_and_are_not_recorded(place):
    mark(make_meeting(cohort=place.cohort), place, Outcome.APOLOGIES)

    assert recorded() == []
    assert queries.facts([place.id])[place.id].workshops_attended == 0


def test_a_meeting_made_up_counts_like_one_attended(place):
    meeting = make_meeting(cohort=place.cohort)
    mark(meeting, place, Outcome.APOLOGIES)

    mark(meeting, place, Outcome.MADE_UP)

    assert [one["shape"] for one in recorded()] == ["meeting-made-up"]
    assert queries.facts([place.id])[place.id].workshops_attended == 1
    assert Component.WORKSHOPS in queries.evidence(place.id)


def test_the_last_workshop_is_evidence_for_all_of_them():
    place = make_place()  # a programme of two workshops
    first = make_meeting(cohort=place.cohort)
    second = make_meeting(
        cohort=place.cohort, ref="workshop-2", starts_at=datetime(2026, 9, 3, 15, tzinfo=UTC)
    )

    mark(first, place)
    assert queries.evidence(place.id) == {}
    mark(second, place)

    shown = queries.evidence(place.id)
    assert set(shown) == {Component.WORKSHOPS}
    assert shown[Component.WORKSHOPS].detail == "2 of 2"


def test_a_wrong_mark_can_be_put_right_until_evidence_rests_on_it():
    place = make_place()
    first = make_meeting(cohort=place.cohort)
    second = make_meeting(
        cohort=place.cohort, ref="workshop-2", starts_at=datetime(2026, 9, 3, 15, tzinfo=UTC)
    )
    mark(first, place)
    mark(first, place, Outcome.APOLOGIES)
    assert queries.facts([place.id])[place.id].workshops_attended == 0

    mark(first, place)
    mark(second, place)

    with pytest.raises(Refused, match="cannot be taken back"):
        mark(second, place, Outcome.APOLOGIES)


def test_nobody_was_at_a_meeting_that_is_still_to_come(place):
    tomorrow = make_meeting(cohort=place.cohort, starts_at=datetime(2026, 9, 4, 9, tzinfo=LONDON))

    with pytest.raises(Refused, match="still to come"):
        mark(tomorrow, place)

    mark(tomorrow, place, Outcome.APOLOGIES)


def test_a_meeting_of_another_cohort_is_not_found(place):
    with pytest.raises(NotFound):
        mark(make_meeting(), place)


def test_an_offered_place_has_no_attendance():
    place = make_place(state=PlaceState.OFFERED)

    with pytest.raises(Refused, match="Confirm it"):
        mark(make_meeting(cohort=place.cohort), place)


def test_the_day_of_a_meeting_is_a_day_of_activity(place):
    mark(make_meeting(cohort=place.cohort), place)

    session.expire_all()
    assert session.get(Place, place.id).last_active_on == START


def test_workshops_are_planned_at_the_programmes_own_times():
    cohort = make_cohort()

    planned = meetings.plan_workshops(
        cohort_id=cohort.id, first_on=date(2026, 12, 3), venue="Town Hall", by_id=None
    )

    assert [(one.ref, one.starts_at.astimezone(LONDON).isoformat()) for one in planned] == [
        ("workshop-1", "2026-12-03T08:45:00+00:00"),
        ("workshop-2", "2026-12-10T08:45:00+00:00"),
    ]


def test_sets_are_planned_monthly_and_one_can_be_moved():
    cohort = make_cohort()
    first = datetime(2026, 10, 1, 14, tzinfo=LONDON)
    planned = meetings.plan_sets(cohort_id=cohort.id, first_at=first, by_id=None)
    later = first + timedelta(days=1)

    moved = meetings.plan_meeting(
        cohort_id=cohort.id,
        ref="set-1",
        starts_at=later,
        ends_at=later + timedelta(minutes=90),
        by_id=None,
    )

    assert len(planned) == 6
    assert moved.id == planned[0].id
    assert {one.kind for one in planned} == {MeetingKind.SET}
    assert session.query(Meeting).filter_by(cohort_id=cohort.id).count() == 6


def test_a_meeting_that_the_programme_does_not_have_is_refused():
    cohort = make_cohort(academy=make_academy(programme_id="university"))

    with pytest.raises(Refused, match="no meeting called set-1"):
        meetings.plan_meeting(
            cohort_id=cohort.id,
            ref="set-1",
            starts_at=datetime(2026, 10, 1, 14, tzinfo=UTC),
            ends_at=datetime(2026, 10, 1, 15, tzinfo=UTC),
            by_id=None,
        )
