"""What a line manager sees: five facts about each of their own people, and nothing more."""

from __future__ import annotations

import re
from dataclasses import fields
from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest

from abp_lms import clock
from abp_lms.accounts.models import RoleName
from abp_lms.learning.models import UnitCompletion
from abp_lms.programme.queries import NextMeeting
from abp_lms.programme.rules import MeetingKind, Outcome, PlaceState
from abp_lms.reports import line_manager
from abp_lms.reports.line_manager import FiveFacts, Standing
from tests.counting import counted_queries
from tests.factories import make_academy, make_line_management, make_person, saved
from tests.programme.factories import make_cohort, make_meeting, make_place
from tests.reports.managed import AFTER_FOUR_WEEKS, attend, managed_by
from tests.sign_in import sign_in


@pytest.fixture(autouse=True)
def _after_four_weeks(app):
    with clock.at(AFTER_FOUR_WEEKS):
        yield


def facts_of(manager):
    return {managed.name: managed.facts for managed in line_manager.my_people(manager.id)}


def test_five_facts_about_a_person(manager, cohort):
    person = managed_by(manager, given_name="Ada", family_name="Okafor", units=2)
    place = make_place(person=person, cohort=cohort)
    attend(place, make_meeting(cohort=cohort))
    missed = make_meeting(
        cohort=cohort,
        kind=MeetingKind.SET,
        ref="set-1",
        starts_at=datetime(2026, 10, 1, 13, tzinfo=UTC),
    )
    attend(place, missed, Outcome.APOLOGIES)
    coming = make_meeting(
        cohort=cohort,
        kind=MeetingKind.SET,
        ref="set-2",
        starts_at=datetime(2026, 10, 29, 14, tzinfo=UTC),
    )
    saved(
        UnitCompletion(
            person_id=person.id, unit_id="u01", content_version=1, at=clock.now(), place_id=place.id
        )
    )

    (facts,) = facts_of(manager).values()

    assert (facts.workshops_attended, facts.workshops_total) == (1, 2)
    assert (facts.sets_attended, facts.sets_total) == (0, 6)
    assert (facts.units_done, facts.units_total) == (1, 26)
    assert facts.next_meeting.at == coming.starts_at
    assert facts.completed_on is None
    assert facts.in_words == "a little behind: 3 units"


def test_nothing_but_the_five_facts_is_told_at_all():
    assert {field.name for field in fields(FiveFacts)} == {
        "programme_name",
        *("workshops_attended", "workshops_total"),
        *("sets_attended", "sets_total"),
        *("units_done", "units_total"),
        "next_meeting",
        "completed_on",
        # How far the units are from where the weeks would have them.
        "behind",
    }
    assert {field.name for field in fields(NextMeeting)} == {
        *("at", "ends_at", "title", "venue", "link"),
    }


def test_the_page_answers_without_a_click(client, manager, cohort):
    managed_by(manager, cohort, units=4, given_name="Ada", family_name="Okafor")
    managed_by(manager, cohort, units=5, given_name="Chen", family_name="Li")
    managed_by(manager, cohort, units=2, given_name="Ewan", family_name="Hall")
    sign_in(client, manager)

    page = client.get("/my-people").text

    assert "2 on track, 1 behind" in page
    assert page.index("Ewan Hall") < page.index("Chen Li") < page.index("Ada Okafor")
    assert "a little behind: 2 units" in page


def test_nobody_is_behind_at_their_own_pace(manager):
    cohort = make_cohort(academy=make_academy(programme_id="hw"))
    managed_by(manager, cohort)

    (facts,) = facts_of(manager).values()

    assert facts.standing is Standing.OWN_PACE
    assert facts.in_words == "at their own pace"


def test_completion_is_shown_as_a_day_and_never_as_a_time(client, manager, cohort):
    person = managed_by(manager)
    make_place(
        person=person,
        cohort=cohort,
        state=PlaceState.COMPLETED,
        completed_at=datetime(2026, 9, 30, 22, 17, tzinfo=UTC),
    )
    sign_in(client, manager)

    pages = client.get("/my-people").text + client.get(f"/my-people/{person.id}").text

    assert "complete on 30 September 2026" in pages
    assert not re.search(r"11[:.]17|22[:.]17", pages)


