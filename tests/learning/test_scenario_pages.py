"""A scenario as plain pages: resumable, with a way back, nothing lost by two clicks."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import func, select

from abp_lms.database import session
from abp_lms.learning.models import ScenarioRun
from abp_lms.learning.workbook import Scenario, Unit
from tests.learning import walking
from tests.learning.conftest import Learner
from tests.sign_in import sign_in


@pytest.fixture
def scenario(unit: Unit) -> Scenario:
    assert unit.scenario
    return unit.scenario


@pytest.fixture
def base(unit: Unit) -> str:
    return f"/workbook/units/{unit.id}/scenario"


@pytest.fixture
def begun(learner: Learner, scenario: Scenario, base: str) -> Learner:
    walking.send(learner.client, base, setting=scenario.settings[1].id)
    return learner


def test_the_setting_that_was_chosen_is_told(begun: Learner, scenario: Scenario, base: str) -> None:
    words = scenario.settings[1].words

    page = begun.client.get(f"{base}/{scenario.first}").text

    assert any(word in page for word in words.values())
    assert "{" not in page


def test_a_decision_leads_on(begun: Learner, scenario: Scenario, base: str) -> None:
    option = scenario.steps[0].options[0]

    answer = walking.send(begun.client, f"{base}/{scenario.first}", choice=option.id)

    assert answer.status_code == 303
    assert answer.location.endswith(f"/{option.leads_to}")


def test_without_a_choice_the_page_says_what_to_do(
    begun: Learner, scenario: Scenario, base: str
) -> None:
    answer = walking.send(begun.client, f"{base}/{scenario.first}")

    assert answer.status_code == 422
    assert "There is a problem" in answer.text
    assert "Choose what you would do" in answer.text


def test_it_goes_on_where_it_was_left_on_another_device(
    app: Flask, begun: Learner, scenario: Scenario, base: str
) -> None:
    option = scenario.steps[0].options[1]
    walking.send(begun.client, f"{base}/{scenario.first}", choice=option.id)
    phone = app.test_client()
    sign_in(phone, begun.person)

    answer = phone.get(base)

    assert answer.location.endswith(f"/{option.leads_to}")


def test_a_step_that_was_not_reached_leads_to_where_one_is(
    begun: Learner, scenario: Scenario, base: str
) -> None:
    ending = scenario.endings[0].id

    assert begun.client.get(f"{base}/{ending}").location.endswith(f"/{scenario.first}")


def test_going_back_shows_what_was_chosen_and_lets_one_choose_anew(
    begun: Learner, scenario: Scenario, base: str
) -> None:
    first = scenario.steps[0]
    walking.send(begun.client, f"{base}/{first.id}", choice=first.options[0].id)

    page = begun.client.get(f"{base}/{first.id}").text
    assert f'value="{first.options[0].id}" checked' in page
    answer = walking.send(begun.client, f"{base}/{first.id}", choice=first.options[1].id)

    assert answer.location.endswith(f"/{first.options[1].leads_to}")
    assert session.scalar(select(func.count()).select_from(ScenarioRun)) == 1


def test_the_ending_has_its_four_parts_and_the_way_taken(
    learner: Learner, unit: Unit, scenario: Scenario
) -> None:
    page = walking.go_through_scenario(learner.client, unit).text

    for heading in (
        "What you noticed",
        "What it cost, and whom",
        "What else was open to you",
        "One line you could say tomorrow",
        "The way you took",
        "Try another way",
    ):
        assert heading in page
    assert scenario.steps[0].title in page
    assert "wrong" not in page.split("<main")[1].lower()


def test_another_way_is_another_run(
    learner: Learner, unit: Unit, scenario: Scenario, base: str
) -> None:
    walking.go_through_scenario(learner.client, unit)

    shown = learner.client.get(f"{base}?again=yes")
    fields = walking.fields_of(shown.text)
    for _click in range(2):
        learner.client.post(base, data=fields | {"setting": scenario.settings[0].id})

    runs = session.scalars(select(ScenarioRun).order_by(ScenarioRun.number)).all()
    assert [run.number for run in runs] == [1, 2]
    assert runs[0].ended_at is not None
    assert runs[1].path == []


def test_sending_the_last_decision_twice_is_one_ending(
    learner: Learner, unit: Unit, scenario: Scenario, base: str
) -> None:
    walking.go_through_scenario(learner.client, unit)
    [run] = session.scalars(select(ScenarioRun)).all()
    step, option = run.path[-1]
    session.rollback()

    again = walking.send(learner.client, f"{base}/{step}", choice=option)

    assert again.status_code == 303
    assert session.scalar(select(func.count()).select_from(ScenarioRun)) == 1


def test_an_option_that_is_not_there_is_refused(
    begun: Learner, scenario: Scenario, base: str
) -> None:
    answer = walking.send(begun.client, f"{base}/{scenario.first}", choice="nothing")

    assert answer.status_code == 422
