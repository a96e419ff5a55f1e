"""What an academy sees of its own participants, and of nobody else's."""

from __future__ import annotations

import json
import re
from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest

from abp_lms import clock, mail
from abp_lms.accounts import audit
from abp_lms.accounts.models import RoleName
from abp_lms.database import session
from abp_lms.learning.models import UnitCompletion
from abp_lms.programme.actions import attendance, cohorts, completion
from abp_lms.programme.rules import Component, Outcome, PlaceState, manager_mail_key
from abp_lms.recording import destinations
from abp_lms.recording.models import Delivery, DeliveryState
from abp_lms.reports import academy_views
from abp_lms.reports.academy import desk, participants
from abp_lms.reports.academy.participants import Sort, Wanted
from abp_lms.reports.academy.states import Filter
from tests.counting import counted_queries
from tests.factories import make_academy, make_organisation, make_person, make_role, saved
from tests.programme.factories import make_cohort, make_meeting, make_place
from tests.sign_in import sign_in

TODAY = date(2026, 11, 20)


@pytest.fixture(autouse=True)
def _today(app):
    with clock.at(datetime(2026, 11, 20, 12, tzinfo=UTC)):
        yield


@pytest.fixture
def academy():
    return make_academy()


@pytest.fixture
def cohort(academy):
    return make_cohort(academy=academy, name="Autumn", maximum=500)


@pytest.fixture
def staff(academy):
    person = make_person(given_name="Nadia", family_name="Rahman")
    make_role(person_id=person.id, name=RoleName.ACADEMY, academy_id=academy.id)
    return person


@pytest.fixture
def signed_in(client, staff):
    sign_in(client, staff)
    return client


def place_of(cohort, family_name, days_silent=None, units=0, **given):
    person = make_person(given_name="Ada", family_name=family_name)
    if days_silent is not None:
        given["last_active_on"] = TODAY - timedelta(days=days_silent)
    place = make_place(cohort=cohort, person=person, **given)
    for number in range(1, units + 1):
        saved(
            UnitCompletion(
                person_id=person.id,
                unit_id=f"u{number:02}",
                content_version=1,
                at=clock.now(),
                place_id=place.id,
            )
        )
    return place


def completed(cohort, family_name, on):
    at = datetime.combine(on, datetime.min.time(), UTC).replace(hour=15)
    return place_of(cohort, family_name, 3, state=PlaceState.COMPLETED, completed_at=at)


def names(academy, **wanted):
    found = participants.participants([academy.id], Wanted(**wanted))
    return [row.name.removeprefix("Ada ") for row in found.rows]


@pytest.fixture
def five(cohort):
    place_of(cohort, "New")
    place_of(cohort, "Busy", days_silent=13, units=3)
    place_of(cohort, "Quiet", days_silent=14, units=1)
    completed(cohort, "Done", date(2026, 11, 2))
    completed(cohort, "Before", date(2026, 10, 31))
    place_of(cohort, "Offered", state=PlaceState.OFFERED)
    place_of(cohort, "Gone", state=PlaceState.WITHDRAWN)


@pytest.mark.usefixtures("five")
@pytest.mark.parametrize(
    ("state", "expected"),
    [
        (None, ["Before", "Busy", "Done", "New", "Quiet"]),
        (Filter.NOT_STARTED, ["New"]),
        (Filter.ACTIVE, ["Busy"]),
        (Filter.SILENT, ["Quiet"]),
        (Filter.COMPLETED, ["Before", "Done"]),
        (Filter.COMPLETED_THIS_MONTH, ["Done"]),
    ],
)
def test_the_list_is_narrowed_to_a_state(academy, state, expected):
    assert names(academy, state=state) == expected


@pytest.mark.usefixtures("five")
def test_the_counts_of_the_desk_are_those_of_the_lists_they_lead_to(signed_in, academy):
    found = desk.desk([academy.id])
    assert (found.participants, found.not_started, found.silent) == (5, 1, 1)
    assert (found.completed, found.completed_this_month) == (2, 1)

    page = signed_in.get("/academy").text
    rows = re.findall(
        r'<a href="(/academy/participants[^"]*)">[^<]*</a></th>\s*<td[^>]*>(\d+)', page
    )
    assert len(rows) == 5
    for href, number in rows:
        listed = signed_in.get(href.replace("&amp;", "&")).text
        assert f"<p>{number} participant" in listed


def test_the_list_is_sorted_and_searched(academy, cohort):
    later = make_cohort(academy=academy, name="Winter", starts_on=date(2026, 12, 1))
    place_of(cohort, "Adeyemi", days_silent=2, units=5)
    place_of(cohort, "Brown", days_silent=9, units=1)
    place_of(later, "Clarke", units=2)

    assert names(academy) == ["Adeyemi", "Brown", "Clarke"]
    assert names(academy, sort=Sort.SILENT) == ["Clarke", "Brown", "Adeyemi"]
    assert names(academy, sort=Sort.UNITS) == ["Brown", "Clarke", "Adeyemi"]
    assert names(academy, sort=Sort.COHORT) == ["Clarke", "Adeyemi", "Brown"]
    assert names(academy, name="ada BRO") == ["Brown"]
    assert names(academy, name="%") == []
    assert names(academy, cohort_id=later.id) == ["Clarke"]