def test_the_day_of_a_deed_is_never_shown(client, manager, cohort):
    with clock.at(datetime(2026, 9, 17, 3, 33, tzinfo=UTC)):
        person = managed_by(manager, cohort, units=3)
    place = make_place(person=person, last_active_on=date(2026, 9, 17))
    sign_in(client, manager)

    pages = client.get("/my-people").text + client.get(f"/my-people/{person.id}").text

    assert place.last_active_on == date(2026, 9, 17)
    assert "17 September" not in pages
    assert "3:33" not in pages
    assert "4:33" not in pages


def test_somebody_elses_person_is_not_found(client, manager, cohort):
    theirs = managed_by(make_person(RoleName.LINE_MANAGER), cohort)
    mine = managed_by(manager, cohort)
    sign_in(client, manager)

    assert client.get(f"/my-people/{mine.id}").status_code == 200
    assert client.get(f"/my-people/{theirs.id}").status_code == 404
    assert client.get(f"/my-people/{uuid4()}").status_code == 404
    assert theirs.family_name not in client.get("/my-people").text


def test_a_former_manager_sees_nothing_more(client, manager, cohort):
    person = make_person(given_name="Ada")
    make_place(person=person, cohort=cohort)
    yesterday = clock.today() - timedelta(days=1)
    make_line_management(person_id=person.id, manager_id=manager.id, ends_on=yesterday)
    sign_in(client, manager)

    assert "Ada" not in client.get("/my-people").text
    assert client.get(f"/my-people/{person.id}").status_code == 404


def test_only_line_managers_have_the_page(client, cohort):
    person = make_person(RoleName.PARTICIPANT)
    make_place(person=person, cohort=cohort)
    sign_in(client, person)

    assert client.get("/my-people").status_code == 403


def test_a_student_has_no_manager_who_sees_anything(manager):
    managed_by(manager, make_cohort(academy=make_academy(programme_id="university")))

    assert list(facts_of(manager).values()) == [None]


def test_a_person_without_a_place_is_named_and_nothing_is_said(client, manager):
    managed_by(manager, given_name="Noor")
    sign_in(client, manager)

    page = client.get("/my-people").text

    assert "Noor" in page
    assert "Nothing to show yet" in page


def test_an_empty_page_says_what_will_be_here(client, manager):
    sign_in(client, manager)

    assert "Here you will see the people you manage" in client.get("/my-people").text


def test_the_page_of_a_person_has_dates_and_a_way_to_talk(client, manager, cohort):
    person = managed_by(manager, cohort, given_name="Ada", family_name="Okafor")
    make_meeting(
        cohort=cohort,
        kind=MeetingKind.SET,
        ref="set-2",
        title="Action learning set 2",
        link="https://meet.example/secret-room",
        starts_at=datetime(2026, 10, 29, 14, tzinfo=UTC),
    )
    sign_in(client, manager)

    page = client.get(f"/my-people/{person.id}").text

    assert "Thursday 29 October 2026, 2pm" in page
    assert "A talk of 20 minutes" in page
    assert "What you do not see, and why" in page
    # The room is for those who meet there.
    assert "secret-room" not in page


def test_the_page_costs_the_same_for_one_person_and_for_thirty(client, manager, cohort):
    managed_by(manager, cohort)
    sign_in(client, manager)
    with counted_queries() as for_one:
        client.get("/my-people")
    for _ in range(29):
        managed_by(manager, cohort, units=2)

    with counted_queries() as for_thirty:
        page = client.get("/my-people").text

    assert page.count("abl-people__row") == 30
    assert len(for_thirty) == len(for_one)


def test_the_dates_ahead_are_those_of_the_persons_own_cohort(app, manager, cohort):
    person = managed_by(manager, cohort)
    ahead, behind = clock.now() + timedelta(days=10), clock.now() - timedelta(days=10)
    for of, title, at in (
        (cohort, "Workshop two", ahead),
        (cohort, "Workshop one", behind),
        (make_cohort(), "Somebody else's workshop", ahead),
    ):
        make_meeting(cohort=of, ref=title, title=title, starts_at=at)
    client = app.test_client()
    sign_in(client, manager)

    page = client.get(f"/my-people/{person.id}").text

    assert "12 October" in page
    assert "Workshop two" in page
    assert "Workshop one" not in page
    assert "Somebody else" not in page
