"""What the workbook's pages turn into as one uses them has no barrier that a machine can find."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import expect

from abp_lms.learning import queries
from abp_lms.learning.workbook import Unit
from tests.journeys.axe import complaints
from tests.journeys.conftest import Surfer, participant
from tests.journeys.words import PHRASE, first_box

pytestmark = pytest.mark.journey


@pytest.fixture
def units(app: Flask) -> dict[str, Unit]:
    return dict(queries.the_workbook().units)


def test_no_page_has_a_barrier_after_a_refusal_or_a_deed(
    surf: Surfer, units: dict[str, Unit], tmp_path: Path
) -> None:
    surf.be(participant())
    page = surf.page
    unit = units["u01"]
    delicate = next(one for one in units.values() if one.opt_out)
    base = f"/workbook/units/{unit.id}"
    assert unit.quiz
    found: list[str] = []

    surf.go(f"/workbook/units/{delicate.id}")
    found += complaints(page)

    # What is refused
    surf.go(f"{base}/scenario")
    page.get_by_role("button", name="Start").click()
    page.get_by_role("button", name="Continue").click()
    expect(page.locator(".nhsuk-error-summary")).to_be_focused()
    found += complaints(page)
    surf.go(f"{base}/practise")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator(".nhsuk-error-summary")).to_be_focused()
    found += complaints(page)

    # What comes after a deed
    surf.go(f"{base}/recall/{unit.quiz.questions[0].id}")
    page.get_by_role("radio").first.check()
    page.get_by_role("button", name="Answer").click()
    found += complaints(page)
    surf.go(f"{base}/reflect/{unit.reflections[0].id}")
    first_box(page).fill(PHRASE)
    page.get_by_role("button", name="Save", exact=True).click()
    page.wait_for_url(f"**{base}")
    found += complaints(page)
    for path in ("/workbook/my-words", f"{base}/reflect/{unit.reflections[0].id}"):
        surf.go(path)
        page.locator("details").first.evaluate_all("all => all.forEach(one => { one.open = true })")
        found += complaints(page)

    # The file that a person takes away, opened from a disk
    with page.expect_download() as download:
        surf.go("/workbook/my-words")
        page.get_by_role("link", name="Download it all").click()
    download.value.save_as(tmp_path / "mine.html")
    page.goto((tmp_path / "mine.html").as_uri())
    expect(page.get_by_text(PHRASE)).to_be_visible()
    found += complaints(page)

    assert found == []


def test_on_paper_the_words_stay_and_what_can_only_be_pressed_goes(
    surf: Surfer, units: dict[str, Unit]
) -> None:
    surf.be(participant())
    prompt = f"/workbook/units/u01/reflect/{units['u01'].reflections[0].id}"
    surf.go(prompt)
    first_box(surf.page).fill(PHRASE)
    surf.page.get_by_role("button", name="Save", exact=True).click()
    surf.page.wait_for_url("**/workbook/units/u01")
    surf.go("/workbook/my-words")

    surf.page.emulate_media(media="print")

    expect(surf.page.get_by_text(PHRASE)).to_be_visible()
    for gone in ("header", "footer", "form[role=search]", ".abl-not-printed"):
        expect(surf.page.locator(gone).first).to_be_hidden()


def test_the_signed_out_panel_has_no_barrier(surf: Surfer, units: dict[str, Unit]) -> None:
    surf.be(participant())
    surf.go(f"/workbook/units/u01/reflect/{units['u01'].reflections[0].id}")
    surf.context.clear_cookies()
    first_box(surf.page).press_sequentially(PHRASE)
    expect(surf.page.get_by_text("You have been signed out.")).to_be_visible()

    assert complaints(surf.page) == []


def test_a_unit_can_be_begun_with_the_keyboard_alone(surf: Surfer) -> None:
    surf.be(participant())
    surf.go("/workbook/units/u01/scenario")

    def press_until(name: str) -> None:
        for _ in range(40):
            surf.page.keyboard.press("Tab")
            if name in surf.page.evaluate("document.activeElement.textContent.trim()"):
                return
        raise AssertionError(f"The keyboard does not reach {name}.")

    press_until("Start")
    surf.page.keyboard.press("Enter")
    surf.page.wait_for_url("**/scenario/*")
    for _ in range(40):
        surf.page.keyboard.press("Tab")
        if surf.page.evaluate("document.activeElement.type") == "radio":
            break
    surf.page.keyboard.press("Space")
    surf.page.keyboard.press("ArrowDown")
    press_until("Continue")
    surf.page.keyboard.press("Enter")

    expect(surf.page.get_by_text("decision 2")).to_be_visible()
