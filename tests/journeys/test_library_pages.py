"""The library's pages on paper."""

from __future__ import annotations

import pytest
from flask import Flask
from playwright.sync_api import expect

from abp_lms.accounts.models import RoleName
from abp_lms.database import session
from tests.factories import make_person
from tests.journeys.conftest import Somebody, Surfer

pytestmark = pytest.mark.journey


@pytest.fixture
def reader(app: Flask) -> Somebody:
    """Somebody who may read every guide."""
    person = make_person(RoleName.ACADEMY, RoleName.LINE_MANAGER, RoleName.FACILITATOR)
    found = Somebody(person.id, person.email)
    session.rollback()
    return found


def test_a_guide_on_paper_is_the_guide_and_nothing_else(surf: Surfer, reader: Somebody) -> None:
    surf.be(reader)
    surf.go("/guides/facilitator")

    surf.page.emulate_media(media="print")

    expect(surf.page.get_by_role("heading", name="The 90 minutes")).to_be_visible()
    for gone in ("header", "footer", "nav[aria-labelledby=in-this-guide]", ".nhsuk-back-link"):
        expect(surf.page.locator(gone).first).to_be_hidden()
