"""What somebody wrote, read on their own phone in a basement: with their code, and by nobody else."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect

from tests.journeys.axe import complaints
from tests.journeys.conftest import Surfer, participant
from tests.journeys.device import stored, until_nothing_waits
from tests.journeys.kept import heading
from tests.journeys.phone import phone
from tests.journeys.test_all_that_a_unit_asks_without_a_connection import press

pytestmark = pytest.mark.journey

CARD = "/workbook/safety-card"
CODE = "basement seven"
BEFORE, SINCE = "by the linen store", "down the left stair"
SAID = "the kettle can wait for both of us"
PLAN = "ask at the next handover"


NINE_WRONG = """person => {
  const name = `abl-own.${person}`;
  const lock = JSON.parse(localStorage.getItem(name));
  localStorage.setItem(name, JSON.stringify({ ...lock, tries: 9 }));
  sessionStorage.removeItem("abl-own-open");
}"""


def choose(page: Page, code: str) -> None:
    page.get_by_label("Choose a code").fill(code)
    page.get_by_role("button", name="Keep them on this device").click()
    expect(page.get_by_text("They are kept on this device.")).to_be_visible(timeout=30_000)


def open_with(page: Page, code: str) -> None:
    page.get_by_label("Your code for this device").fill(code)
    page.get_by_role("button", name="Open", exact=True).click()


def reads(page: Page, words: str) -> None:
    """The words are there, once: to open them takes a slow computer its time."""
    expect(page.locator("[data-own]").get_by_text(words)).to_have_count(1, timeout=30_000)


def nothing_readable(page: Page) -> bool:
    kept = stored(page)
    return not any(words in kept for words in (BEFORE, SINCE, SAID, PLAN, CODE))


def test_a_person_reads_their_own_words_without_a_connection_and_nobody_else_does(
    chromium: Browser, address: str, app: Flask, tmp_path: Path
) -> None:
    author, colleague = participant(), participant()
    found: list[str] = []

    # Given somebody with a card, a sentence and a plan, who chose a code on their phone
    with phone(chromium, tmp_path) as context:
        surf = Surfer(context, context.pages[0], address)
        page = surf.page
        surf.be(author)
        surf.go(f"{CARD}/write")
        page.get_by_label("My way out").fill(BEFORE)
        press(page, "Save")
        surf.go("/workbook/my-sentences")
        page.get_by_label("A sentence that you could say").fill(SAID)
        page.get_by_role("button", name="Keep it").click()
        expect(page.get_by_text("Your sentence is kept.")).to_be_visible()
        surf.go("/workbook/units/u23/plan")
        page.locator("#act").fill(PLAN)
        press(page, "Save")
        surf.go("/workbook/this-device")
        page.get_by_label("Choose a code").fill("short")
        page.get_by_role("button", name="Keep them on this device").click()
        expect(page.get_by_text("at least 6 characters.", exact=False).first).to_be_visible()
        choose(page, CODE)
        found += complaints(page)
        assert nothing_readable(page)

    # When the phone restarts in a basement, and they say who they are
    with phone(chromium, tmp_path, away=True) as context:
        surf = Surfer(context, context.pages[0], address)
        page = surf.page
        surf.go(CARD)
        page.get_by_role("button", name="Yes, go on").click()
        expect(page.get_by_text(BEFORE)).to_have_count(0)
        found += complaints(page)
        open_with(page, "not the code")
        expect(page.locator(".nhsuk-error-summary")).to_be_focused(timeout=30_000)
        expect(page.get_by_text(BEFORE)).to_have_count(0)

        # Then the code opens all that they wrote, and what they write now
        open_with(page, CODE)
        reads(page, BEFORE)
        found += complaints(page)
        press(page, "Write on my card")
        reads(page, BEFORE)
        page.get_by_label("My stop sign").fill(SINCE)
        press(page, "Save")
        expect(heading(page)).to_contain_text("My safety card")
        for words in (BEFORE, SINCE):
            reads(page, words)
        for path, words in (("my-sentences", SAID), ("plan", PLAN), ("ratings", "rated yourself")):
            surf.go(f"/workbook/{path}")
            reads(page, words)
            found += complaints(page)
        assert nothing_readable(page)

    # And it is sent when they are back, and stands once
    with phone(chromium, tmp_path) as context:
        surf = Surfer(context, context.pages[0], address)
        page = surf.page
        surf.be(author)
        surf.go(CARD)
        until_nothing_waits(page)
        expect(page.get_by_text(SINCE)).to_have_count(1)
        page.wait_for_load_state("networkidle")
    with phone(chromium, tmp_path, away=True) as context:
        surf = Surfer(context, context.pages[0], address)
        page = surf.page
        surf.go(CARD)
        page.get_by_role("button", name="Yes, go on").click()
        open_with(page, CODE)
        reads(page, SINCE)

        # And after ten wrong codes it is gone, until its owner chooses a code again
        page.evaluate(NINE_WRONG, str(author.id))
        surf.go(CARD)
        open_with(page, "not the code")
        expect(page.locator(".nhsuk-error-summary")).to_contain_text("ten times", timeout=30_000)
        assert "abl-own." not in stored(page)
    with phone(chromium, tmp_path) as context:
        surf = Surfer(context, context.pages[0], address)
        page = surf.page
        surf.be(author)
        surf.go("/workbook/this-device")
        choose(page, "another code")

        # And a colleague who signs in there finds none of it on the device, nor does anybody after
        assert "abl-own." in stored(page)
        context.clear_cookies()
        surf.be(colleague)
        surf.go("/workbook/this-device")
        page.wait_for_function("!Object.keys(localStorage).some(n => n.startsWith('abl-own.'))")
    assert found == []
