"""Sorting, ratings, sentences, a card, a plan and a letter without a connection: kept sealed across a
restart and a colleague's sign-in, sent once, at the times at which they were done.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import func, select

from abp_lms.clock import now
from abp_lms.database import session
from abp_lms.learning import queries
from abp_lms.learning.models import (
    DocumentSave,
    RatingSave,
    SafetyCardSave,
    SentenceSave,
    Sorted,
)
from abp_lms.recording.models import OutboxEntry
from tests.journeys.axe import complaints
from tests.journeys.conftest import Surfer, participant
from tests.journeys.device import put_back, stored, until_nothing_waits, what_waits
from tests.journeys.kept import heading, keep
from tests.journeys.phone import phone

pytestmark = pytest.mark.journey

PHRASE = "the tea trolley stood across the door"
SORT = "/workbook/units/u13/sort/what-first"
TABLES = (Sorted, RatingSave, SentenceSave, SafetyCardSave, DocumentSave)


def press(page: Page, name: str) -> None:
    """Press what leads to another page, and wait for that."""
    before = page.url
    page.get_by_role("button", name=name, exact=True).click()
    page.wait_for_url(lambda url: url != before)
    expect(page.locator("[data-screen] h1, main h1").first).to_be_visible()


def put(page: Page) -> None:
    """Put the situation that the page shows somewhere."""
    page.get_by_role("radio").last.check()
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_role("heading", name="You chose:")).to_be_visible()


def rows() -> Counter[str]:
    found = Counter(
        {
            table.__name__: session.scalar(select(func.count()).select_from(table)) or 0
            for table in TABLES
        }
    )
    session.rollback()
    return found


def recorded() -> list[tuple[str, datetime]]:
    """The object and the time of each statement about a sort, a scale, a letter or a plan."""
    found = []
    for row in session.scalars(select(OutboxEntry)):
        statement = json.loads(row.statement)
        name = statement["object"]["id"].rpartition("/id/")[2]
        if "/pages/" not in name:
            found.append((name, datetime.fromisoformat(statement["timestamp"])))
    session.rollback()
    return found


def do_everything(surf: Surfer, look: Callable[[], None], situations: int) -> None:
    """What three kept units ask for beside reading and the rest."""
    page = surf.page
    surf.go("/workbook/units/u13")
    expect(page.get_by_text("Needs a connection")).to_have_count(0)
    surf.go(SORT)
    expect(page.get_by_role("button", name="Continue")).to_be_visible()
    look()
    press(page, "Continue")
    look()
    for number in range(1, situations):
        put(page)
        if number == 1:
            look()
        press(page, "Next situation" if number < situations - 1 else "See where you put them")
    expect(page.locator("[data-situation]:visible")).to_have_count(situations)
    look()

    surf.go("/workbook/units/u13/rate/how-sure")
    page.get_by_role("button", name="Save").click()
    expect(page.locator(".nhsuk-error-summary")).to_be_focused()
    look()
    page.get_by_role("radio").nth(2).check()
    press(page, "Save")

    surf.go("/workbook/safety-card")
    look()
    press(page, "Write on my card")
    look()
    page.get_by_label("My way out").fill(PHRASE)
    press(page, "Save")
    expect(heading(page)).to_contain_text("My safety card")

    surf.go("/workbook/my-sentences")
    page.get_by_label("A sentence that you could say").fill(PHRASE)
    page.get_by_role("button", name="Keep it").click()
    expect(page.locator("[data-waiting-line]")).to_contain_text(f"{situations + 2} things wait")
    look()
    page.get_by_role("link", name="Direct: one calm line").click()
    page.get_by_role("checkbox").first.check()
    look()
    press(page, "Keep these")

    surf.go("/workbook/units/u23/plan")
    expect(page.get_by_text("Sharing needs a connection.")).to_be_visible()
    page.locator("#act").fill(PHRASE)
    look()
    press(page, "Save")
    surf.go("/workbook/units/closing/letter")
    page.locator("#letter").fill(PHRASE)
    look()
    press(page, "Save")


def test_all_that_a_unit_asks_waits_and_arrives_once_at_its_time(
    chromium: Browser, address: str, app: Flask, tmp_path: Path
) -> None:
    author, colleague = participant(), participant()
    situations = len(queries.the_workbook().units["u13"].sorts[0].situations)
    found: list[str] = []

    # Given somebody in the middle of a sort, who keeps three units
    with phone(chromium, tmp_path) as context:
        surf = Surfer(context, context.pages[0], address)
        surf.sign_in(author)
        for unit in ("u23", "closing", "u13"):
            keep(surf, f"/workbook/units/{unit}")
        surf.go(SORT)
        press(surf.page, "Start")
        put(surf.page)
        surf.go(SORT)

        # When the connection goes, and they do all that is asked
        surf.offline()
        went_away = now()
        do_everything(surf, lambda: found.extend(complaints(surf.page)), situations)
        finished = now()
    assert found == []

    # And the phone restarts without a connection
    with phone(chromium, tmp_path) as context:
        surf = Surfer(context, context.pages[0], address)
        surf.offline()
        surf.go("/workbook/safety-card")
        expect(heading(surf.page)).to_contain_text("Are you the person")
        surf.page.get_by_role("button", name="Yes, go on").click()
        waiting = what_waits(surf.page)
        expect(surf.page.locator("[data-waiting-line]")).to_contain_text(
            f"{len(waiting)} things wait"
        )
        assert "across the door" not in stored(surf.page)
    before = rows()
    assert before == Counter(Sorted=1)

    # And a colleague signs in there, with a connection
    with phone(chromium, tmp_path) as context:
        surf = Surfer(context, context.pages[0], address)
        context.clear_cookies()
        surf.sign_in(colleague)
        surf.go("/workbook/units/u13")
        surf.go("/workbook/safety-card")
        expect(surf.page.get_by_role("button", name="Write my card")).to_be_visible()
        assert what_waits(surf.page) == waiting
        assert "across the door" not in stored(surf.page)
        assert rows() == before
        surf.page.get_by_role("button", name="Sign out").click()
        surf.page.wait_for_url("**/sign-in**")

        # Then it arrives when its author is back, once, however often it is sent
        surf.sign_in(author)
        until_nothing_waits(surf.page)
        arrived, sent = rows(), recorded()
        put_back(surf.page, waiting)
        surf.go("/workbook/this-device")
        until_nothing_waits(surf.page)
        expect(surf.page.locator("[data-queue-told]")).to_contain_text("It was here already")
        left_behind = stored(surf.page)
        surf.go("/workbook/my-words")
        written = surf.page.locator("main").inner_text()

    assert arrived == Counter(
        Sorted=situations, RatingSave=1, SentenceSave=2, SafetyCardSave=1, DocumentSave=2
    )
    assert rows() == arrived
    assert recorded() == sent
    assert Counter(name for name, _ in sent) == Counter(
        [
            "units/u13/sorts/what-first",
            "units/u13/ratings/how-sure",
            "units/u23/documents/five-boxes",
            "units/closing/documents/to-myself",
        ]
    )
    slack = timedelta(milliseconds=2)  # a browser's clock has milliseconds
    assert all(went_away - slack <= at <= finished + slack for _, at in sent)
    assert written.count(PHRASE) == 4  # a line of the card, a sentence, the plan and the letter
    assert "across the door" not in left_behind
    assert "abl-kept." not in left_behind
