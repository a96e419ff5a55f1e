"""Two people and a plan in a real browser; and a letter that waits for its day."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, expect

from abp_lms.accounts.models import RoleName
from abp_lms.database import session
from abp_lms.learning.rules import PLAN_BOXES
from abp_lms.learning.rules.plans import LONGEST_BOX, MOST_LINES
from tests.factories import make_line_management, make_person
from tests.journeys.axe import complaints
from tests.journeys.conftest import Somebody, Surfer
from tests.programme.factories import make_place

pytestmark = pytest.mark.journey

PHRASE = "The kettle clicked and nobody spoke"
PAGES_OF_PDF = re.compile(rb"/Type\s*/Page\b")


@pytest.fixture
def pair(app: Flask) -> tuple[Somebody, Somebody]:
    """A participant and their line manager."""
    person = make_person(RoleName.PARTICIPANT, given_name="Ada", family_name="Okafor")
    manager = make_person(RoleName.LINE_MANAGER, given_name="Grace", family_name="Mensah")
    make_place(person=person)
    make_line_management(person_id=person.id, manager_id=manager.id)
    found = Somebody(person.id, person.email), Somebody(manager.id, manager.email)
    session.rollback()
    return found


@pytest.fixture
def desk(chromium: Browser, address: str) -> Iterator[Surfer]:
    """The manager's computer."""
    with chromium.new_context(viewport={"width": 1280, "height": 900}) as context:
        yield Surfer(context, context.new_page(), address)


def test_a_plan_is_written_shared_seen_and_taken_back(
    surf: Surfer, desk: Surfer, pair: tuple[Somebody, Somebody]
) -> None:
    person, manager = pair
    about = f"/my-people/{person.id}"
    surf.be(person)
    desk.be(manager)
    page, found = surf.page, []

    # Written, and saved as it is typed
    surf.go("/workbook/units/u23/practise")
    found += complaints(page)
    page.get_by_role("button", name="Your one-page plan").click()
    found += complaints(page)
    page.get_by_label("What I will do").fill(PHRASE)
    page.get_by_label("What I want from my manager").fill("Ten minutes on Tuesdays")
    expect(page.locator("[data-status]")).to_contain_text("Saved")
    page.get_by_role("button", name="Save", exact=True).click()
    page.wait_for_url("**/workbook/plan")
    expect(page.get_by_text("Only you.")).to_be_visible()
    found += complaints(page)
    desk.go(about)
    expect(desk.page.get_by_text("Tuesdays")).to_have_count(0)

    # Shared: one box of two, looked at first
    page.get_by_role("button", name="Share with your manager").click()
    found += complaints(page)
    for box in page.get_by_role("checkbox").all():
        box.uncheck()
    page.get_by_role("button", name="See what will be shown").click()
    expect(page.locator(".nhsuk-error-summary")).to_be_focused()
    found += complaints(page)
    page.get_by_label("What I want from my manager").check()
    page.get_by_role("button", name="See what will be shown").click()
    expect(page.locator(".abl-shown")).to_contain_text("Ten minutes on Tuesdays")
    expect(page.locator(".abl-shown")).not_to_contain_text(PHRASE)
    found += complaints(page)
    desk.go(about)
    expect(desk.page.get_by_text("Tuesdays")).to_have_count(0)
    page.get_by_role("button", name="Share this with Grace Mensah").click()
    expect(page.get_by_text("Shared with Grace Mensah.")).to_be_visible()
    found += complaints(page)

    # Seen
    desk.go(about)
    expect(desk.page.get_by_text("Ten minutes on Tuesdays")).to_be_visible()
    expect(desk.page.get_by_text(PHRASE)).to_have_count(0)
    found += complaints(desk.page)
    surf.go("/what-my-manager-sees")
    expect(page.locator(".abl-shown")).to_contain_text("Ten minutes on Tuesdays")
    found += complaints(page)

    # Taken back
    surf.go("/workbook/plan")
    page.get_by_role("button", name="Stop sharing").click()
    expect(page.get_by_text("The copy is destroyed.")).to_be_visible()
    desk.go(about)
    expect(desk.page.get_by_role("heading", name="A talk of 20 minutes")).to_be_visible()
    expect(desk.page.get_by_text("Tuesdays")).to_have_count(0)
    found += complaints(desk.page)

    assert found == []


def test_the_fullest_plan_is_printed_on_one_page(
    surf: Surfer, pair: tuple[Somebody, Somebody], tmp_path: Path
) -> None:
    surf.be(pair[0])
    surf.go("/workbook/units/u23/plan")
    for name in PLAN_BOXES:
        line = "When it goes quiet in handover, I ask the one question that I know"
        surf.page.locator(f"#{name}").fill("\n".join([line] * MOST_LINES)[:LONGEST_BOX])
    surf.page.get_by_role("button", name="Save", exact=True).click()
    surf.page.wait_for_url("**/workbook/plan")

    printed = surf.page.pdf(format="A4", path=tmp_path / "plan.pdf", prefer_css_page_size=True)

    assert len(PAGES_OF_PDF.findall(printed)) == 1
    surf.page.emulate_media(media="print")
    expect(surf.page.get_by_role("button", name="Change your plan")).to_be_hidden()


def test_a_letter_is_sealed_and_found_again(surf: Surfer, pair: tuple[Somebody, Somebody]) -> None:
    surf.be(pair[0])
    page, found = surf.page, []
    surf.go("/workbook/units/closing/practise")
    found += complaints(page)
    page.get_by_role("button", name="Your letter to yourself").click()
    expect(page.get_by_label("In 90 days")).to_be_checked()
    found += complaints(page)
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator(".nhsuk-error-summary")).to_be_focused()
    found += complaints(page)
    page.get_by_label("Your letter").fill(PHRASE)
    page.get_by_label("In 30 days").check()
    page.get_by_role("button", name="Save", exact=True).click()
    page.wait_for_url("**/workbook/units/closing")

    surf.go("/workbook/units/closing/letter")
    expect(page.get_by_label("as I chose before")).to_be_checked()
    page.locator("details").evaluate_all("all => all.forEach(one => { one.open = true })")
    found += complaints(page)
    page.get_by_role("link", name="Read your letter").click()
    expect(page.get_by_text(PHRASE)).to_be_visible()
    expect(page.get_by_text("An e-mail will lead you here on")).to_be_visible()
    found += complaints(page)

    assert found == []


def test_both_work_without_the_sites_scripts(
    chromium: Browser, address: str, pair: tuple[Somebody, Somebody]
) -> None:
    with chromium.new_context(java_script_enabled=False) as context:
        plain = Surfer(context, context.new_page(), address, scripts=False)
        plain.be(pair[0])
        page = plain.page

        plain.go("/workbook/units/closing/letter")
        page.locator("#letter").fill(PHRASE)
        page.get_by_role("button", name="Save", exact=True).click()
        expect(page.get_by_text("Your letter is sealed.")).to_be_visible()

        plain.go("/workbook/units/u23/plan")
        page.locator("#act").fill(PHRASE)
        page.get_by_role("button", name="Save", exact=True).click()
        page.get_by_role("button", name="Share with your manager").click()
        page.get_by_role("button", name="See what will be shown").click()
        page.get_by_role("button", name="Share this with Grace Mensah").click()
        expect(page.get_by_text("Shared with Grace Mensah.")).to_be_visible()
