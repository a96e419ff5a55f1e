"""What waits on a device survives whatever breaks around it: the line, the server, the browser's room,
the sign-in, a new release.
"""

from __future__ import annotations

import json
import random
import time
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import delete, select

from abp_lms.accounts.models import LoginSession
from abp_lms.database import session
from abp_lms.home import installing
from abp_lms.learning import queries, workbook
from abp_lms.learning.models import SafetyCardSave, Sorted
from abp_lms.learning.views import waiting
from tests.journeys.arrival import until
from tests.journeys.conftest import Somebody, Surfer, participant
from tests.journeys.device import until_nothing_waits, what_waits
from tests.journeys.installation import ROOT, Installation
from tests.journeys.kept import finish, heading, keep
from tests.journeys.phone import phone
from tests.journeys.test_a_unit_without_a_connection import verbs_and_parts
from tests.journeys.test_all_that_a_unit_asks_without_a_connection import SORT, press, put
from tests.journeys.walker import press_on, sign_in
from tests.journeys.words import count

pytestmark = [pytest.mark.journey, pytest.mark.long]

UNIT = "/workbook/units/u13"
CARD = "/workbook/safety-card/write"
PHRASE = "the tea trolley stood across the door"
BLOCKED = """for (const name of ["localStorage", "sessionStorage"]) {
  Object.defineProperty(window, name, { get() { throw new DOMException("blocked", "SecurityError"); } });
}
IDBFactory.prototype.open = () => { throw new DOMException("blocked", "SecurityError"); };"""


@pytest.fixture
def person(app: Flask) -> Somebody:
    return participant()


def back(surf: Surfer, path: str) -> None:
    """The connection is back, and they go on there."""
    surf.page.goto("about:blank")
    surf.offline(False)
    surf.go(path)


def write_card(page: Page, words: str = PHRASE) -> None:
    page.get_by_label("My way out").fill(words)
    page.get_by_role("button", name="Save").click()


def test_a_full_device_says_so_and_shows_nothing_as_done(surf: Surfer, person: Somebody) -> None:
    surf.sign_in(person)
    keep(surf, UNIT)
    surf.offline()
    surf.go(SORT)
    press(surf.page, "Start")
    device = surf.context.new_cdp_session(surf.page)
    full = {"origin": surf.address, "quotaSize": 1}
    device.send("Storage.overrideQuotaForOrigin", full)

    surf.page.get_by_role("radio").first.check()
    surf.page.get_by_role("button", name="Continue").click()
    expect(surf.page.locator(".nhsuk-error-summary")).to_contain_text("no room to keep that")
    surf.go(UNIT)
    sort = surf.page.locator(".nhsuk-task-list__item", has_text="Sort:")
    expect(sort).to_contain_text("Not started")

    surf.go(CARD)
    write_card(surf.page)
    expect(surf.page.locator(".nhsuk-error-summary")).to_contain_text("no room to keep that")
    expect(surf.page.get_by_label("My way out")).to_have_value(PHRASE)


def test_a_browser_that_blocks_its_storage_saves_online_and_promises_nothing(
    surf: Surfer, person: Somebody
) -> None:
    surf.sign_in(person)
    faults: list[str] = []
    surf.page.on("pageerror", lambda fault: faults.append(str(fault)))
    surf.context.add_init_script(BLOCKED)

    surf.go(UNIT)
    expect(surf.page.get_by_role("button", name="Keep this unit")).to_have_count(0)
    prompt = queries.the_workbook().units["u13"].reflections[0].id
    surf.go(f"{UNIT}/reflect/{prompt}")
    surf.page.locator("#what").fill(PHRASE)
    expect(surf.page.locator("[data-status]")).to_contain_text("Saved ")
    surf.offline()
    surf.page.locator("#what").fill(f"{PHRASE} again")
    expect(surf.page.locator("[data-status]")).to_contain_text("Your words are not saved")

    assert faults == []


def test_a_network_that_leads_nowhere_takes_no_words(
    surf: Surfer, person: Somebody, app: Flask
) -> None:
    surf.sign_in(person)
    keep(surf, UNIT)
    surf.go(CARD)

    # The device believes that it is online, and no request arrives
    surf.context.route("**/workbook/drafts/session", lambda route: route.abort())
    surf.offline(False)
    write_card(surf.page)
    surf.page.wait_for_url("**/workbook/safety-card")
    assert count(SafetyCardSave) == 0
    assert len(what_waits(surf.page)) == 1

    surf.context.unroute("**/workbook/drafts/session")
    surf.go("/workbook")
    until_nothing_waits(surf.page)
    assert count(SafetyCardSave) == 1


def test_what_waits_outlives_the_sign_in(surf: Surfer, person: Somebody) -> None:
    surf.sign_in(person)
    keep(surf, UNIT)
    surf.offline()
    surf.go(CARD)
    write_card(surf.page)
    expect(heading(surf.page)).to_have_text("My safety card")
    session.execute(delete(LoginSession))
    session.commit()

    surf.offline(False)
    expect(surf.page.get_by_role("link", name="Sign in to send it")).to_be_visible()
    assert len(what_waits(surf.page)) == 1

    surf.sign_in(person)
    until_nothing_waits(surf.page)
    assert count(SafetyCardSave) == 1


