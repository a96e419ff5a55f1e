"""A unit that is kept on a device."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.journeys.conftest import Surfer

UNIT = "/workbook/units/u07"


def keep(surf: Surfer, path: str = UNIT) -> None:
    surf.go(path)
    surf.page.get_by_role("button", name="Keep this unit for offline use").click()
    expect(surf.page.get_by_text("Kept on this device,")).to_be_visible()


def heading(page: Page):  # type: ignore[no-untyped-def]
    return page.get_by_role("heading", level=1)
