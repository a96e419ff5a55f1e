"""A unit's pages are light enough for a telephone in a basement: what a browser fetches is weighed."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask
from playwright.sync_api import Browser

from abp_lms.learning import queries
from tests.journeys.conftest import Surfer, participant

pytestmark = pytest.mark.journey
MOST = 100_000  # bytes over the line, heads included


def paths_of_a_unit() -> Iterator[str]:
    unit = queries.the_workbook().units["u01"]
    base = f"/workbook/units/{unit.id}"
    assert unit.quiz
    yield base
    yield f"{base}/read/{unit.pages[0].id}"
    yield f"{base}/scenario"
    yield f"{base}/reflect/{unit.reflections[0].id}"
    yield f"{base}/practise"
    yield f"{base}/recall/{unit.quiz.questions[0].id}"


def weigh(browser: Browser, surf: Surfer, path: str) -> dict[str, int]:
    """The bytes of each thing that a browser without any cache fetches for a page."""
    with browser.new_context() as context:
        context.add_cookies(surf.context.cookies())  # type: ignore[arg-type]
        page = context.new_page()
        network = context.new_cdp_session(page)
        network.send("Network.enable")
        address: dict[str, str] = {}
        bytes_of: dict[str, int] = {}
        network.on(
            "Network.requestWillBeSent",
            lambda event: address.update({event["requestId"]: event["request"]["url"]}),
        )
        network.on(
            "Network.loadingFinished",
            lambda event: bytes_of.update({event["requestId"]: int(event["encodedDataLength"])}),
        )
        page.goto(surf.address + path, wait_until="networkidle")
        assert page.locator("main h1").count() == 1
        assert page.url == surf.address + path
    return {address[name].removeprefix(surf.address): size for name, size in bytes_of.items()}


def test_a_units_pages_weigh_under_100_kb_on_a_first_visit(
    app: Flask, chromium: Browser, surf: Surfer
) -> None:
    surf.be(participant())

    weights = {path: weigh(chromium, surf, path) for path in paths_of_a_unit()}

    for path, parts in weights.items():
        assert any("nhsuk-frontend.min.css" in part for part in parts), path
        told = "\n".join(f"{size:>8} {part}" for part, size in sorted(parts.items()))
        print(f"{path}: {sum(parts.values())} bytes\n{told}")  # noqa: T201  what weighs what
        assert sum(parts.values()) < MOST, f"{path}\n{told}"
