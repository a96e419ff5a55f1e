"""Every scenario that is written, told to its endings through its pages, in every setting."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import pytest
from flask import Flask
from flask.testing import FlaskClient

from abp_lms.learning.workbook import Ending, Option, Scenario, Step, Unit
from tests.learning import walking
from tests.learning.every_unit import main_of, open_to_somebody, with_block, words

UNITS = with_block("scenario")
Way = Sequence[tuple[Step, Option]]


@dataclass
class Teller:
    """Somebody in front of a unit's scenario, who chooses a setting and then goes every way."""

    client: FlaskClient
    unit: Unit
    scenario: Scenario

    @property
    def base(self) -> str:
        return f"/workbook/units/{self.unit.id}/scenario"

    @property
    def settings(self) -> list[str | None]:
        """Where it can be told; in one place that has no name where the learner has no choice."""
        return [setting.id for setting in self.scenario.settings] or [None]

    def begin(self, setting_id: str | None) -> dict[str, str]:
        """Start in a setting, also when another way was gone before; the fields of its forms."""
        chosen = {"setting": setting_id} if setting_id else {}
        path = f"{self.base}?again=yes"
        fields = walking.fields_of(self.client.get(path).text)
        answer = self.client.post(path, data=fields | chosen)
        assert answer.location == f"{self.base}/{self.scenario.first}"
        return fields

    def look(self, step_id: str) -> str:
        answer = self.client.get(f"{self.base}/{step_id}")
        assert answer.status_code == 200, f"{step_id}: {answer.status}"
        return main_of(answer.text)

    def decide(self, fields: dict[str, str], step: Step, option: Option) -> None:
        answer = self.client.post(f"{self.base}/{step.id}", data=fields | {"choice": option.id})
        assert answer.status_code == 303, f"{step.id}: {option.id}: {answer.status}"
        assert answer.location == f"{self.base}/{option.leads_to}"


def teller(app: Flask, unit_id: str) -> Teller:
    learner, unit = open_to_somebody(app, unit_id)
    assert unit.scenario
    return Teller(learner.client, unit, unit.scenario)


def check_step(page: str, step: Step) -> None:
    """The moment is told, every option can be chosen, and there is a way on."""
    told = words(page)
    assert words(step.title) in told
    assert words(step.html) in told
    assert set(re.findall(r'type="radio" value="([^"]*)"', page)) == {
        option.id for option in step.options
    }
    for option in step.options:
        assert words(option.html) in told, option.id
    assert "Continue" in told
    assert "{" not in told


def check_ending(page: str, ending: Ending, way: Way) -> None:
    """The end is told with its four parts of feedback, the way taken, and two ways on."""
    told = words(page)
    for part in (ending.title, ending.html, ending.noticed, ending.cost, ending.other_ways):
        assert words(part) in told
    assert words(ending.tomorrow) in told
    taken = words(page.split("The way you took</h2>")[1].split("</ol>")[0])
    assert taken == " ".join(words(f"{step.title}: {option.html}") for step, option in way)
    assert "Continue" in told
    assert "Try another way" in told
    assert "{" not in told


def go_one_way(teller: Teller, setting_id: str | None, *, choosing: int) -> None:
    """Choose the option with this number, counted round, at every step, to whatever ending it leads."""
    story = teller.scenario.in_setting(setting_id)
    fields = teller.begin(setting_id)
    way: list[tuple[Step, Option]] = []
    here = story.step(story.first)
    while isinstance(here, Step):
        check_step(teller.look(here.id), here)
        option = here.options[choosing % len(here.options)]
        teller.decide(fields, here, option)
        way.append((here, option))
        here = story.step(option.leads_to)
    assert here
    check_ending(teller.look(here.id), here, way)


def go_all_ways(teller: Teller, setting_id: str | None, *, turning_back: bool) -> None:
    """Choose every option of every step; where a page was seen before, turn back if told so."""
    story = teller.scenario.in_setting(setting_id)
    fields = teller.begin(setting_id)
    seen: set[str] = set()

    def go(at: str, way: Way) -> None:
        here = story.step(at)
        assert here
        if isinstance(here, Ending):
            check_ending(teller.look(at), here, way)
        elif at not in seen:
            check_step(teller.look(at), here)
        seen.add(at)
        for option in here.options if isinstance(here, Step) else ():
            # Going back a step and choosing anew is how a person tries the next option.
            teller.decide(fields, here, option)
            if not turning_back or option.leads_to not in seen:
                go(option.leads_to, [*way, (here, option)])

    go(story.first, [])
    assert seen == {one.id for one in (*story.steps, *story.endings)}


@pytest.mark.parametrize("unit_id", UNITS)
def test_every_option_leads_on_until_an_ending_explains(app: Flask, unit_id: str) -> None:
    somebody = teller(app, unit_id)
    first, *others = somebody.settings

    go_all_ways(somebody, first, turning_back=True)
    for number, setting_id in enumerate(others):
        go_one_way(somebody, setting_id, choosing=number)


@pytest.mark.long
@pytest.mark.parametrize("unit_id", UNITS)
def test_every_option_is_told_in_the_words_of_every_setting(app: Flask, unit_id: str) -> None:
    somebody = teller(app, unit_id)

    for setting_id in somebody.settings:
        go_all_ways(somebody, setting_id, turning_back=True)


@pytest.mark.long
@pytest.mark.parametrize("unit_id", UNITS)
def test_every_way_through_ends_with_what_was_chosen_on_it(app: Flask, unit_id: str) -> None:
    somebody = teller(app, unit_id)

    go_all_ways(somebody, somebody.settings[-1], turning_back=False)
