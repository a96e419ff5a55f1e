"""Rating oneself in a real browser: on a phone and a desk, by keyboard, without a script, on paper."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.axe import complaints
from tests.journeys.conftest import Surfer, participant

pytestmark = pytest.mark.journey

RATE = "/workbook/units/{}/rate/how-sure/five"


def answer(page: Page, points: int) -> None:
    for group in page.get_by_role("group").all():
        group.locator(f"input[value='{points}']").check()
    page.get_by_role("button", name="Save").click()


def test_no_page_of_rating_has_a_barrier(surf: Surfer, tmp_path: Path) -> None:
    surf.be(participant())
    page = surf.page
    found: list[str] = []

    surf.go("/workbook/ratings")
    found += complaints(page)
    surf.go(RATE.format("orientation"))
    found += complaints(page)
    page.get_by_role("button", name="Save").click()
    expect(page.locator(".nhsuk-error-summary")).to_be_focused()
    found += complaints(page)
    for unit_id, points in (("orientation", 2), ("orientation", 4), ("u13", 3), ("closing", 5)):
        surf.go(RATE.format(unit_id))
        answer(page, points)
        page.wait_for_url("**/workbook/ratings#how-sure")
    page.locator("details").first.evaluate_all("all => all.forEach(one => { one.open = true })")
    found += complaints(page)
    surf.go("/workbook/units/orientation/rate/attributes")
    found += complaints(page)
    surf.go("/workbook/units/orientation")
    found += complaints(page)

    # The file that a person takes away, opened from a disk
    surf.go("/workbook/ratings")
    with page.expect_download() as download:
        page.get_by_role("link", name="Download it all").click()
    download.value.save_as(tmp_path / "mine.html")
    page.goto((tmp_path / "mine.html").as_uri())
    expect(page.get_by_role("cell", name="5").first).to_be_visible()
    found += complaints(page)

    assert found == []


def test_the_picture_is_drawn_and_its_numbers_stand_inside_it(surf: Surfer) -> None:
    surf.be(participant())
    for unit_id, points in (("orientation", 1), ("u13", 5), ("closing", 3)):
        surf.go(RATE.format(unit_id))
        answer(surf.page, points)
        surf.page.wait_for_url("**/workbook/ratings#how-sure")
    surf.page.set_viewport_size({"width": 320, "height": 800})

    picture = surf.page.locator(".abl-picture svg").first
    around = picture.bounding_box()
    assert around
    for part in picture.locator("circle, text").all():
        box = part.bounding_box()
        assert box
        assert around["x"] <= box["x"]
        assert box["x"] + box["width"] <= around["x"] + around["width"]
        assert around["y"] <= box["y"]
        assert box["y"] + box["height"] <= around["y"] + around["height"]
    heights = [one.bounding_box() for one in picture.locator("circle").all()]
    first, second, third = (box["y"] for box in heights if box)
    assert second < third < first


def test_it_is_done_with_the_keyboard_alone(surf: Surfer) -> None:
    surf.be(participant())
    surf.go(RATE.format("orientation"))
    page = surf.page

    def press_until(found: str) -> None:
        for _ in range(60):
            page.keyboard.press("Tab")
            if page.evaluate(found):
                return
        raise AssertionError(f"The keyboard does not reach {found}.")

    for number in range(5):
        name = page.locator("fieldset input").nth(number * 6).get_attribute("name")
        press_until(f"document.activeElement.name === '{name}'")
        page.keyboard.press("Space")
        page.keyboard.press("ArrowDown")
    press_until("document.activeElement.textContent.trim() === 'Save'")
    page.keyboard.press("Enter")

    page.wait_for_url("**/workbook/ratings#how-sure")
    expect(page.get_by_role("cell", name="2", exact=True)).to_have_count(5)


def test_it_needs_no_script(chromium: Browser, surf: Surfer) -> None:
    with chromium.new_context(java_script_enabled=False) as context:
        plain = Surfer(context, context.new_page(), surf.address, scripts=False)
        plain.be(participant())
        plain.go(RATE.format("orientation"))
        answer(plain.page, 3)

        expect(plain.page.get_by_role("cell", name="3", exact=True)).to_have_count(5)
        expect(plain.page.locator(".abl-picture")).to_have_count(5)


def test_on_paper_the_picture_and_the_table_stay(surf: Surfer) -> None:
    surf.be(participant())
    surf.go(RATE.format("orientation"))
    answer(surf.page, 3)
    surf.page.wait_for_url("**/workbook/ratings#how-sure")
    surf.page.emulate_media(media="print")

    expect(surf.page.locator(".abl-picture").first).to_be_visible()
    expect(surf.page.get_by_role("table").first).to_be_visible()
    for gone in ("header", "footer", ".abl-not-printed"):
        expect(surf.page.locator(gone).first).to_be_hidden()
