"""To report, to be shown nothing, to decide, to learn: no barrier that a machine can find."""

from __future__ import annotations

import pytest
from flask import Flask
from playwright.sync_api import Browser, expect

from abp_lms.accounts.models import RoleName
from abp_lms.database import session
from tests.factories import make_academy, make_person, make_role
from tests.journeys.axe import complaints
from tests.journeys.conftest import Somebody, Surfer
from tests.programme.factories import make_cohort, make_place

pytestmark = pytest.mark.journey


@pytest.fixture
def people(app: Flask) -> tuple[Somebody, Somebody]:
    """A participant, and somebody of their academy."""
    academy = make_academy()
    participant, staff = make_person(RoleName.PARTICIPANT), make_person()
    make_place(person=participant, cohort=make_cohort(academy=academy))
    make_role(person_id=staff.id, name=RoleName.ACADEMY, academy_id=academy.id)
    found = Somebody(participant.id, participant.email), Somebody(staff.id, staff.email)
    session.rollback()
    return found


def test_from_the_report_to_the_answer(
    surf: Surfer, chromium: Browser, people: tuple[Somebody, Somebody]
) -> None:
    participant, staff = people
    page = surf.page
    surf.be(participant)
    found: list[str] = []

    # The form, refused and sent
    surf.go("/workbook/units/u02")
    page.get_by_role("link", name="Report an issue").click()
    found += complaints(page)
    page.get_by_role("button", name="Send").click()
    expect(page.locator(".nhsuk-error-summary")).to_be_focused()
    found += complaints(page)
    page.get_by_label("Safety concerns").check()
    page.get_by_label("Tell us more (optional)").fill("The third line on page two.")
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_text("It is hidden until they have looked.")).to_be_visible()
    found += complaints(page)
    surf.go("/workbook/units/u02")
    expect(page.get_by_role("heading", name="This unit is hidden for now")).to_be_visible()
    found += complaints(page)

    # The academy
    with chromium.new_context() as context:
        desk = Surfer(context, context.new_page(), surf.address)
        desk.be(staff)
        desk.go("/academy")
        found += complaints(desk.page)
        desk.page.get_by_role("link", name="Reported issues that wait for you").click()
        found += complaints(desk.page)
        desk.page.get_by_role("link", name="safety concerns").click()
        expect(desk.page.get_by_text("The third line on page two.")).to_be_visible()
        found += complaints(desk.page)
        desk.page.get_by_label("Put it back as it is").check()
        desk.page.get_by_label("A short answer").fill("We read it together, and it can stay.")
        desk.page.get_by_role("button", name="Decide").click()
        expect(desk.page.get_by_text("Decided.")).to_be_visible()
        found += complaints(desk.page)

    # The answer
    surf.go("/account")
    page.get_by_role("link", name="What you have reported").click()
    expect(page.get_by_text("We read it together, and it can stay.")).to_be_visible()
    found += complaints(page)
    surf.go("/workbook/units/u02")
    expect(page.get_by_role("link", name="Report an issue")).to_be_visible()

    assert found == []
