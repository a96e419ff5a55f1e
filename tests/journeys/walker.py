"""Somebody who does a unit in a browser, pressing what the page offers next."""

from __future__ import annotations

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.journeys.arrival import arrived

PRIMARY = re.compile(
    r"^\s*(Next|Finish reading|Start|Continue|Save|Answer|Next question|Finish|Next: .*"
    r"|Next situation|See where you put them)\s*$"
)


def sign_in(page: Page, address: str, email: str, password: str) -> None:
    page.goto(f"{address}/sign-in")
    page.get_by_label("E-mail address").fill(email)
    page.get_by_label("Password", exact=True).fill(password)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(lambda url: "/sign-in" not in url)
    arrived(page)


def walk_unit(
    page: Page,
    address: str,
    unit_id: str,
    *,
    words: str,
    reflecting: Callable[[Page], None] = lambda page: None,
    on_page: Callable[[Page], None] = lambda page: None,
) -> None:
    """From the unit's page to "You have completed…", with `words` wherever something is written.

    `reflecting` is called on a reflection page after its first box was filled; `on_page` everywhere.
    """
    page.goto(f"{address}/workbook/units/{unit_id}")
    arrived(page)
    for _ in range(80):
        on_page(page)
        if page.get_by_role("heading", name="You have completed", exact=False).count():
            return
        press_on(page, words=words, reflecting=reflecting)
    raise AssertionError(f"{unit_id} did not come to its end; the last page was {page.url}")


def press_on(
    page: Page, *, words: str, reflecting: Callable[[Page], None] = lambda page: None
) -> None:
    """Choose the first of what can be chosen, write `words` in the first box, press the button."""
    main = page.locator("main")
    radios = main.get_by_role("radio")
    if radios.count() and not main.locator("input[type=radio]:checked").count():
        radios.first.check()
    boxes = main.locator("textarea")
    if boxes.count():
        boxes.first.fill(words)
        if "/reflect/" in page.url:
            reflecting(page)
    button = main.locator(".nhsuk-button:not(.nhsuk-button--secondary)").first
    expect(button).to_have_text(PRIMARY)
    before = page.url
    heading = page.locator("h1").inner_text()
    button.click()
    page.wait_for_function(
        "([url, heading]) => document.readyState === 'complete' && "
        "(location.href !== url || document.querySelector('h1')?.innerText !== heading)",
        arg=[before, heading],
    )
    arrived(page)
