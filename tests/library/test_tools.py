"""What facilitators and managers work with: the timer, the sets, the planner; each for its own people."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from flask import Flask
from flask.testing import FlaskClient

from abp_lms import clock
from abp_lms.accounts.models import RoleName
from abp_lms.programme.rules import PlaceState
from tests.counting import counted_queries
from tests.factories import (
    make_academy,
    make_line_management,
    make_organisation,
    make_person,
    make_role,
)
from tests.programme.factories import make_cohort, make_meeting, make_place
from tests.sign_in import sign_in

AFTERNOON = datetime(2026, 11, 3, 14, 2, 41, tzinfo=UTC)


def facilitator_of(academy):
    person = make_person()
    make_role(person_id=person.id, name=RoleName.FACILITATOR, academy_id=academy.id)
    return person


def fill(cohort, people: int) -> list:
    employers = [make_organisation(name=f"Employer {number}") for number in range(2)]
    return [
        make_place(cohort=cohort, person=make_person(organisation_id=employers[number % 2].id))
        for number in range(people)
    ]


@pytest.mark.parametrize(
    ("path", "role", "status"),
    [
        ("facilitator/timer", RoleName.FACILITATOR, 200),
        ("facilitator/timer", RoleName.TRAINER, 200),
        ("facilitator/timer", RoleName.LINE_MANAGER, 403),
        ("facilitator/timer", RoleName.PARTICIPANT, 403),
        ("facilitator/sets", RoleName.ACADEMY, 200),
        ("facilitator/sets", RoleName.PARTICIPANT, 403),
        ("line-manager/planner", RoleName.LINE_MANAGER, 200),
        ("line-manager/planner", RoleName.PARTICIPANT, 200),
        ("line-manager/planner", RoleName.FACILITATOR, 403),
    ],
)
def test_a_tool_is_for_the_readers_of_its_guide(
    client: FlaskClient, path: str, role: RoleName, status: int
) -> None:
    sign_in(client, make_person(role))

    assert client.get(f"/guides/{path}").status_code == status


def test_the_timer_gives_each_step_its_time_from_the_start_that_is_typed(
    client: FlaskClient,
) -> None:
    sign_in(client, make_person(RoleName.FACILITATOR))

    page = client.get("/guides/facilitator/timer?start=1:30pm").text

    for at in ("1:30pm", "1:35pm", "1:45pm", "2:15pm", "2:20pm", "2:50pm"):
        assert f">{at}</td>" in page
    assert "The set ends at 3pm." in page
    assert page.count("First presenter: ") == page.count("Second presenter: ") == 6


def test_without_a_time_the_timer_begins_now(client: FlaskClient) -> None:
    with clock.at(AFTERNOON):
        sign_in(client, make_person(RoleName.FACILITATOR))

        assert ">2:02pm</td>" in client.get("/guides/facilitator/timer").text


def test_what_is_no_time_is_answered_with_what_to_type(client: FlaskClient) -> None:
    sign_in(client, make_person(RoleName.FACILITATOR))

    answer = client.get("/guides/facilitator/timer?start=<b>soon")

    assert answer.status_code == 422
    assert "Enter a time, such as 1:30pm or 13:30." in answer.text
    assert 'value="&lt;b&gt;soon"' in answer.text
    assert "<title>" in answer.text
    assert "Error: Timer for a set" in answer.text


def test_a_cohort_is_proposed_in_sets_and_nothing_of_it_is_kept(client: FlaskClient) -> None:
    academy = make_academy()
    cohort = make_cohort(academy=academy, name="Autumn")
    names = [place.person.name for place in fill(cohort, 13)]
    left = make_place(cohort=cohort, state=PlaceState.WITHDRAWN).person.name
    sign_in(client, facilitator_of(academy))

    with counted_queries() as sent:
        page = client.get("/guides/facilitator/sets").text

    assert "13 people in 2 sets." in page
    assert "Set 1, 7 people" in page
    assert "Set 2, 6 people" in page
    assert all(name in page for name in names)
    assert left not in page
    assert not [sql for sql in sent if sql.split()[0] in ("INSERT", "DELETE")]
    assert client.get("/guides/facilitator/sets?mix=1").text != page


def test_who_manages_whom_is_kept_apart(client: FlaskClient) -> None:
    academy = make_academy()
    cohort = make_cohort(academy=academy)
    places = fill(cohort, 12)
    boss, *reports = [place.person for place in places[::2]]
    for report in reports:
        make_line_management(person_id=report.id, manager_id=boss.id)
    name, others = boss.name, [report.name for report in reports]
    sign_in(client, facilitator_of(academy))

    page = client.get("/guides/facilitator/sets").text

    first, second = page.split("Set 1, 6 people")[1].split("Set 2, 6 people")
    with_boss = first if name in first else second
    assert not [other for other in others if other in with_boss]
    assert "one manages the other" not in page


def test_too_few_people_are_told_so(client: FlaskClient) -> None:
    academy = make_academy()
    cohort = make_cohort(academy=academy)
    sign_in(client, facilitator_of(academy))
    assert "Nobody has confirmed a place" in client.get("/guides/facilitator/sets").text

    fill(cohort, 3)

    page = client.get("/guides/facilitator/sets?sets=99&mix=-1").text
    assert "3 people in 1 set." in page
    assert "do not divide into sets of 5 to 8" in page


def test_another_academys_cohort_is_not_found(client: FlaskClient) -> None:
    elsewhere = make_cohort()
    elsewhere_id, name = elsewhere.id, make_place(cohort=elsewhere).person.name
    sign_in(client, facilitator_of(make_academy()))

    assert client.get(f"/guides/facilitator/sets?cohort={elsewhere_id}").status_code == 404
    assert name not in client.get("/guides/facilitator/sets").text
    assert "You have no cohort yet" in client.get("/guides/facilitator/sets").text


def test_the_sets_take_as_many_queries_for_any_number_of_people(client: FlaskClient) -> None:
    academy = make_academy()
    cohort = make_cohort(academy=academy, maximum=40)
    sign_in(client, facilitator_of(academy))
    counts = []
    for more in (6, 24):
        fill(cohort, more)
        client.get("/guides/facilitator/sets")
        with counted_queries() as sent:
            client.get("/guides/facilitator/sets")
        counts.append(len(sent))

    assert counts[0] == counts[1]


def test_a_manager_sees_the_dates_of_their_peoples_cohort_alone(client: FlaskClient) -> None:
    manager = make_person(RoleName.LINE_MANAGER)
    cohort = make_cohort(name="Autumn")
    make_meeting(cohort=cohort)
    place = make_place(cohort=cohort)
    make_line_management(person_id=place.person_id, manager_id=manager.id)
    elsewhere = make_cohort(name="Winter").id
    sign_in(client, manager)

    page = client.get("/guides/line-manager/planner").text

    assert "Autumn" in page
    assert "Winter" not in page
    assert "Thursday 3 September 2026, 9am to 1pm" in page
    assert "About Thursday 10 September 2026, not fixed yet" in page
    assert "2 hours 30 minutes a week" in page
    assert client.get(f"/guides/line-manager/planner?cohort={elsewhere}").status_code == 404


def test_a_participant_sees_their_own_dates_and_whoever_has_none_a_sentence(
    app: Flask, client: FlaskClient
) -> None:
    person = make_person(RoleName.PARTICIPANT)
    make_place(person=person, cohort=make_cohort(name="Autumn"))
    sign_in(client, person)
    assert "Autumn" in client.get("/guides/line-manager/planner").text

    sign_in(client, make_person(RoleName.LINE_MANAGER))

    assert "Nobody whom you manage" in client.get("/guides/line-manager/planner").text
