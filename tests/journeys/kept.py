"""A unit that is kept on a device."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.journeys.arrival import arrived
from tests.journeys.conftest import Surfer
from tests.journeys.walker import press_on

PHRASE = "the tea trolley stood across the door"
UNIT = "/workbook/units/u07"


def keep(surf: Surfer, path: str = UNIT) -> None:
    surf.go(path)
    surf.page.get_by_role("button", name="Keep this unit for offline use").click()
    expect(surf.page.get_by_text("Kept on this device,")).to_be_visible()


def heading(page: Page):  # type: ignore[no-untyped-def]
    return page.get_by_role("heading", level=1)


def finish(page: Page) -> None:
    """From wherever somebody is in a kept unit to its end."""
    page.goto(re.sub(r"(/units/[^/]+).*", r"\1", page.url))
    arrived(page)
    for _ in range(60):
        expect(page.locator("[data-screen] h1")).to_be_visible()
        if page.get_by_text("You have done every piece of this unit.").count():
            return
        press_on(page, words=f"It happened when {PHRASE}")
    raise AssertionError(f"The unit did not come to its end; the last page was {page.url}")