def test_two_tabs_send_the_same_things_once(surf: Surfer, person: Somebody) -> None:
    surf.sign_in(person)
    keep(surf, UNIT)
    other = surf.context.new_page()
    surf.offline()
    for page in (surf.page, other):
        page.goto(surf.address + SORT)
        if page is other:  # a tab knows of no other that they have been here
            page.get_by_role("button", name="Yes, go on").click()
        page.get_by_role("button", name="Start").click()
        put(page)
    surf.page.goto(surf.address + CARD)
    write_card(surf.page)
    expect(heading(surf.page)).to_have_text("My safety card")
    assert len(what_waits(surf.page)) == 3

    surf.offline(False)
    until_nothing_waits(surf.page)
    until_nothing_waits(other)

    assert count(Sorted) == 1
    assert count(SafetyCardSave) == 1


def test_one_thing_that_cannot_be_taken_holds_up_nothing_else(
    surf: Surfer, person: Somebody, monkeypatch: pytest.MonkeyPatch
) -> None:
    surf.sign_in(person)
    keep(surf, UNIT)
    surf.offline()
    surf.go(SORT)
    press(surf.page, "Start")
    put(surf.page)
    surf.go(CARD)
    write_card(surf.page)
    expect(heading(surf.page)).to_have_text("My safety card")
    take = waiting._take

    def fails(item: waiting.Item) -> waiting.Taken:
        if item["kind"] == "place":
            raise ZeroDivisionError
        return take(item)

    monkeypatch.setattr(waiting, "_take", fails)
    back(surf, "/workbook")

    assert count(SafetyCardSave) == 1
    assert len(what_waits(surf.page)) == 1
    monkeypatch.undo()
    surf.go("/workbook")
    until_nothing_waits(surf.page)
    assert count(Sorted) == 1


def test_a_new_release_leaves_what_is_kept_and_what_waits(
    surf: Surfer, person: Somebody, monkeypatch: pytest.MonkeyPatch
) -> None:
    surf.sign_in(person)
    keep(surf, UNIT)
    surf.offline()
    surf.go(SORT)
    press(surf.page, "Start")
    put(surf.page)
    before = surf.page.evaluate("caches.keys()")

    # A release comes while the tab is open, and takes the files of the one before with it
    monkeypatch.setattr(installing, "MODULES", (*installing.MODULES, "timer.js"))
    back(surf, "/workbook")
    until_nothing_waits(surf.page)
    surf.page.evaluate("navigator.serviceWorker.getRegistration().then(one => one.update())")
    until(
        surf.page,
        "before => caches.keys().then(now => !before.every(name => now.includes(name)))",
        before,
    )
    surf.offline()
    surf.go(SORT)

    expect(heading(surf.page)).to_contain_text("What first?")
    surf.go(CARD)
    write_card(surf.page)
    expect(heading(surf.page)).to_have_text("My safety card")
    back(surf, "/workbook")
    until_nothing_waits(surf.page)
    assert count(Sorted) == 1
    assert count(SafetyCardSave) == 1


def test_a_unit_whose_sort_has_changed_takes_what_still_fits(
    surf: Surfer, person: Somebody, monkeypatch: pytest.MonkeyPatch
) -> None:
    surf.sign_in(person)
    keep(surf, UNIT)
    surf.offline()
    surf.go(SORT)
    press(surf.page, "Start")
    put(surf.page)
    press(surf.page, "Next situation")
    put(surf.page)
    sort = queries.the_workbook().units["u13"].sorts[0]
    gone, stays = sort.situations[0].id, sort.situations[1].id
    find = type(sort).situation
    monkeypatch.setattr(
        type(sort), "situation", lambda self, one: None if one == gone else find(self, one)
    )

    back(surf, "/workbook/this-device")

    told = surf.page.locator("[data-queue-told]")
    expect(told).to_contain_text("a situation you sorted. It is not in your workbook any more.")
    assert list(session.scalars(select(Sorted.situation_id))) == [stays]
    session.rollback()


def test_a_server_that_is_killed_while_a_unit_is_sent_doubles_and_loses_nothing(
    chromium: Browser, tmp_path: Path
) -> None:
    installation = Installation(tmp_path / "data")
    chance = random.Random(7)
    try:
        installation.start()
        participant, *_ = [
            one
            for one in json.loads(installation.command("abp", "demo", "people", "--json"))
            if "participant" in one["roles"]
        ]
        with phone(chromium, tmp_path / "phone") as context:
            page = context.pages[0]
            sign_in(page, installation.address, participant["email"], participant["password"])
            surf = Surfer(context, page, installation.address)
            keep(surf, "/workbook/units/u07")
            surf.go("/workbook/units/u07/read")
            press_on(page, words=PHRASE)
            surf.go("/workbook/units/u07")
            surf.offline()
            finish(page)
            assert len(what_waits(page)) > 10
            for _ in range(6):
                surf.offline(False)
                page.evaluate("dispatchEvent(new Event('online'))")
                time.sleep(chance.uniform(0, 0.4))
                installation.kill()
                installation.start()
            surf.go("/workbook")
            until_nothing_waits(page)
            installation.wait_until_delivered()
            found = verbs_and_parts(installation.statements("ascending=true"))
    finally:
        installation.stop()

    unit = workbook.load(ROOT / "content").units["u07"]
    assert unit.quiz
    assert set(found.values()) == {1}
    assert len(found) == len(unit.pages) + len(unit.reflections) + len(unit.quiz.questions) + 4
