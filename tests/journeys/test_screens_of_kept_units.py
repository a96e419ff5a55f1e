"""The screens of a kept unit: none has a barrier, each has its words, and support is always there."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from playwright.sync_api import expect

from abp_lms.learning import queries
from abp_lms.learning.workbook import Unit
from tests.journeys.axe import complaints
from tests.journeys.conftest import Somebody, Surfer, participant
from tests.journeys.device import what_waits
from tests.journeys.kept import UNIT, heading, keep
from tests.journeys.walker import press_on

pytestmark = pytest.mark.journey

SOMEBODY_ELSE = """() => {
  const owner = JSON.parse(localStorage.getItem("abl-owner"));
  localStorage.setItem("abl-owner", JSON.stringify({ ...owner, person: "somebody-else" }));
}"""


@pytest.fixture
def unit(app: Flask) -> Unit:
    return queries.the_workbook().units["u07"]


@pytest.fixture
def person(app: Flask) -> Somebody:
    return participant()


def test_no_screen_without_a_connection_has_a_barrier(
    surf: Surfer, person: Somebody, unit: Unit
) -> None:
    assert unit.scenario
    assert unit.quiz
    surf.be(person)
    keep(surf)
    found = complaints(surf.page)
    surf.go("/workbook/this-device")
    expect(surf.page.get_by_text("Units on this device")).to_be_visible()
    found += complaints(surf.page)
    surf.offline()
    page = surf.page
    question = unit.quiz.questions[0].id
    for path in (
        UNIT,
        f"{UNIT}/read/{unit.pages[0].id}",
        f"{UNIT}/scenario",
        f"{UNIT}/reflect/{unit.reflections[0].id}",
        f"{UNIT}/practise",
        f"{UNIT}/recall/{question}",
        f"{UNIT}/sort/this-one-needs-a-connection",
        "/workbook",
        "/offline",
        "/support",
        "/support/llr",
    ):
        surf.go(path)
        expect(heading(page)).to_be_visible()
        found += complaints(page)

    # What is missing is said, and the keyboard is led there
    surf.go(f"{UNIT}/recall/{question}")
    page.get_by_role("button", name="Answer").click()
    expect(page.locator(".nhsuk-error-summary")).to_be_focused()
    found += complaints(page)
    page.get_by_role("radio").first.check()
    page.get_by_role("button", name="Answer").click()
    expect(page.locator(".abl-answers").get_by_text("Your answer")).to_be_visible()
    expect(heading(page)).to_be_focused()
    found += complaints(page)
    surf.go(f"{UNIT}/scenario")
    for _ in range(12):
        press_on(page, words="")
        if "an ending" in heading(page).inner_text():
            break
    expect(page.locator("[data-way] li").first).to_be_visible()
    found += complaints(page)
    page.evaluate("sessionStorage.clear()")
    surf.go(UNIT)
    expect(heading(page)).to_contain_text("Are you the person")
    found += complaints(page)
    page.get_by_role("button", name="No, only read").click()
    expect(page.get_by_text("Nobody is signed in here")).to_be_visible()
    found += complaints(page)

    # Whoever only reads does nothing in the name of the one who kept the unit
    waiting = what_waits(page)
    surf.go(f"{UNIT}/read/{unit.pages[0].id}")
    press_on(page, words="")
    surf.go(f"{UNIT}/recall/{question}")
    press_on(page, words="")
    assert what_waits(page) == waiting

    # And where somebody else has signed in meanwhile, in another tab, a page that is open says so
    page.evaluate("sessionStorage.clear()")
    surf.go(f"{UNIT}/read/{unit.pages[0].id}")
    page.get_by_role("button", name="Yes, go on").click()
    page.evaluate(SOMEBODY_ELSE)
    page.locator("main").get_by_role("button", name="Next").click()
    expect(page.locator(".nhsuk-error-summary")).to_contain_text("Somebody else has signed in")
    assert what_waits(page) == waiting

    assert found == []


def test_no_screen_shows_a_word_that_its_setting_should_have_filled(
    surf: Surfer, person: Somebody, unit: Unit
) -> None:
    assert unit.scenario
    surf.be(person)
    keep(surf)
    surf.offline()
    surf.go(f"{UNIT}/scenario")
    last = unit.scenario.settings[-1]
    surf.page.get_by_label(last.label).check()
    press_on(surf.page, words="")
    told = unit.scenario.in_setting(last.id)

    for _ in range(12):
        expect(surf.page.locator("[data-screen] h1")).to_be_visible()
        here = told.step(surf.page.url.rpartition("/")[2].partition("?")[0])
        assert here
        said = surf.page.locator("main").inner_text()
        assert not re.search(r"\{\w+\}", said + surf.page.title())
        plain = " ".join(re.sub(r"<[^>]+>", " ", here.html.unescape()).split())
        assert plain[:60] in " ".join(said.split())
        if "an ending" in said:
            return
        press_on(surf.page, words="")
    raise AssertionError("The story has no end.")


def test_support_is_there_without_a_sign_in_and_without_a_connection(surf: Surfer) -> None:
    surf.go("/sign-in")
    surf.page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    surf.offline()

    surf.go("/support")

    expect(surf.page.get_by_role("link", name="116 123")).to_be_visible()
    surf.page.get_by_role("link", name=re.compile("Leicester")).first.click()
    expect(heading(surf.page)).to_contain_text("Leicester")
    surf.go("/workbook")
    expect(heading(surf.page)).to_have_text("There is no connection")
