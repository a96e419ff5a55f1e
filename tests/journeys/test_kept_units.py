"""Kept units in a real browser: who sees what, and what two devices make of it."""

from __future__ import annotations

import re
import threading

import pytest
from flask import Flask, Response, request
from playwright.sync_api import Browser, expect
from sqlalchemy import select

from abp_lms.database import session
from abp_lms.learning import queries
from abp_lms.learning.models import PageRead, ReflectionSave, ScenarioRun
from abp_lms.learning.workbook import Unit
from tests.journeys.arrival import arrived
from tests.journeys.conftest import Somebody, Surfer, participant
from tests.journeys.device import stored, until_nothing_waits, what_waits
from tests.journeys.kept import UNIT, finish, heading, keep
from tests.journeys.walker import press_on
from tests.journeys.words import count

pytestmark = pytest.mark.journey

PHRASE = "the tea trolley stood across the door"


@pytest.fixture
def unit(app: Flask) -> Unit:
    return queries.the_workbook().units["u07"]


@pytest.fixture
def person(app: Flask) -> Somebody:
    return participant()


def test_the_next_at_a_shared_computer_sees_and_sends_nothing_of_the_one_before(
    surf: Surfer, person: Somebody, unit: Unit
) -> None:
    somebody_else = participant()
    surf.be(person)
    keep(surf)
    surf.offline()
    surf.go(f"{UNIT}/read/{unit.pages[0].id}")
    press_on(surf.page, words=PHRASE)
    surf.go(f"{UNIT}/reflect/{unit.reflections[0].id}")
    press_on(surf.page, words=PHRASE)
    waiting = set(what_waits(surf.page))
    assert len(waiting) == 2

    # When they leave without a connection, the page is honest about it
    surf.page.goto("about:blank")
    surf.go(UNIT)
    assert PHRASE not in stored(surf.page)
    surf.page.evaluate(
        "document.body.append(Object.assign(document.createElement('form'), "
        "{action: '/sign-out', method: 'post', id: 'leave'}))"
    )
    surf.page.evaluate("document.getElementById('leave').submit()")
    expect(heading(surf.page)).to_have_text("You are not signed out yet")

    # And a colleague signs in there
    surf.page.goto("about:blank")
    surf.context.clear_cookies()
    surf.offline(False)
    surf.sign_in(somebody_else)
    surf.go(UNIT)
    expect(surf.page.locator(".nhsuk-task-list").get_by_text("Not started")).to_have_count(5)
    assert set(what_waits(surf.page)) == waiting
    left = stored(surf.page)
    assert PHRASE not in left
    assert person.email not in left
    assert str(person.id) not in re.sub(r"abl-kept\.\S+", "", left)
    theirs = select(PageRead.id).where(PageRead.person_id == somebody_else.id)
    assert session.scalar(theirs) is None
    session.rollback()

    # And offline, the unit knows nothing of the first one's way
    surf.offline()
    surf.go(UNIT)
    expect(surf.page.locator(".nhsuk-task-list").get_by_text("Not started")).to_have_count(5)

    # When its author signs in again, it is theirs
    surf.page.goto("about:blank")
    surf.offline(False)
    surf.context.clear_cookies()
    surf.sign_in(person)
    until_nothing_waits(surf.page)
    [read] = session.scalars(select(PageRead.person_id)).all()
    [written] = session.scalars(select(ReflectionSave.person_id)).all()
    session.rollback()
    assert read == written == person.id


def test_whoever_signs_out_leaves_nobody_to_do_things_for(
    surf: Surfer, person: Somebody, unit: Unit
) -> None:
    surf.be(person)
    keep(surf)
    surf.page.get_by_role("button", name="Sign out").click()
    surf.page.wait_for_url("**/sign-in**")
    surf.offline()

    # The unit can be read, and says that nothing is kept
    surf.go(f"{UNIT}/read/{unit.pages[0].id}")

    expect(surf.page.get_by_text("Nobody is signed in here")).to_be_visible()
    surf.page.get_by_role("button", name="Next").click()
    expect(heading(surf.page)).to_contain_text(unit.pages[1].title)
    surf.go(f"{UNIT}/reflect/{unit.reflections[0].id}")
    expect(surf.page.locator("textarea")).to_have_count(0)
    assert what_waits(surf.page) == {}
    assert str(person.id) not in stored(surf.page)


