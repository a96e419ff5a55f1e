"""The main job, end to end: a participant completes a unit in a browser; the record store holds it,
the line manager sees it, the academy exports it, and what was written is nowhere else.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.axe import complaints
from tests.journeys.installation import Installation
from tests.journeys.walker import sign_in, walk_unit

pytestmark = pytest.mark.journey

PHRASE = "the lamp by the linen room flickered twice"


@pytest.fixture(scope="module")
def installation(
    demo: Callable[[Path], Installation], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Installation]:
    one = demo(tmp_path_factory.mktemp("installation"))
    one.start()
    yield one
    one.stop()


@pytest.fixture(scope="module")
def browser(chromium: Browser) -> Browser:
    return chromium


@dataclass(frozen=True)
class Actor:
    name: str
    email: str
    password: str


@pytest.fixture(scope="module")
def cast(installation: Installation) -> dict[str, Actor]:
    """The first person of each role, as `abp demo people --json` tells."""
    found: dict[str, Actor] = {}
    for person in json.loads(installation.command("abp", "demo", "people", "--json")):
        for role in person["roles"]:
            found.setdefault(role, Actor(person["name"], person["email"], person["password"]))
    return found


@dataclass
class Done:
    """What the journey left: the time it began, and the kinds of pages on which axe was asked."""

    began: datetime
    axe: list[str]
    asked: set[str]
    elsewhere: set[str]
    complaints: list[str]


@pytest.fixture(scope="module")
def done(installation: Installation, browser: Browser, cast: dict[str, Actor]) -> Done:
    """Given a participant who has done unit 1 wholly, with a lost connection on the way."""
    # The demo's own statements are stored before, so that what is stored from now on is theirs.
    installation.wait_until_delivered()
    result = Done(datetime.now(UTC), [], set(), set(), [])
    lost = False

    def lose_the_connection(page: Page) -> None:
        nonlocal lost
        if lost:
            return
        lost = True
        page.context.set_offline(True)
        page.locator("textarea").nth(1).press_sequentially(f"and then {PHRASE}", delay=5)
        expect(page.get_by_text("Saved on this device, will be sent")).to_be_visible()
        page.context.set_offline(False)
        expect(page.get_by_text(re.compile(r"^Saved \d"))).to_be_visible()

    def note_request(url: str) -> None:
        if not url.startswith((installation.address, "data:")):
            result.elsewhere.add(url)

    def ask_axe(page: Page) -> None:
        # Of pages that differ in their words alone, the first: the long tests ask about every one.
        path = page.url.removeprefix(installation.address).partition("?")[0]
        kind = re.sub(r"^(/workbook/units/u01/\w+)/.+", r"\1/one", path)
        if kind not in result.asked:
            result.asked.add(kind)
            result.axe.extend(complaints(page))

    with browser.new_context(viewport={"width": 390, "height": 844}) as context:
        page = context.new_page()
        page.on("request", lambda request: note_request(request.url))
        page.on("pageerror", lambda fault: result.complaints.append(str(fault)))
        page.goto(installation.address)
        ask_axe(page)
        participant = cast["participant"]
        sign_in(page, installation.address, participant.email, participant.password)
        walk_unit(
            page,
            installation.address,
            "u01",
            words=f"It happened when {PHRASE}",
            reflecting=lose_the_connection,
            on_page=ask_axe,
        )
        expect(page.get_by_role("heading", level=1)).to_contain_text("You have completed")
        for path in ("/", "/workbook", "/workbook/months/month-1", "/what-my-manager-sees"):
            page.goto(installation.address + path)
            ask_axe(page)
        page.goto(installation.address + "/masterclasses/masterclass-1")
        ask_axe(page)
        page.get_by_role("button", name="I have watched it").click()
        expect(page.locator("main")).to_contain_text(re.compile("You .*watched", re.IGNORECASE))
    installation.wait_until_delivered()
    return result


def test_no_page_on_the_way_has_a_barrier(done: Done) -> None:
    assert done.axe == []
    pieces = ("read/one", "scenario", "scenario/one", "reflect/one", "practise", "recall/one")
    assert {f"/workbook/units/u01/{piece}" for piece in (*pieces, "complete")} <= done.asked


def test_no_page_on_the_way_asks_another_host_or_breaks(done: Done) -> None:
    assert done.elsewhere == set()
    assert done.complaints == []


def test_the_record_store_holds_what_was_done(
    installation: Installation, cast: dict[str, Actor], done: Done
) -> None:
    since = done.began.isoformat().replace("+00:00", "Z")

    found = installation.statements(f"since={since}&ascending=true")

    [actor] = {json.dumps(one["actor"], sort_keys=True) for one in found}
    assert json.loads(actor)["account"]["homePage"] == "http://127.0.0.1"
    assert cast["participant"].email not in json.dumps(found)
    assert cast["participant"].name.split()[1] not in json.dumps(found)
    [registration] = {one["context"]["registration"] for one in found}
    assert registration
    for one in found:
        assert done.began <= datetime.fromisoformat(one["timestamp"]) <= datetime.now(UTC)
    in_unit = [one for one in found if "units/u01" in json.dumps(one)]
    for one in in_unit:
        context = json.dumps(one["context"]["contextActivities"]) + one["object"]["id"]
        assert "llr" in context
        assert "month-1" in context
        assert "units/u01" in context
    verbs = [one["verb"]["id"].rpartition("/")[2] for one in found]
    assert "completed" in verbs
    completed = [
        one
        for one in found
        if one["verb"]["id"] == "http://adlnet.gov/expapi/verbs/completed"
        and one["object"]["id"].endswith("/units/u01")
    ]
    assert len(completed) == 1
    sealed = [one for one in found if one.get("attachments")]
    assert sealed
    assert {a["contentType"] for one in sealed for a in one["attachments"]} == {"application/jose"}
    assert len({one["id"] for one in found}) == len(found)


def test_the_line_manager_sees_it_without_a_click(
    installation: Installation, browser: Browser, cast: dict[str, Actor], done: Done
) -> None:
    manager, participant = cast["line manager"], cast["participant"]
    with browser.new_context(viewport={"width": 390, "height": 844}) as context:
        page = context.new_page()

        sign_in(page, installation.address, manager.email, manager.password)

        expect(page.locator("main")).to_contain_text(participant.name)
        expect(page.locator("main")).to_contain_text("2 of 26")
        assert complaints(page) == []


def test_the_manager_is_told_by_e_mail(
    installation: Installation, browser: Browser, cast: dict[str, Actor], done: Done
) -> None:
    given, family = cast["participant"].name.split()
    with browser.new_context() as context:
        page = context.new_page()

        page.goto(f"{installation.address}/mailbox")
        page.get_by_role("link", name=f"{given} {family[0]}.: 2 of 26 units done").first.click()

        expect(page.locator("main")).to_contain_text(cast["line manager"].email)
        expect(page.locator("main")).not_to_contain_text(family)
        assert complaints(page) == []


def test_the_academys_file_has_the_row(
    installation: Installation, browser: Browser, cast: dict[str, Actor], done: Done
) -> None:
    academy = cast["academy"]
    with browser.new_context() as context:
        page = context.new_page()
        sign_in(page, installation.address, academy.email, academy.password)
        assert complaints(page) == []

        answer = context.request.get(f"{installation.address}/academy/participants.csv")

        rows = list(csv.DictReader(io.StringIO(answer.body().decode("utf-8-sig"))))
        [row] = [row for row in rows if cast["participant"].email in row.values()]
        assert "2" in row.values()
        assert "26" in row.values()


def test_what_was_written_is_on_its_authors_page_and_nowhere_else(
    installation: Installation,
    browser: Browser,
    cast: dict[str, Actor],
    done: Done,
    tmp_path: Path,
) -> None:
    words = PHRASE.encode()
    with browser.new_context() as context:
        page = context.new_page()
        participant = cast["participant"]
        sign_in(page, installation.address, participant.email, participant.password)
        page.goto(f"{installation.address}/workbook/my-words")
        expect(page.locator("main")).to_contain_text(PHRASE)

    # Databases with their journals, keys, whatever else lies there, and the server's log.
    for file in [*installation.data.rglob("*"), installation.data.parent / "server.log"]:
        if file.is_file():
            assert words not in file.read_bytes(), file
    # Every page that every other role can reach by links.
    for role, actor in cast.items():
        if role == "participant":
            continue
        with browser.new_context() as context:
            page = context.new_page()
            sign_in(page, installation.address, actor.email, actor.password)
            for address, body in _reachable(page, installation.address):
                assert words not in body, f"{role} reads it at {address}"


def _reachable(page: Page, start: str, most: int = 150) -> Iterator[tuple[str, bytes]]:
    """Addresses of this site that links lead to from the front page, as far as `most`."""
    waiting = {start + "/": None}
    seen: set[str] = set()
    while waiting and len(seen) < most:
        address = next(iter(waiting))
        del waiting[address]
        seen.add(address)
        answer = page.context.request.get(address)
        yield address, answer.body()
        if "text/html" not in answer.headers.get("content-type", ""):
            continue
        for path in re.findall(r'href="(/[^"#]*)"', answer.text()):
            target = start + path.replace("&amp;", "&")
            if not path.startswith("/static/") and target not in seen:
                waiting[target] = None
