"""Words typed in a browser: who types them, where, and what becomes of them."""

from __future__ import annotations

import json
import re

from playwright.sync_api import Page
from sqlalchemy import func, select

from abp_lms.database import session
from abp_lms.learning.models import Draft
from tests.journeys.arrival import PATIENCE, arrived
from tests.journeys.conftest import Somebody

PHRASE = "The kettle clicked and nobody spoke"
KEPT = "Saved on this device, will be sent"


def first_box(page: Page):  # type: ignore[no-untyped-def]
    return page.locator("#what")


def status(page: Page):  # type: ignore[no-untyped-def]
    return page.locator("[data-status]")


def what_the_device_keeps(page: Page) -> str:
    origins = page.context.storage_state()["origins"]
    return json.dumps([entry for origin in origins for entry in origin["localStorage"]])


def until_nothing_waits(page: Page) -> None:
    """Wait until all that waited on the device is with the server, and the page shows it."""
    page.wait_for_function(
        "() => !Object.keys(localStorage).some(name => name.startsWith('abl-kept.'))",
        timeout=PATIENCE,
    )
    arrived(page)


def drafts_of(person: Somebody) -> int:
    found = session.scalar(select(func.count()).where(Draft.person_id == person.id))
    session.rollback()
    return found or 0


def count(table: type) -> int:
    found = session.scalar(select(func.count()).select_from(table))
    session.rollback()
    return found or 0


def saved_now():  # type: ignore[no-untyped-def]
    return re.compile(r"^Saved \d\d:\d\d$")
