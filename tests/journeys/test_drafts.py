"""Words survive: a lost connection, a lost sign-in, a shared computer, a second device."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import func, select

from abp_lms.database import session
from abp_lms.learning import queries
from abp_lms.learning.models import Draft, PracticeEntry, ReflectionSave
from tests.factories import make_person
from tests.journeys.conftest import Somebody, Surfer
from tests.programme.factories import make_place

pytestmark = pytest.mark.journey

PHRASE = "The kettle clicked and nobody spoke"
KEPT = "Saved on this device, will be sent"


@pytest.fixture
def person(app: Flask) -> Somebody:
    return participant()


def participant() -> Somebody:
    """Somebody with a place; this thread lets go of the database, which the server writes to."""
    person = make_person()
    make_place(person=person)
    found = Somebody(person.id, person.email)
    session.rollback()
    return found


@pytest.fixture
def prompt(app: Flask) -> str:
    unit = queries.the_workbook().units["u01"]
    return f"/workbook/units/u01/reflect/{unit.reflections[0].id}"


def first_box(page: Page):  # type: ignore[no-untyped-def]
    return page.locator("#what")


def status(page: Page):  # type: ignore[no-untyped-def]
    return page.locator("[data-status]")


def what_the_device_keeps(page: Page) -> str:
    origins = page.context.storage_state()["origins"]
    return json.dumps([entry for origin in origins for entry in origin["localStorage"]])


def wait_until_nothing_is_kept(page: Page) -> None:
    for _ in range(50):
        if what_the_device_keeps(page) == "[]":
            return
        page.wait_for_timeout(100)
    raise AssertionError("Words are still kept on the device.")


def drafts_of(person: Somebody) -> int:
    found = session.scalar(select(func.count()).where(Draft.person_id == person.id))
    session.rollback()
    return found or 0


def count(table: type) -> int:
    found = session.scalar(select(func.count()).select_from(table))
    session.rollback()
    return found or 0


def test_words_are_saved_as_they_are_typed(surf: Surfer, person: Somebody, prompt: str) -> None:
    surf.be(person)
    surf.go(prompt)

    first_box(surf.page).press_sequentially(PHRASE)

    expect(status(surf.page)).to_have_text(_saved_at(), timeout=5000)
    surf.page.reload()
    expect(first_box(surf.page)).to_have_value(PHRASE)
    assert what_the_device_keeps(surf.page) == "[]"


def test_offline_in_mid_typing_then_back(surf: Surfer, person: Somebody, prompt: str) -> None:
    surf.be(person)
    surf.go(prompt)
    surf.page.wait_for_load_state("networkidle")
    surf.offline()

    first_box(surf.page).press_sequentially(PHRASE)

    expect(status(surf.page)).to_have_text(KEPT, timeout=5000)
    kept = what_the_device_keeps(surf.page)
    assert kept != "[]"
    assert "kettle" not in kept

    surf.offline(False)

    expect(status(surf.page)).to_have_text(_saved_at(), timeout=5000)
    assert what_the_device_keeps(surf.page) == "[]"
    surf.page.reload()
    expect(first_box(surf.page)).to_have_value(PHRASE)


def test_save_pressed_offline_is_sent_when_the_connection_is_back(
    surf: Surfer, person: Somebody, prompt: str
) -> None:
    surf.be(person)
    surf.go(prompt)
    surf.page.wait_for_load_state("networkidle")
    surf.offline()
    first_box(surf.page).fill(PHRASE)
    surf.page.get_by_role("button", name="Save", exact=True).click()
    expect(status(surf.page)).to_have_text(KEPT, timeout=5000)

    surf.offline(False)

    expect(status(surf.page)).to_have_text("Sent from this device.", timeout=5000)
    expect(first_box(surf.page)).to_have_value(PHRASE)
    assert what_the_device_keeps(surf.page) == "[]"
    assert count(ReflectionSave) == 1


def test_words_kept_offline_are_sent_after_a_new_sign_in_and_by_nobody_else(
    surf: Surfer, person: Somebody, prompt: str
) -> None:
    somebody_else = participant()
    surf.be(person)
    surf.go(prompt)
    surf.page.wait_for_load_state("networkidle")
    surf.offline()
    first_box(surf.page).press_sequentially(PHRASE)
    expect(status(surf.page)).to_have_text(KEPT, timeout=5000)

    # When the page is gone, the connection is back, and a colleague signs in at the same computer
    surf.page.goto("about:blank")
    surf.offline(False)
    surf.context.clear_cookies()
    surf.sign_in(somebody_else)
    surf.go(prompt)
    surf.page.wait_for_load_state("networkidle")

    # Then the colleague neither sees nor sends them
    expect(first_box(surf.page)).to_have_value("")
    assert drafts_of(somebody_else) == 0
    assert "kettle" not in what_the_device_keeps(surf.page)
    assert str(person.id) in what_the_device_keeps(surf.page)

    # When their author signs in again, on whatever page
    surf.context.clear_cookies()
    surf.sign_in(person)
    wait_until_nothing_is_kept(surf.page)
    surf.go(prompt)

    expect(first_box(surf.page)).to_have_value(PHRASE)


def test_a_sign_in_that_ended_loses_neither_page_nor_words(
    surf: Surfer, person: Somebody, prompt: str
) -> None:
    surf.be(person)
    surf.go(prompt)
    surf.page.wait_for_load_state("networkidle")
    surf.context.clear_cookies()

    first_box(surf.page).press_sequentially(PHRASE)

    panel = surf.page.get_by_text("You have been signed out.")
    expect(panel).to_be_visible(timeout=5000)
    expect(surf.page.get_by_text("Your words are kept on this device.")).to_be_visible()
    expect(first_box(surf.page)).to_have_value(PHRASE)

    # When they sign in again in the tab that the page offers
    with surf.context.expect_page() as opened:
        surf.page.get_by_role("link", name="Sign in again").click()
    surf.sign_in(person, opened.value)
    opened.value.close()
    surf.page.bring_to_front()
    surf.page.evaluate("dispatchEvent(new Event('focus'))")

    expect(status(surf.page)).to_have_text(_saved_at(), timeout=5000)
    expect(panel).to_be_hidden()
    surf.page.get_by_role("button", name="Save", exact=True).click()
    surf.page.wait_for_url("**/workbook/units/u01")
    assert count(ReflectionSave) == 1


def test_save_pressed_offline_is_one_save_with_the_time_of_the_deed(
    surf: Surfer, person: Somebody, prompt: str
) -> None:
    surf.be(person)
    surf.go(prompt)
    surf.page.wait_for_load_state("networkidle")
    surf.offline()
    first_box(surf.page).press_sequentially(PHRASE)
    pressed = datetime.now(UTC)
    surf.page.get_by_role("button", name="Save", exact=True).click()
    expect(status(surf.page)).to_have_text(KEPT, timeout=5000)
    assert count(ReflectionSave) == 0

    surf.page.wait_for_timeout(1500)
    surf.page.goto("about:blank")
    surf.offline(False)
    surf.go("/workbook")
    wait_until_nothing_is_kept(surf.page)

    saved = session.scalars(select(ReflectionSave)).one()
    session.rollback()
    assert abs((saved.at - pressed).total_seconds()) < 1
    surf.go(prompt)
    expect(first_box(surf.page)).to_have_value(PHRASE)


def test_save_pressed_twice_is_one_save(surf: Surfer, person: Somebody, prompt: str) -> None:
    surf.be(person)
    surf.go(prompt)
    surf.page.wait_for_load_state("networkidle")
    first_box(surf.page).fill(PHRASE)

    surf.page.get_by_role("button", name="Save", exact=True).dblclick()

    surf.page.wait_for_url("**/workbook/units/u01")
    wait_until_nothing_is_kept(surf.page)
    assert count(ReflectionSave) == 1
    # Back, and once more: the browser shows the page as it was
    surf.page.go_back()
    surf.page.wait_for_load_state("networkidle")
    expect(first_box(surf.page)).to_have_value(PHRASE)


def test_signing_out_right_after_the_last_key_loses_nothing(
    surf: Surfer, person: Somebody, prompt: str
) -> None:
    surf.be(person)
    surf.go(prompt)
    surf.page.wait_for_load_state("networkidle")
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
        surf.page.wait_for_load_state("networkidle")
        # Given a connection that is there when asked, and gone when the form is sent
        surf.page.route(
            f"**{prompt}",
            lambda route: route.abort() if route.request.method == "POST" else route.continue_(),
        )
        first_box(surf.page).fill(PHRASE)

        surf.page.get_by_role("button", name="Save", exact=True).click()
        surf.page.wait_for_timeout(500)
        assert count(ReflectionSave) == 0
        surf.go("/workbook")

        wait_until_nothing_is_kept(surf.page)
        assert count(ReflectionSave) == 1


def test_practice_logged_offline_arrives(surf: Surfer, person: Somebody) -> None:
    surf.be(person)
    surf.go("/workbook/units/u01/practise")
    surf.page.wait_for_load_state("networkidle")
    surf.offline()
    surf.page.get_by_label("No chance yet").check()
    surf.page.locator("#note").press_sequentially("Two short nights.")

    surf.page.get_by_role("button", name="Save", exact=True).click()

    expect(status(surf.page)).to_have_text(KEPT, timeout=5000)
    surf.page.goto("about:blank")
    surf.offline(False)
    surf.go("/workbook/units/u01/practise")
    wait_until_nothing_is_kept(surf.page)
    assert count(PracticeEntry) == 1


def test_without_javascript_the_buttons_save(
    chromium: Browser, address: str, person: Somebody, prompt: str
) -> None:
    with chromium.new_context(java_script_enabled=False) as context:
        plain = Surfer(context, context.new_page(), address)
        plain.be(person)
        plain.go(prompt)
        first_box(plain.page).fill(PHRASE)

        plain.page.get_by_role("button", name="Save", exact=True).click()

        expect(plain.page.get_by_text("Your reflection is saved.")).to_be_visible()
        plain.go(prompt)
        expect(first_box(plain.page)).to_have_value(PHRASE)
    assert count(ReflectionSave) == 1


def test_words_typed_on_two_devices_are_both_kept(
    surf: Surfer, chromium: Browser, person: Somebody, prompt: str
) -> None:
    surf.be(person)
    surf.go(prompt)
    surf.page.wait_for_load_state("networkidle")
    surf.offline()
    first_box(surf.page).press_sequentially("On the ward computer")
    expect(status(surf.page)).to_have_text(KEPT, timeout=5000)

    with chromium.new_context() as context:
        phone = Surfer(context, context.new_page(), surf.address)
        phone.be(person)
        phone.go(prompt)
        first_box(phone.page).press_sequentially("On the phone")
        expect(status(phone.page)).to_have_text(_saved_at(), timeout=5000)

    surf.offline(False)
    expect(status(surf.page)).to_contain_text("You also wrote in another place", timeout=5000)
    surf.page.reload()

    # The phone's words are the newer ones, though the ward's were sent later
    expect(first_box(surf.page)).to_have_value("On the phone")
    both = surf.page.content()
    assert "On the ward computer" in both
    assert "On the phone" in both
    surf.page.get_by_role("button", name="Use this version").click()
    surf.page.get_by_role("button", name="Delete this version").click()
    expect(surf.page.get_by_role("button", name="Delete this version")).to_have_count(0)


def test_who_wants_nothing_kept_is_told_what_that_means(
    surf: Surfer, person: Somebody, prompt: str
) -> None:
    surf.be(person)
    surf.go("/workbook/this-device")
    surf.page.get_by_label("No, keep nothing").check()
    surf.page.get_by_role("button", name="Save").click()
    surf.go(prompt)
    surf.page.wait_for_load_state("networkidle")
    surf.offline()

    first_box(surf.page).press_sequentially(PHRASE)

    expect(status(surf.page)).to_have_text(
        "There is no connection. Your words are not saved. Keep this page open.", timeout=5000
    )
    assert what_the_device_keeps(surf.page) == "[]"


def _saved_at():  # type: ignore[no-untyped-def]
    return re.compile(r"^Saved \d\d:\d\d$")