def test_the_same_scenario_on_two_devices_keeps_both_ways_and_the_end(
    surf: Surfer, chromium: Browser, person: Somebody, unit: Unit
) -> None:
    surf.be(person)
    keep(surf)
    surf.go(f"{UNIT}/scenario")
    press_on(surf.page, words="")
    press_on(surf.page, words="")
    surf.offline()
    finish(surf.page)
    waiting = len(what_waits(surf.page))

    # Meanwhile they take another way on a laptop, to its end
    with chromium.new_context() as context:
        laptop = Surfer(context, context.new_page(), surf.address)
        laptop.be(person)
        laptop.go(f"{UNIT}/scenario")
        while "an ending" not in heading(laptop.page).inner_text():
            laptop.page.get_by_role("radio").last.check()
            before = laptop.page.url
            laptop.page.get_by_role("button", name="Continue").click()
            laptop.page.wait_for_url(lambda url, before=before: url != before)
        laptop.go(f"{UNIT}/reflect/{unit.reflections[0].id}")
        press_on(laptop.page, words="On the laptop.")

    surf.offline(False)
    until_nothing_waits(surf.page)

    assert waiting > 10
    runs = session.scalars(select(ScenarioRun).order_by(ScenarioRun.number)).all()
    saves = session.scalars(select(ReflectionSave)).all()
    session.rollback()
    assert len(runs) == 2
    assert all(run.ended_at for run in runs)
    assert runs[0].path != runs[1].path
    assert len(saves) == 2
    surf.go(UNIT)
    expect(surf.page.get_by_text("You completed this unit")).to_be_visible()
    surf.go("/workbook/my-words")
    surf.page.locator("details").first.evaluate_all(
        "all => all.forEach(one => { one.open = true })"
    )
    expect(surf.page.locator("main")).to_contain_text("On the laptop.")
    expect(surf.page.locator("main")).to_contain_text("It happened when")


def test_a_page_that_was_open_when_the_connection_went_goes_on(
    surf: Surfer, person: Somebody, unit: Unit
) -> None:
    surf.be(person)
    keep(surf)
    surf.go(f"{UNIT}/read/{unit.pages[0].id}")
    surf.offline()

    surf.page.get_by_role("button", name="Next").click()

    expect(heading(surf.page)).to_contain_text(unit.pages[1].title)
    assert len(what_waits(surf.page)) == 1
    # And when it is back, the page from the network knows of it
    surf.offline(False)
    until_nothing_waits(surf.page)
    assert count(PageRead) == 1
    surf.go(UNIT)
    expect(surf.page.get_by_text("1 of 5 pages")).to_be_visible()


def test_a_unit_that_is_removed_is_gone(surf: Surfer, person: Somebody) -> None:
    surf.be(person)
    keep(surf)

    surf.page.get_by_role("button", name="Remove from this device").click()
    expect(surf.page.get_by_role("button", name="Keep this unit")).to_be_focused()

    surf.offline()
    surf.go(UNIT)
    expect(heading(surf.page)).to_have_text("There is no connection")


def test_a_unit_that_cannot_be_kept_says_so_and_can_be_kept_later(
    surf: Surfer, person: Somebody, app: Flask
) -> None:
    def fail() -> Response | None:
        return Response(status=503) if request.path == "/offline" else None

    surf.be(person)
    # Given that one of the pages that the device has to keep first does not come
    app.before_request_funcs.setdefault(None, []).append(fail)
    try:
        surf.go(UNIT)
        surf.page.get_by_role("button", name="Keep this unit for offline use").click()
        expect(surf.page.get_by_text("This unit could not be kept.")).to_be_visible()
    finally:
        app.before_request_funcs[None].remove(fail)

    surf.page.get_by_role("button", name="Keep this unit for offline use").click()

    expect(surf.page.get_by_text("Kept on this device,")).to_be_visible()


def test_whoever_wants_nothing_kept_has_nothing_kept(surf: Surfer, person: Somebody) -> None:
    surf.be(person)
    keep(surf)

    surf.go("/workbook/this-device")
    surf.page.get_by_label("No, keep nothing").check()
    surf.page.get_by_role("button", name="Save").click()
    arrived(surf.page)

    assert UNIT not in stored(surf.page)
    assert "abl-owner" not in stored(surf.page)
    surf.go(UNIT)
    expect(surf.page.get_by_text("You chose to keep nothing")).to_be_visible()


def test_a_connection_that_hangs_gives_way_to_the_copy(
    surf: Surfer, person: Somebody, app: Flask
) -> None:
    surf.be(person)
    keep(surf)
    ends = threading.Event()

    def hang() -> None:
        ends.wait()

    app.before_request_funcs.setdefault(None, []).append(hang)

    try:
        surf.page.goto(surf.address + UNIT, wait_until="commit")
        copy = surf.page.get_by_text("This is the copy of the unit on this device.")
        expect(copy).to_be_visible()
    finally:
        app.before_request_funcs[None].remove(hang)
        ends.set()