def test_a_line_tells_how_far_somebody_is(academy, cohort):
    person = make_person(
        given_name="Ada", family_name="Okafor", organisation_id=make_organisation(name="Royal").id
    )
    place = make_place(cohort=cohort, person=person, last_active_on=TODAY)
    attendance.mark(
        meeting_id=make_meeting(cohort=cohort).id,
        place_id=place.id,
        outcome=Outcome.ATTENDED,
        by_id=None,
    )

    (row,) = participants.participants([academy.id], Wanted()).rows

    assert (row.name, row.organisation, row.cohort) == ("Ada Okafor", "Royal", "Autumn")
    assert (row.workshops_attended, row.workshops_total) == (1, 2)
    assert (row.units_done, row.units_total) == (0, 26)
    assert (row.standing, row.pace) == ("active", "behind: 11 units")


def test_the_list_comes_in_pages_and_keeps_what_was_asked(signed_in, cohort):
    for number in range(30):
        place_of(cohort, f"Person{number:02}")

    first = signed_in.get("/academy/participants?name=person").text
    beyond = signed_in.get("/academy/participants?name=person&page=99").text

    assert "30 participants, page 1 of 2" in first
    assert "Person24" in first
    assert "Person25" not in first
    assert "name=person&amp;page=2" in first
    assert "page 2 of 2" in beyond
    assert "Person29" in beyond


@pytest.mark.parametrize(
    "query",
    [
        "cohort=nonsense",
        "state=asleep&sort=luck",
        "page=-1",
        "page=x",
        "page=99999999999999999999999",
        "name=%00%27%22%3Cscript%3E&_external=1&endpoint=x",
    ],
)
def test_an_address_with_nonsense_in_it_shows_a_page(signed_in, cohort, query):
    place_of(cohort, "Okafor")

    answer = signed_in.get(f"/academy/participants?{query}")

    assert answer.status_code == 200
    assert "<script>" not in answer.text.partition("<main")[2]


@pytest.fixture
def elsewhere():
    """A participant of another academy."""
    return place_of(make_cohort(academy=make_academy()), "Elsewhere", days_silent=20)


@pytest.mark.parametrize("page", ["", "/records", "/records.json"])
def test_another_academys_participant_is_not_found(signed_in, elsewhere, page):
    assert signed_in.get(f"/academy/participants/{elsewhere.id}{page}").status_code == 404
    assert signed_in.get(f"/academy/participants/{uuid4()}{page}").status_code == 404


def test_another_academys_participants_are_in_no_list_and_no_count(signed_in, elsewhere):
    cohort_id = elsewhere.cohort_id

    assert "Elsewhere" not in signed_in.get("/academy/participants").text
    listed = signed_in.get(f"/academy/participants?cohort={cohort_id}").text
    assert "Elsewhere" not in listed
    assert str(cohort_id) not in re.sub(r"csv\?cohort=\S+", "", listed)
    assert re.search(r"Participants</th>\s*<td[^>]*>0<", signed_in.get("/academy").text)


@pytest.mark.parametrize("path", ["", "/participants", "/undeliverable", "/participants.csv"])
def test_only_academies_have_these_pages(client, path):
    sign_in(client, make_person(RoleName.PARTICIPANT, RoleName.LINE_MANAGER))

    assert client.get(f"/academy{path}").status_code == 403


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


def test_a_refused_statement_is_counted_and_explained_to_its_own_academy(signed_in, app, cohort):
    destinations.ensure_first("http://127.0.0.1:9/xapi", "key", "secret")
    place = place_of(cohort, "Okafor", state=PlaceState.OFFERED)
    cohorts.confirm_place(place_id=place.id, by_id=None)
    delivery = session.query(Delivery).one()
    delivery.state, delivery.reason = DeliveryState.REFUSED, "the store knows no such verb"
    session.commit()

    assert re.search(r"refused</a></th>\s*<td[^>]*>1<", signed_in.get("/academy").text)
    assert "the store knows no such verb" in signed_in.get("/academy/undeliverable").text

    other_staff = make_person()
    make_role(person_id=other_staff.id, name=RoleName.ACADEMY, academy_id=make_academy().id)
    other = app.test_client()
    sign_in(other, other_staff)
    assert "Okafor" not in other.get("/academy/undeliverable").text


def test_the_desk_says_when_a_cohort_to_come_is_too_small(signed_in, academy):
    make_cohort(academy=academy, name="Winter", starts_on=date(2026, 12, 1))

    assert "12 short of the smallest size" in signed_in.get("/academy").text


def test_the_lists_cost_the_same_for_few_and_for_many(signed_in, academy, cohort):
    for number in range(26):
        place_of(cohort, f"Person{number}", days_silent=number)
    pages = ["/academy", *(f"/academy/participants?sort={sort.value}" for sort in Sort)]

    def cost():
        counts = []
        for page in pages:
            with counted_queries() as sent:
                assert signed_in.get(page).status_code == 200
            counts.append(len(sent))
        return counts

    before = cost()
    for number in range(60):
        place_of(make_cohort(academy=academy), f"More{number}", units=1)

    assert cost() == before
