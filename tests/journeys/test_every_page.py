"""No page of any unit has a barrier when the site's scripts do not arrive."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import unescape

import pytest
from flask import Flask
from flask.testing import FlaskClient
from playwright.sync_api import Browser, Page

from abp_lms.learning.workbook import Step, Unit
from tests.journeys.axe import complaints, complaints_about_large_text
from tests.journeys.conftest import Somebody, Surfer
from tests.learning import walking
from tests.learning.every_unit import EVERY, open_to_somebody

pytestmark = [pytest.mark.journey, pytest.mark.long]


@dataclass
class Reader:
    """Somebody who does a unit with one hand and looks at its pages with the other."""

    client: FlaskClient
    page: Page
    address: str
    unit: Unit
    seen: set[str] = field(default_factory=set)
    complaints: list[str] = field(default_factory=list)

    @property
    def base(self) -> str:
        return f"/workbook/units/{self.unit.id}"

    def look(self, path: str) -> None:
        self.page.goto(self.address + path)
        assert self.page.locator("main h1").count() == 1, path
        self.seen.add(self.page.url.removeprefix(self.address))
        self.complaints += complaints(self.page)
        self.complaints += complaints_about_large_text(self.page)

    def linked(self) -> list[str]:
        """Where the links of the unit's pages lead, inside the unit."""
        waiting = [self.base]
        for path in waiting:
            answer = self.client.get(path, follow_redirects=True)
            assert answer.status_code == 200, path
            links = re.findall(rf'<a [^>]*href="({self.base}(?:/[^"#]*)?)["#]', answer.text)
            waiting += [link for link in map(unescape, links) if link not in waiting]
        return waiting

    def unlinked(self) -> Iterator[str]:
        """Where only a deed leads: the next page, prompt, question or situation."""
        for one in self.unit.pages:
            yield f"{self.base}/read/{one.id}"
        for prompt in self.unit.reflections:
            yield f"{self.base}/reflect/{prompt.id}"
        for question in self.unit.quiz.questions if self.unit.quiz else ():
            yield f"{self.base}/recall/{question.id}"
        for sort in self.unit.sorts:
            for situation in sort.situations:
                yield f"{self.base}/sort/{sort.id}/{situation.id}"

    def look_at_all(self, *, but: tuple[str, ...] = ()) -> None:
        for path in dict.fromkeys([*self.linked(), *self.unlinked()]):
            if not any(part in path for part in but):
                self.look(path)

    def go_through_the_scenario(self) -> None:
        """Every step and every ending, once."""
        scenario = self.unit.scenario
        if scenario is None:
            return
        base = f"{self.base}/scenario"
        setting = {"setting": scenario.settings[0].id} if scenario.settings else {}
        walking.send(self.client, base, **setting)
        done: set[str] = set()

        def go(at: str) -> None:
            done.add(at)
            self.look(f"{base}/{at}")
            here = scenario.step(at)
            for option in here.options if isinstance(here, Step) else ():
                if option.leads_to not in done:
                    walking.send(self.client, f"{base}/{at}", choice=option.id)
                    go(option.leads_to)

        go(scenario.first)
        assert done == {one.id for one in (*scenario.steps, *scenario.endings)}


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    with chromium.new_context() as context:
        page = context.new_page()
        network = context.new_cdp_session(page)
        network.send("Network.enable")
        network.send("Network.setBlockedURLs", {"urls": ["*/static/*.js*"]})
        yield page


@pytest.mark.parametrize("unit_id", EVERY)
def test_no_page_of_a_unit_has_a_barrier_without_the_sites_scripts(
    app: Flask, page: Page, address: str, unit_id: str
) -> None:
    learner, unit = open_to_somebody(app, unit_id)
    Surfer(page.context, page, address).be(Somebody(learner.person.id, learner.person.email))
    reader = Reader(learner.client, page, address, unit)

    reader.look_at_all()
    reader.go_through_the_scenario()
    walking.complete(learner.client, unit)
    reader.look_at_all(but=("/read/", "/report"))  # which stay as they were

    assert page.evaluate("typeof window.NHSUKFrontend") == "undefined"
    assert f"{reader.base}/complete" in reader.seen
    assert reader.complaints == []
