"""Words typed in a browser: who types them, where, and what becomes of them."""

from __future__ import annotations

import re

from playwright.sync_api import Page
from sqlalchemy import func, select

from abp_lms.database import session
from abp_lms.learning.models import Draft
from tests.journeys.conftest import Somebody

PHRASE = "The kettle clicked and nobody spoke"
KEPT = "Saved on this device, will be sent"


def first_box(page: Page):  # type: ignore[no-untyped-def]
    return page.locator("#what")


def status(page: Page):  # type: ignore[no-untyped-def]
    return page.locator("[data-status]")


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
