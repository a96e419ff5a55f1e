"""Sorting, my sentences and my safety card in a browser: by keyboard, on a phone, on paper."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from abp_lms.learning import queries
from tests.journeys.axe import complaints
from tests.journeys.conftest import Surfer, participant

pytestmark = pytest.mark.journey

SORT = "/workbook/units/u11/sort/which-tray"
CARD = "/workbook/safety-card"
SENTENCES = "/workbook/my-sentences"


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def test_situations_are_sorted_with_the_keyboard_alone_and_no_page_has_a_barrier(
    surf: Surfer,
) -> None:
    situations = queries.the_workbook().units["u11"].sorts[0].situations
    surf.be(participant())
    page = surf.page
    surf.go(SORT)
    found = complaints(page)
    press(page, "Start")
    press(page, "Continue")
    expect(page.locator(".nhsuk-error-summary")).to_be_focused()
    found += complaints(page)

    for number, situation in enumerate(situations, start=1):
        expect(page.get_by_role("heading", level=1)).to_contain_text(situation.title)
        page.get_by_role("radio").first.focus()
        page.keyboard.press("Space")
        page.keyboard.press("ArrowDown")
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", name="You chose: The policy")).to_be_visible()
        if number == 1:
            page.get_by_text("What can be said about the other places").click()
            found += complaints(page)
        if number < len(situations):
            press(page, "Next situation")
    press(page, "See where you put them")

    expect(page.get_by_role("link", name=situations[0].title)).to_be_visible()
    found += complaints(page)
    page.get_by_role("link", name=situations[0].title).click()
    press(page, "Try another place")
    page.get_by_label("A word", exact=True).check()
    press(page, "Continue")
    expect(page.get_by_role("heading", name="You chose: A word")).to_be_visible()
    assert found == []


def test_sentences_are_kept_copied_and_printed_and_no_page_has_a_barrier(surf: Surfer) -> None:
    surf.context.grant_permissions(["clipboard-read", "clipboard-write"])
    surf.be(participant())
    page = surf.page
    surf.go(SENTENCES)
    found = complaints(page)
    page.get_by_role("link", name="Direct: one calm line").click()
    press(page, "Keep these")
    expect(page.locator(".nhsuk-error-summary")).to_be_focused()
    found += complaints(page)
    page.get_by_label("How do you mean?").check()
    press(page, "Keep these")
    page.get_by_label("A sentence that you could say").fill("Shall we go on?")
    press(page, "Keep it")
    found += complaints(page)

    page.get_by_role("button", name="Copy sentence 2").click()
    expect(page.get_by_text("Copied.")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == "Shall we go on?"

    page.get_by_role("link", name="Change or remove sentence 2").click()
    found += complaints(page)
    page.get_by_label("A sentence that you could say").fill("Shall we stop here?")
    press(page, "Save")
    expect(page.get_by_text("Shall we stop here?")).to_be_visible()
    page.emulate_media(media="print")
    expect(page.get_by_text("How do you mean?")).to_be_visible()
    for gone in ("header", "h1", "form", "text=Change or remove"):
        expect(page.locator(gone).first).to_be_hidden()
    width = page.locator(".abl-pocket").evaluate("card => card.getBoundingClientRect().width")
    assert width <= 96 / 25.4 * 95, "no wider than 95 millimetres"
    assert found == []


def test_a_card_is_written_reached_from_a_scenario_and_printed_and_no_page_has_a_barrier(
    surf: Surfer,
) -> None:
    surf.be(participant())
    page = surf.page
    surf.go(CARD)
    found = complaints(page)
    page.get_by_role("button", name="Write my card").click()
    press(page, "Save")
    expect(page.locator(".nhsuk-error-summary")).to_be_focused()
    found += complaints(page)
    page.get_by_label("My person", exact=True).fill("Rosa, end of shift")
    press(page, "Save")
    found += complaints(page)

    surf.go("/workbook/units/u13/scenario")
    press(page, "Start")
    page.get_by_role("link", name="My safety card").click()
    expect(page.get_by_text("Rosa, end of shift")).to_be_visible()
    page.emulate_media(media="print")
    expect(page.get_by_text("Rosa, end of shift")).to_be_visible()
    expect(page.get_by_role("button", name="Change my card")).to_be_hidden()
    page.emulate_media(media="screen")
    page.get_by_text("Delete my card").click()
    found += complaints(page)
    press(page, "Delete it for good")
    expect(page.get_by_role("button", name="Write my card")).to_be_visible()
    assert found == []


def test_without_a_script_all_of_it_works(surf: Surfer) -> None:
    surf.page.route(re.compile(r"\.js(\?|$)"), lambda route: route.abort())
    surf.be(participant())
    page = surf.page

    surf.go(f"{SORT}/coffees")
    page.get_by_label("A word", exact=True).check()
    press(page, "Continue")
    expect(page.get_by_role("heading", name="You chose: A word")).to_be_visible()
    found = complaints(page)
    surf.go(SENTENCES)
    page.get_by_label("A sentence that you could say").fill("Shall we go on?")
    press(page, "Keep it")
    expect(page.get_by_text("Shall we go on?")).to_be_visible()
    expect(page.get_by_role("button", name="Copy")).to_have_count(0)
    found += complaints(page)
    surf.go(f"{CARD}/write")
    page.get_by_label("My help", exact=True).fill("Call 2222")
    press(page, "Save")
    expect(page.get_by_text("Call 2222")).to_be_visible()

    assert found + complaints(page) == []
