"""What an academy reads about one participant."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from uuid import uuid4

import pytest

from abp_lms import clock, mail
from abp_lms.accounts import audit
from abp_lms.programme.actions import attendance, cohorts, completion, moving
from abp_lms.programme.rules import Component, Outcome, PlaceState, manager_mail_key
from abp_lms.recording import destinations
from abp_lms.reports.views import academy as academy_views
from tests.factories import make_person
from tests.programme.factories import make_cohort, make_meeting, make_place
from tests.reports.people import TODAY, place_of


@pytest.fixture(autouse=True)
def _today(app):
    with clock.at(datetime(2026, 11, 20, 12, tzinfo=UTC)):
        yield


def test_the_page_of_a_participant_tells_what_has_happened(signed_in, staff, cohort):
    person = make_person(given_name="Ada", family_name="Okafor")
    place = cohorts.offer_place(cohort_id=cohort.id, person_id=person.id, by_id=staff.id)
    cohorts.confirm_place(place_id=place.id, by_id=staff.id)
    meeting = make_meeting(cohort=cohort)
    attendance.mark(
        meeting_id=meeting.id, place_id=place.id, outcome=Outcome.MADE_UP, by_id=staff.id
    )
    completion.record_evidence(
        place_id=place.id,
        component=Component.WORKBOOK,
        by_id=None,
        at=clock.now(),
        detail="26 of 26 units",
    )

    page = signed_in.get(f"/academy/participants/{place.id}").text

    assert person.email in page
    assert "made up" in page
    assert "26 of 26 units" in page
    assert "the service" in page
    assert "Nadia Rahman confirmed a place" in page
    assert "marked attendance (made up)" in page


def test_what_was_attended_before_a_move_is_told_where_it_counts(signed_in, cohort):
    place = make_place()
    attended = make_meeting(cohort=place.cohort, title="Workshop over there")
    attendance.mark(meeting_id=attended.id, place_id=place.id, outcome=Outcome.ATTENDED, by_id=None)
    make_meeting(cohort=cohort)

    moved = moving.move(place_id=place.id, cohort_id=cohort.id, by_id=None)

    page = signed_in.get(f"/academy/participants/{moved.id}").text
    assert "attended in an earlier place" in page
    assert "not marked" not in page
    assert "Workshop over there" not in page


def test_the_page_of_a_participant_does_not_tell_on_them(signed_in, cohort):
    place = place_of(cohort, "Okafor")
    audit.note(place.person_id, "signed in", place.person)
    audit.note(None, "failed to sign in", place.person)
    mail.queue(
        "programme_completed",
        to_address="x@example.org",
        to_person_id=place.person_id,
        key=manager_mail_key(uuid4(), TODAY),
        name="Somebody E.",
        programme={"name": "Programme"},
        completed_on=TODAY,
    )

    page = signed_in.get(f"/academy/participants/{place.id}").text

    assert "signed in" not in page
    assert "failed to sign in" not in page
    # What they were told as a line manager is about somebody else.
    assert "Somebody E." not in page


def test_what_was_recorded_reads_as_sentences_and_as_json(signed_in, cohort):
    destinations.ensure_first("http://127.0.0.1:9/xapi", "key", "secret")
    person = make_person()
    place = cohorts.offer_place(cohort_id=cohort.id, person_id=person.id, by_id=None)
    cohorts.confirm_place(place_id=place.id, by_id=None)

    page = signed_in.get(f"/academy/participants/{place.id}/records").text
    download = signed_in.get(f"/academy/participants/{place.id}/records.json")

    assert "Took a place on: Active Bystander Programme" in page
    assert "waiting" in page
    (statement,) = json.loads(download.text)
    assert statement["context"]["registration"] == str(place.id)
    assert download.headers["Content-Disposition"].startswith("attachment")


def test_many_statements_come_in_pages_and_download_whole(signed_in, cohort, monkeypatch):
    monkeypatch.setattr(academy_views, "SLICE", 20)
    place = make_place(cohort=cohort, state=PlaceState.OFFERED)
    for _ in range(15):
        for deed in (cohorts.confirm_place, cohorts.withdraw):
            deed(place_id=place.id, by_id=None)
        cohorts.offer_place(cohort_id=cohort.id, person_id=place.person_id, by_id=None)
    address = f"/academy/participants/{place.id}/records"

    first = signed_in.get(address).text
    (earlier,) = re.findall(r'href="([^"]*before=\d+)"', first)
    second = signed_in.get(earlier).text
    whole = signed_in.get(f"{address}.json").json

    assert (first.count("<strong>"), second.count("<strong>")) == (25, 5)
    assert len({statement["id"] for statement in whole}) == len(whole) == 30


def test_what_another_academy_recorded_of_the_same_person_stays_there(signed_in, cohort):
    person = make_person()
    other = make_place(person=person, cohort=make_cohort(), state=PlaceState.OFFERED)
    cohorts.confirm_place(place_id=other.id, by_id=None)
    mine = make_place(person=person, cohort=cohort)

    assert signed_in.get(f"/academy/participants/{mine.id}/records.json").json == []
    assert "Nothing was recorded" in signed_in.get(f"/academy/participants/{mine.id}/records").text


@pytest.mark.parametrize("before", ["x", "-1", "99999999999999999999999"])
def test_a_page_of_records_that_is_not_there_is_no_fault(signed_in, cohort, before):
    place = place_of(cohort, "Okafor")

    answer = signed_in.get(f"/academy/participants/{place.id}/records?before={before}")

    assert answer.status_code == 200
