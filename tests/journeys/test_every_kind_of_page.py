"""No kind of page has a barrier that a machine can find: the demo is followed link by link."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from html import unescape
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from playwright.sync_api import Browser

from abp_lms.accounts.models import RoleName
from abp_lms.demo import cast
from abp_lms.settings import Settings
from tests.journeys.axe import complaints
from tests.journeys.installation import Installation
from tests.journeys.walker import sign_in
from tests.learning import walking
from tests.sign_in import csrf_token

pytestmark = pytest.mark.journey

# What a GET gets there is no page,
NO_PAGES = {
    "academy.records_json",
    "exports.participants_csv",
    "health.report",
    "house.colours",
    "installing.manifest",
    "installing.service_worker",
    "learning.drafts_session",
    "learning.offline_state",
    "learning.own_words",
    "learning.show_draft",
    "static",
}
# or leads on to one.
LEADS_ON = {"learning.piece", "learning.rate_scale"}
# Where no link leads that the demo's people come to soon.
ASIDE = (
    "/academy/undeliverable",
    "/account/kept",
    "/offline",
    "/password/sent",
    "/sign-out",
    "/workbook/my-sentences",
    "/workbook/plan",
    "/workbook/plan/share",
    "/workbook/units/closing/letter",
    "/workbook/units/u01/scenario",
    "/workbook/units/u11",  # has something to sort
)
# What only a deed, an e-mail or a lost connection leads to has a journey of its own, with axe.
AFTER_A_DEED = {
    "academy_issues.issue": "test_moderation_pages.py",
    "installing.offline": "test_screens_of_kept_units.py",
    "learning.download_my_words": "test_workbook_pages.py",
    "learning.kept_for_oneself": "test_all_that_a_unit_asks_without_a_connection.py",
    "learning.kept_unit": "test_screens_of_kept_units.py",
    "password.invitation": "test_accounts.py",
    "password.reset": "test_accounts.py",
}
NOBODY = ""
LEARNER = "tom.barratt@demo.example"  # has done five units
VISITORS = (
    NOBODY,
    LEARNER,
    *(
        next(actor.email for actor in cast.everybody() if actor.role is role)
        for role in (RoleName.LINE_MANAGER, RoleName.ACADEMY, RoleName.ADMINISTRATOR)
    ),
)
# Components of NHS.UK frontend that wait for a script: static/start.js starts those that it names.
ASLEEP = """() => [...document.querySelectorAll("[data-module]")]
  .filter((one) => !one.hasAttribute(`data-${one.dataset.module}-init`))
  .map((one) => `${location.href}: ${one.outerHTML.slice(0, 160)}`)"""
OF_A_KIND = 8  # of so many pages, the one with most on it is looked at


@pytest.fixture
def settings(settings: Settings, demo: Callable[[Path], Installation], tmp_path: Path) -> Settings:
    """On the demo's data, which the application in this process then has to itself."""
    return replace(settings, mode="demo", data=demo(tmp_path).data, database_url="")


def signed_in(app: Flask, email: str) -> FlaskClient:
    client = app.test_client()
    if email != NOBODY:
        token = csrf_token(client.get("/sign-in").text)
        fields = {"csrf_token": token, "email": email, "password": cast.PASSWORD}
        assert client.post("/sign-in", data=fields).status_code == 303
    return client


def write_for_oneself(client: FlaskClient) -> None:
    """Write what nobody in the demo has written."""
    walking.send(client, "/workbook/my-sentences", text="Can I check what you meant?")
    plan = {"act": "Ask in the handover.", "how": "written"}
    walking.send(client, "/workbook/units/u23/plan", **plan)
    letter = {"letter": "The kettle clicked.", "when": "90", "how": "written"}
    walking.send(client, "/workbook/units/closing/letter", **letter)


def fullest_pages(app: Flask, client: FlaskClient) -> dict[str, str]:
    """The address of a page of each kind to which one comes from the front page by links alone."""
    adapter = app.url_map.bind("localhost")
    found: dict[str, dict[str, int]] = {}
    waiting = ["/", *ASIDE]
    for path in waiting:
        endpoint = adapter.match(path.partition("?")[0])[0]
        if endpoint in NO_PAGES | AFTER_A_DEED.keys() or len(found.get(endpoint, ())) >= OF_A_KIND:
            continue
        answer = client.get(path, follow_redirects=True)
        if answer.status_code in (403, 404) and path in ASIDE:
            continue
        assert answer.status_code == 200, f"{path}: {answer.status}"
        path = answer.request.full_path.rstrip("?")
        endpoint = adapter.match(answer.request.path)[0]
        found.setdefault(endpoint, {})[path] = len(answer.text)
        links = [unescape(link) for link in re.findall(r'<a [^>]*href="(/[^"#]*)', answer.text)]
        waiting.extend(link for link in dict.fromkeys(links) if link not in waiting)
    return {endpoint: max(pages, key=lambda one: pages[one]) for endpoint, pages in found.items()}


def test_no_kind_of_page_has_a_barrier_or_a_part_asleep(
    app: Flask, chromium: Browser, address: str
) -> None:
    write_for_oneself(signed_in(app, LEARNER))
    seen: set[str] = set()
    found: list[str] = []

    for email in VISITORS:
        kinds = fullest_pages(app, signed_in(app, email))
        with chromium.new_context() as context:
            page = context.new_page()
            if email != NOBODY:
                sign_in(page, address, email, cast.PASSWORD)
            for endpoint, path in kinds.items():
                if endpoint not in seen:
                    page.goto(address + path)
                    found += page.evaluate(ASLEEP) + complaints(page)
            seen |= kinds.keys()

    assert found == []
    pages = {rule.endpoint for rule in app.url_map.iter_rules() if "GET" in (rule.methods or ())}
    assert pages - seen == NO_PAGES | LEADS_ON | AFTER_A_DEED.keys()
