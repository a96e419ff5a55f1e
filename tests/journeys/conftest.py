"""A real browser, and the application behind a real socket."""

from __future__ import annotations

import fcntl
import os
import shutil
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright
from werkzeug.serving import make_server

from abp_lms.database import session
from abp_lms.learning import queries
from tests.factories import PASSWORD, make_person
from tests.journeys.arrival import PATIENCE, arrived, go, prepare
from tests.journeys.installation import Installation
from tests.programme.factories import make_place
from tests.sign_in import csrf_token

expect.set_options(timeout=PATIENCE)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path="/usr/bin/chromium", args=["--no-sandbox"]
        )
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Path], Installation]:
    """Makes an installation on data of its own that was started before: the demo is told, and all
    of it is delivered. To tell and deliver it takes long, so it is done once for a whole run.
    """
    base = tmp_path_factory.getbasetemp()
    run = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    prepared = run / "demo" / "data"
    prepared.parent.mkdir(exist_ok=True)
    with (prepared.parent / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (prepared.parent / "delivered").exists():
            first = Installation(prepared)
            first.start()
            first.wait_until_delivered()
            first.stop()
            (prepared.parent / "delivered").touch()

    def copied(folder: Path) -> Installation:
        return Installation(Path(shutil.copytree(prepared, folder / "data")))

    return copied


@pytest.fixture
def address(app: Flask) -> Iterator[str]:
    """Where the application answers, for as long as the test lasts."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.port}"
    server.shutdown()
    thread.join()


@dataclass(frozen=True)
class Somebody:
    """A person, as plain values: looking at a row would hold the database against the server."""

    id: UUID
    email: str


@dataclass(frozen=True)
class Surfer:
    """A browser at an address: one device, with its cookies and what it keeps."""

    context: BrowserContext
    page: Page
    address: str
    scripts: bool = True  # whether the site's scripts run in it

    def go(self, path: str) -> None:
        go(self.page, self.address + path)
        if self.scripts:
            arrived(self.page)

    def sign_in(self, person: Somebody, page: Page | None = None) -> None:
        page = page or self.page
        page.goto(f"{self.address}/sign-in")
        page.locator("[name=email]").fill(person.email)
        page.locator("[name=password]").fill(PASSWORD)
        page.get_by_role("button", name="Sign in").click()
        page.wait_for_url(lambda url: "/sign-in" not in url)
        if self.scripts:
            arrived(page)

    def be(self, person: Somebody) -> None:
        """Be somebody who signed in earlier: their cookie is there, and no page was drawn for it."""
        address = f"{self.address}/sign-in"
        token = csrf_token(self.context.request.get(address).text())
        form: dict[str, str | float | bool] = {
            "csrf_token": token,
            "email": person.email,
            "password": PASSWORD,
        }
        answer = self.context.request.post(address, form=form, max_redirects=0)
        assert answer.status == 303, f"{person.email} could not sign in: {answer.status}"

    def offline(self, off: bool = True) -> None:
        self.context.set_offline(off)


@pytest.fixture
def surf(chromium: Browser, address: str) -> Iterator[Surfer]:
    with chromium.new_context(viewport={"width": 390, "height": 844}) as context:
        prepare(context)
        yield Surfer(context, context.new_page(), address)


def participant() -> Somebody:
    """Somebody with a place; this thread lets go of the database, which the server writes to."""
    person = make_person()
    make_place(person=person)
    found = Somebody(person.id, person.email)
    session.rollback()
    return found


@pytest.fixture
def person(app: Flask) -> Somebody:
    return participant()


@pytest.fixture
def prompt(app: Flask) -> str:
    unit = queries.the_workbook().units["u01"]
    return f"/workbook/units/u01/reflect/{unit.reflections[0].id}"
