"""A phone goes offline in the middle of unit 7, finishes it, dies, restarts and comes back: nothing
is lost, nothing is doubled, and the record store holds the times at which things were done.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from abp_lms.learning import workbook
from abp_lms.learning.workbook import Unit
from tests.journeys.device import put_back, stored, until_nothing_waits, what_waits
from tests.journeys.installation import ROOT, Installation
from tests.journeys.kept import PHRASE, UNIT, finish
from tests.journeys.phone import kill, phone
from tests.journeys.walker import press_on, sign_in

pytestmark = pytest.mark.journey


@pytest.fixture(scope="module")
def unit() -> Unit:
    return workbook.load(ROOT / "content").units["u07"]


@pytest.fixture(scope="module")
def installation(
    demo: Callable[[Path], Installation], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Installation]:
    one = demo(tmp_path_factory.mktemp("offline"))
    one.start()
    yield one
    one.stop()


@dataclass
class Journey:
    """What the phone did: when the connection went, when the unit was done, when it came back."""

    began: datetime
    went_away: datetime
    finished: datetime
    came_back: datetime
    waited: int
    sent: list[dict[str, Any]]
    sent_again: list[dict[str, Any]]
    written: str
    left_behind: str
    left_readable: str


@pytest.fixture(scope="module")
def journey(
    installation: Installation, chromium: Browser, tmp_path_factory: pytest.TempPathFactory
) -> Journey:
    profile = tmp_path_factory.mktemp("phone")
    [participant, *_] = [
        one
        for one in json.loads(installation.command("abp", "demo", "people", "--json"))
        if "participant" in one["roles"]
    ]
    installation.wait_until_delivered()
    began = datetime.now(UTC)

    # Given somebody in the middle of unit 7, which they keep
    with phone(chromium, profile) as context:
        page = context.pages[0]
        sign_in(page, installation.address, participant["email"], participant["password"])
        page.goto(f"{installation.address}{UNIT}/scenario")
        press_on(page, words=PHRASE)
        press_on(page, words=PHRASE)
        page.goto(f"{installation.address}{UNIT}/read")
        press_on(page, words=PHRASE)
        page.goto(installation.address + UNIT)
        page.get_by_role("button", name="Keep this unit for offline use").click()
        expect(page.get_by_text("Kept on this device,")).to_be_visible()

        # When the connection goes, and they finish the unit
        context.set_offline(True)
        went_away = datetime.now(UTC)
        finish(page)
        finished = datetime.now(UTC)
        kill(profile)  # the battery is empty

    # And the phone restarts without a connection, twice
    with phone(chromium, profile) as context:
        context.set_offline(True)
        page = context.pages[0]
        page.goto(installation.address + UNIT)
        expect(page.get_by_role("heading", level=1)).to_contain_text("Are you the person")
        page.get_by_role("button", name="Yes, go on").click()
        expect(page.locator("[data-waiting-line]")).to_contain_text("things wait on this device")
        waiting = what_waits(page)
        readable = stored(page)

    # And the connection is back, and they sign in
    came_back = datetime.now(UTC)
    with phone(chromium, profile) as context:
        context.clear_cookies()  # a browser that was killed may have kept the sign-in
        page = context.pages[0]
        sign_in(page, installation.address, participant["email"], participant["password"])
        until_nothing_waits(page)
        page.goto(f"{installation.address}/workbook/my-words")
        written = page.locator("main").inner_text()
        installation.wait_until_delivered()
        since = began.isoformat().replace("+00:00", "Z")
        sent = installation.statements(f"since={since}&ascending=true")

        # And all of it is sent once more, as after an answer that was lost on its way
        put_back(page, waiting)
        page.goto(f"{installation.address}/workbook/this-device")
        until_nothing_waits(page)
        expect(page.locator("[data-queue-told]")).to_contain_text("It was here already")
        left_behind = stored(page)
        installation.wait_until_delivered()
        sent_again = installation.statements(f"since={since}&ascending=true")
    return Journey(
        began,
        went_away,
        finished,
        came_back,
        len(waiting),
        sent,
        sent_again,
        written,
        left_behind,
        readable,
    )


def verbs_and_parts(sent: list[dict[str, Any]]) -> Counter[tuple[str, str]]:
    return Counter(
        (one["verb"]["id"].rpartition("/")[2], one["object"]["id"].rpartition("/units/")[2])
        for one in sent
        if "/units/u07" in one["object"]["id"]
    )


def test_each_deed_is_in_the_record_store_once(journey: Journey, unit: Unit) -> None:
    assert unit.scenario
    assert unit.quiz

    found = verbs_and_parts(journey.sent)

    assert set(found.values()) == {1}
    assert {part for verb, part in found if "/pages/" in part} == {
        f"u07/pages/{page.id}" for page in unit.pages
    }
    assert {part for verb, part in found if "/questions/" in part} == {
        f"u07/questions/{question.id}" for question in unit.quiz.questions
    }
    rest = {part for _, part in found if "/pages/" not in part and "/questions/" not in part}
    assert rest == {
        "u07",
        f"u07/scenarios/{unit.scenario.id}",
        f"u07/practices/{unit.practice.id}",
        f"u07/quizzes/{unit.quiz.id}",
        *(f"u07/reflections/{one.id}" for one in unit.reflections),
    }


def test_each_deed_has_the_time_at_which_it_was_done(journey: Journey, unit: Unit) -> None:
    in_unit = [one for one in journey.sent if "/units/u07" in one["object"]["id"]]
    moments = {
        one["object"]["id"].rpartition("/units/")[2]: datetime.fromisoformat(one["timestamp"])
        for one in in_unit
    }

    online = moments.pop(f"u07/pages/{unit.pages[0].id}")
    assert journey.began <= online <= journey.went_away
    slack = timedelta(milliseconds=2)  # a browser's clock has milliseconds
    for part, moment in moments.items():
        assert journey.went_away - slack <= moment <= journey.finished + slack, part
    assert journey.finished + slack < journey.came_back

    # In the order in which they were done, and the unit with the last of them
    assert unit.quiz
    pages = [moments[f"u07/pages/{page.id}"] for page in unit.pages[1:]]
    questions = [moments[f"u07/questions/{one.id}"] for one in unit.quiz.questions]
    assert pages == sorted(pages)
    assert questions == sorted(questions)
    assert pages[-1] < questions[0]
    assert moments["u07"] == max(moments.values()) == questions[-1]


def test_sent_twice_is_once(journey: Journey) -> None:
    assert [one["id"] for one in journey.sent_again] == [one["id"] for one in journey.sent]


def test_what_was_written_is_there_for_its_author(journey: Journey) -> None:
    assert journey.waited > 10
    assert journey.written.count(PHRASE) == 2  # the reflection, and the note of the practice
    assert "not saved yet" not in journey.written


def test_nothing_readable_was_left_on_the_phone(journey: Journey) -> None:
    for kept in (journey.left_readable, journey.left_behind):
        assert PHRASE not in kept
        assert "tea trolley" not in kept
    assert "abl-kept." in journey.left_readable
    assert "abl-kept." not in journey.left_behind
