"""The academy's desk and its list of participants: its own, and nobody else's."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from uuid import uuid4

import pytest

from abp_lms import clock
from abp_lms.accounts.models import RoleName
from abp_lms.database import session
from abp_lms.programme.actions import attendance, cohorts
from abp_lms.programme.rules import Outcome, PlaceState
from abp_lms.recording import destinations
from abp_lms.recording.models import Delivery, DeliveryState
from abp_lms.reports.academy import desk, participants
from abp_lms.reports.academy.participants import Sort, Wanted
from abp_lms.reports.academy.states import Filter
from tests.counting import counted_queries
from tests.factories import make_academy, make_organisation, make_person, make_role
from tests.programme.factories import make_cohort, make_meeting, make_place
from tests.reports.people import TODAY, place_of
from tests.sign_in import sign_in


@pytest.fixture(autouse=True)
def _today(app):
    with clock.at(datetime(2026, 11, 20, 12, tzinfo=UTC)):
        yield


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
