"""A real browser, and the application behind a real socket."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from werkzeug.serving import make_server

from tests.factories import PASSWORD


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path="/usr/bin/chromium", args=["--no-sandbox"]
        )
        yield browser
        browser.close()


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

    def go(self, path: str) -> None:
        self.page.goto(self.address + path)

    def sign_in(self, person: Somebody, page: Page | None = None) -> None:
        page = page or self.page
        page.goto(f"{self.address}/sign-in")
        page.locator("[name=email]").fill(person.email)
        page.locator("[name=password]").fill(PASSWORD)
        page.get_by_role("button", name="Sign in").click()
        page.wait_for_url(lambda url: "/sign-in" not in url)

    def offline(self, off: bool = True) -> None:
        self.context.set_offline(off)


@pytest.fixture
def surf(chromium: Browser, address: str) -> Iterator[Surfer]:
    with chromium.new_context(viewport={"width": 390, "height": 844}) as context:
        yield Surfer(context, context.new_page(), address)
