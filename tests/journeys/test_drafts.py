"""Words survive: a lost sign-in, a shared computer, a second device."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Route, expect

from abp_lms.learning.models import ReflectionSave
from tests.journeys.arrival import arrived
from tests.journeys.conftest import Somebody, Surfer
from tests.journeys.device import until_nothing_waits, what_the_device_keeps
from tests.journeys.words import PHRASE, count, first_box, saved_now, status

pytestmark = pytest.mark.journey


def test_words_are_saved_as_they_are_typed(surf: Surfer, person: Somebody, prompt: str) -> None:
    surf.be(person)
    surf.go(prompt)

    first_box(surf.page).press_sequentially(PHRASE)

    expect(status(surf.page)).to_have_text(saved_now())
    surf.page.reload()
    expect(first_box(surf.page)).to_have_value(PHRASE)
    assert what_the_device_keeps(surf.page) == "[]"


def test_words_typed_before_the_scripts_have_arrived_are_saved(
    chromium: Browser, address: str, person: Somebody, prompt: str
) -> None:
    # A service worker's requests cannot be held up from here
    with chromium.new_context(service_workers="block") as context:
        surf = Surfer(context, context.new_page(), address)
        surf.be(person)
        held_up: list[Route] = []
        surf.page.route("**/static/writing.js*", lambda route: held_up.append(route))
        with surf.page.expect_request("**/static/writing.js*"):
            surf.page.goto(address + prompt, wait_until="commit")
        first_box(surf.page).press_sequentially(PHRASE)

        held_up[0].continue_()

        expect(status(surf.page)).to_have_text(saved_now())
        surf.page.unroute("**/static/writing.js*")
        surf.page.reload()
        expect(first_box(surf.page)).to_have_value(PHRASE)


def test_a_sign_in_that_ended_loses_neither_page_nor_words(
    surf: Surfer, person: Somebody, prompt: str
) -> None:
    surf.be(person)
    surf.go(prompt)
    surf.context.clear_cookies()

    first_box(surf.page).press_sequentially(PHRASE)

    panel = surf.page.get_by_text("You have been signed out.")
    expect(panel).to_be_visible()
    expect(surf.page.get_by_text("Your words are kept on this device.")).to_be_visible()
    expect(first_box(surf.page)).to_have_value(PHRASE)

    # When they sign in again in the tab that the page offers
    with surf.context.expect_page() as opened:
        surf.page.get_by_role("link", name="Sign in again").click()
    surf.sign_in(person, opened.value)
    opened.value.close()
    surf.page.bring_to_front()
    surf.page.evaluate("dispatchEvent(new Event('focus'))")

    expect(status(surf.page)).to_have_text(saved_now())
    expect(panel).to_be_hidden()
    surf.page.get_by_role("button", name="Save", exact=True).click()
    surf.page.wait_for_url("**/workbook/units/u01")
    assert count(ReflectionSave) == 1


def test_save_pressed_twice_is_one_save(surf: Surfer, person: Somebody, prompt: str) -> None:
    surf.be(person)
    surf.go(prompt)
    first_box(surf.page).fill(PHRASE)

    surf.page.get_by_role("button", name="Save", exact=True).dblclick()

    surf.page.wait_for_url("**/workbook/units/u01")
    until_nothing_waits(surf.page)
    assert count(ReflectionSave) == 1
    # Back, and once more: the browser shows the page as it was
    surf.page.go_back()
    arrived(surf.page)
    expect(first_box(surf.page)).to_have_value(PHRASE)


def test_signing_out_right_after_the_last_key_loses_nothing(
    surf: Surfer, person: Somebody, prompt: str
) -> None:
    surf.be(person)
    surf.go(prompt)
    first_box(surf.page).fill(PHRASE)

    surf.page.get_by_role("button", name="Sign out").click()
    surf.page.wait_for_url("**/sign-in**")
    surf.sign_in(person)
    surf.go(prompt)

    expect(first_box(surf.page)).to_have_value(PHRASE)


def test_a_line_that_breaks_under_save_loses_nothing(
    chromium: Browser, address: str, person: Somebody, prompt: str
) -> None:
    # A service worker's requests cannot be broken from here
    with chromium.new_context(service_workers="block") as context:
        surf = Surfer(context, context.new_page(), address)
        surf.be(person)
        surf.go(prompt)
        # Given a connection that is there when asked, and gone when the form is sent
        surf.page.route(
            f"**{prompt}",
            lambda route: route.abort() if route.request.method == "POST" else route.continue_(),
        )
        first_box(surf.page).fill(PHRASE)

        surf.page.get_by_role("button", name="Save", exact=True).click()
        expect(surf.page).to_have_url("chrome-error://chromewebdata/")
        assert count(ReflectionSave) == 0
        surf.go("/workbook")

        until_nothing_waits(surf.page)
        assert count(ReflectionSave) == 1


def test_without_javascript_the_buttons_save(
    chromium: Browser, address: str, person: Somebody, prompt: str
) -> None:
    with chromium.new_context(java_script_enabled=False) as context:
        plain = Surfer(context, context.new_page(), address, scripts=False)
        plain.be(person)
        plain.go(prompt)
        first_box(plain.page).fill(PHRASE)

        plain.page.get_by_role("button", name="Save", exact=True).click()

        expect(plain.page.get_by_text("Your reflection is saved.")).to_be_visible()
        plain.go(prompt)
        expect(first_box(plain.page)).to_have_value(PHRASE)
    assert count(ReflectionSave) == 1
