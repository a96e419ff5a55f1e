"""Words survive a lost connection: kept on the device, and sent once when it is back."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect
from sqlalchemy import select

from abp_lms.database import session
from abp_lms.learning.models import PracticeEntry, ReflectionSave
from tests.journeys.conftest import Somebody, Surfer, participant
from tests.journeys.device import until_nothing_waits, what_the_device_keeps
from tests.journeys.phone import kill, phone
from tests.journeys.words import KEPT, PHRASE, count, drafts_of, first_box, saved_now, status

pytestmark = pytest.mark.journey

TO_A_MILLISECOND = timedelta(milliseconds=1)  # as a browser's clock goes


def test_offline_in_mid_typing_then_back(surf: Surfer, person: Somebody, prompt: str) -> None:
    surf.be(person)
    surf.go(prompt)
    surf.offline()

    first_box(surf.page).press_sequentially(PHRASE)

    expect(status(surf.page)).to_have_text(KEPT)
    kept = what_the_device_keeps(surf.page)
    assert kept != "[]"
    assert "kettle" not in kept

    surf.offline(False)

    expect(status(surf.page)).to_have_text(saved_now())
    assert what_the_device_keeps(surf.page) == "[]"
    surf.page.reload()
    expect(first_box(surf.page)).to_have_value(PHRASE)


def test_save_pressed_offline_is_sent_when_the_connection_is_back(
    surf: Surfer, person: Somebody, prompt: str
) -> None:
    surf.be(person)
    surf.go(prompt)
    surf.offline()
    first_box(surf.page).fill(PHRASE)
    surf.page.get_by_role("button", name="Save", exact=True).click()
    expect(status(surf.page)).to_have_text(KEPT)

    surf.offline(False)

    expect(status(surf.page)).to_have_text("Sent from this device.")
    expect(first_box(surf.page)).to_have_value(PHRASE)
    assert what_the_device_keeps(surf.page) == "[]"
    assert count(ReflectionSave) == 1


def test_words_are_on_the_device_when_it_says_so(
    chromium: Browser, address: str, person: Somebody, prompt: str, tmp_path: Path
) -> None:
    # Given words that it says are saved there
    with phone(chromium, tmp_path) as context:
        surf = Surfer(context, context.pages[0], address)
        surf.sign_in(person)
        surf.go(prompt)
        surf.offline()
        first_box(surf.page).press_sequentially(PHRASE)
        expect(status(surf.page)).to_have_text(KEPT)

        # When its battery is empty that moment
        kill(tmp_path)

    # Then they are there when it is charged, and their author is back
    with phone(chromium, tmp_path) as context:
        context.clear_cookies()
        surf = Surfer(context, context.pages[0], address)
        surf.sign_in(person)
        until_nothing_waits(surf.page)
        surf.go(prompt)
        expect(first_box(surf.page)).to_have_value(PHRASE)


def test_words_kept_offline_are_sent_after_a_new_sign_in_and_by_nobody_else(
    surf: Surfer, person: Somebody, prompt: str
) -> None:
    somebody_else = participant()
    surf.be(person)
    surf.go(prompt)
    surf.offline()
    first_box(surf.page).press_sequentially(PHRASE)
    expect(status(surf.page)).to_have_text(KEPT)

    # When the page is gone, the connection is back, and a colleague signs in at the same computer
    surf.page.goto("about:blank")
    surf.offline(False)
    surf.context.clear_cookies()
    surf.sign_in(somebody_else)
    surf.go(prompt)

    # Then the colleague neither sees nor sends them
    expect(first_box(surf.page)).to_have_value("")
    assert drafts_of(somebody_else) == 0
    assert "kettle" not in what_the_device_keeps(surf.page)
    assert str(person.id) in what_the_device_keeps(surf.page)

    # When their author signs in again, on whatever page
    surf.context.clear_cookies()
    surf.sign_in(person)
    until_nothing_waits(surf.page)
    surf.go(prompt)

    expect(first_box(surf.page)).to_have_value(PHRASE)


def test_save_pressed_offline_is_one_save_with_the_time_of_the_deed(
    surf: Surfer, person: Somebody, prompt: str
) -> None:
    surf.be(person)
    surf.go(prompt)
    surf.offline()
    first_box(surf.page).press_sequentially(PHRASE)
    before = datetime.now(UTC)
    surf.page.get_by_role("button", name="Save", exact=True).click()
    expect(status(surf.page)).to_have_text(KEPT)
    after = datetime.now(UTC)
    assert count(ReflectionSave) == 0

    surf.page.goto("about:blank")
    surf.offline(False)
    surf.go("/workbook")
    until_nothing_waits(surf.page)

    saved = session.scalars(select(ReflectionSave)).one()
    session.rollback()
    assert before - TO_A_MILLISECOND <= saved.at <= after
    surf.go(prompt)
    expect(first_box(surf.page)).to_have_value(PHRASE)


def test_practice_logged_offline_arrives(surf: Surfer, person: Somebody) -> None:
    surf.be(person)
    surf.go("/workbook/units/u01/practise")
    surf.offline()
    surf.page.get_by_label("No chance yet").check()
    surf.page.locator("#note").press_sequentially("Two short nights.")

    surf.page.get_by_role("button", name="Save", exact=True).click()

    expect(status(surf.page)).to_have_text(KEPT)
    surf.page.goto("about:blank")
    surf.offline(False)
    surf.go("/workbook/units/u01/practise")
    until_nothing_waits(surf.page)
    assert count(PracticeEntry) == 1


def test_words_typed_on_two_devices_are_both_kept(
    surf: Surfer, chromium: Browser, person: Somebody, prompt: str
) -> None:
    surf.be(person)
    surf.go(prompt)
    surf.offline()
    first_box(surf.page).press_sequentially("On the ward computer")
    expect(status(surf.page)).to_have_text(KEPT)

    with chromium.new_context() as context:
        phone = Surfer(context, context.new_page(), surf.address)
        phone.be(person)
        phone.go(prompt)
        first_box(phone.page).press_sequentially("On the phone")
        expect(status(phone.page)).to_have_text(saved_now())

    surf.offline(False)
    expect(status(surf.page)).to_contain_text("You also wrote in another place")
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
    surf.offline()

    first_box(surf.page).press_sequentially(PHRASE)

    expect(status(surf.page)).to_have_text(
        "There is no connection. Your words are not saved. Keep this page open."
    )
    assert what_the_device_keeps(surf.page) == "[]"


def test_a_network_that_answers_in_our_place_has_taken_nothing(
    surf: Surfer, person: Somebody, prompt: str
) -> None:
    surf.be(person)
    surf.go(prompt)
    surf.context.route(
        "**/workbook/drafts/**",
        lambda route: route.fulfill(content_type="text/html", body="<h1>Welcome to our Wi-Fi</h1>"),
    )

    # When they type, and press Save
    first_box(surf.page).press_sequentially(PHRASE)
    expect(status(surf.page)).to_have_text(KEPT)
    assert what_the_device_keeps(surf.page) != "[]"
    with surf.page.expect_response("**/workbook/drafts/session"):
        surf.page.get_by_role("button", name="Save", exact=True).click()
    expect(status(surf.page)).to_have_text(KEPT)
    assert (count(ReflectionSave), drafts_of(person)) == (0, 0)

    # Then it arrives, once, when the network is ours again
    surf.context.unroute("**/workbook/drafts/**")
    surf.go("/workbook/my-words")
    until_nothing_waits(surf.page)
    expect(surf.page.get_by_text(PHRASE)).to_have_count(1)
    assert count(ReflectionSave) == 1
