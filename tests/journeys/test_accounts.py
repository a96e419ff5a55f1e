"""Invitation, sign-in, a sign-in that ends in the middle of a form, reset, sign-out: in a browser."""

from __future__ import annotations

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect

from abp_lms.accounts import actions
from abp_lms.accounts.models import LoginSession, RoleName
from abp_lms.clock import now
from abp_lms.database import session
from abp_lms.learning import queries
from tests.factories import PASSWORD, make_line_management, make_person
from tests.journeys.axe import complaints
from tests.journeys.conftest import Somebody, Surfer
from tests.programme.factories import make_place

pytestmark = pytest.mark.journey
NEW = "purple otters juggle seven kites"


def somebody(**given: object) -> Somebody:
    person = make_person(RoleName.PARTICIPANT, **given)
    return Somebody(person.id, person.email)


def sound(page: Page) -> None:
    assert complaints(page) == []


def follow_newest_mail(surf: Surfer) -> None:
    """Open the newest e-mail of the mailbox, and the link in it at the address under test."""
    surf.go("/mailbox")
    sound(surf.page)
    surf.page.locator("tbody a").first.click()
    sound(surf.page)
    surf.page.locator(".abl-letter a").first.click()


def test_an_invited_person_gets_in_and_finds_their_account(app: Flask, surf: Surfer) -> None:
    # given
    invited = somebody(given_name="Ngozi", family_name="Eze-Featherstonehaugh", password_hash=None)
    manager = somebody(given_name="Maya", family_name="Ortiz")
    make_line_management(person_id=invited.id, manager_id=manager.id)
    actions.invite(person_id=invited.id, by_id=None)
    session.commit()

    # when they follow the link, choose a weak password, then a good one
    follow_newest_mail(surf)
    sound(surf.page)
    password = surf.page.get_by_label("Choose a password")
    password.fill("password1234")
    surf.page.get_by_role("button", name="Save and sign in").click()
    expect(surf.page.locator(".nhsuk-error-summary")).to_contain_text("easy to guess")
    sound(surf.page)
    surf.page.locator(".nhsuk-error-summary a").click()
    expect(password).to_be_focused()
    password.fill(NEW)
    surf.page.get_by_role("button", name="Show").click()
    expect(password).to_have_attribute("type", "text")
    surf.page.get_by_role("button", name="Save and sign in").click()

    # then they are in
    surf.page.wait_for_url(f"{surf.address}/")
    surf.go("/account")
    expect(surf.page.locator("main")).to_contain_text("Maya Ortiz, since 1 January 2020")
    sound(surf.page)
    surf.page.get_by_role("link", name="Change your password").click()
    sound(surf.page)

    # and out again by the button in the header
    surf.page.get_by_role("button", name="Sign out").click()
    expect(surf.page.locator("h1")).to_have_text("Sign in")
    sound(surf.page)


def test_a_forgotten_password_is_reset_by_e_mail(surf: Surfer) -> None:
    person = somebody()
    surf.go("/sign-in")
    surf.page.get_by_label("E-mail address").fill(person.email)
    surf.page.locator("#password").fill("I forgot")
    surf.page.get_by_role("button", name="Sign in").click()
    expect(surf.page.locator(".nhsuk-error-summary")).to_contain_text("is not right")
    sound(surf.page)

    surf.page.get_by_role("link", name="I have forgotten my password").click()
    sound(surf.page)
    surf.page.get_by_label("E-mail address").fill(person.email)
    surf.page.get_by_role("button", name="Send me a link").click()
    sound(surf.page)
    follow_newest_mail(surf)
    link = surf.page.url
    surf.page.get_by_label("Choose a password").fill(NEW)
    surf.page.get_by_role("button", name="Save and sign in").click()
    surf.page.wait_for_url(f"{surf.address}/")

    surf.page.goto(link)
    expect(surf.page.locator("h1")).to_have_text("This link no longer works")
    sound(surf.page)


def test_a_sign_in_that_ends_while_one_types_costs_nothing(surf: Surfer) -> None:
    # given somebody at a form, whose sign-in ends
    person = somebody()
    surf.sign_in(person)
    surf.go("/account/password")
    surf.page.get_by_label("Your present password").fill(PASSWORD)
    session.query(LoginSession).update({"ended_at": now()})
    session.commit()

    # when they send it
    surf.page.get_by_label("Your new password").fill(NEW)
    surf.page.get_by_role("button", name="Save new password").click()

    # then they are told, and come back to where they were; passwords alone are typed again
    expect(surf.page.locator("h1")).to_have_text("Sign in")
    sound(surf.page)
    surf.page.get_by_label("E-mail address").fill(person.email)
    surf.page.locator("#password").fill(PASSWORD)
    surf.page.get_by_role("button", name="Sign in").click()
    surf.page.wait_for_url(f"{surf.address}/account/password")


def test_without_javascript_a_reflection_outlives_the_sign_in_it_was_written_in(
    app: Flask, chromium: Browser, address: str
) -> None:
    # given somebody writes, and their sign-in ends
    row = make_person(RoleName.PARTICIPANT)
    make_place(person=row)
    person = Somebody(row.id, row.email)
    prompt = queries.the_workbook().units["u01"].reflections[0].id
    path = f"/workbook/units/u01/reflect/{prompt}"
    with chromium.new_context(java_script_enabled=False) as context:
        surf = Surfer(context, context.new_page(), address, scripts=False)
        surf.sign_in(person)
        surf.go(path)
        surf.page.locator("#what").fill("Rain on the skylight, and a joke that was none.")
        session.query(LoginSession).update({"ended_at": now()})
        session.commit()

        # when they save and sign in again
        surf.page.get_by_role("button", name="Save", exact=False).first.click()
        expect(surf.page.locator("main")).to_contain_text("What you wrote is not lost.")
        surf.page.get_by_label("E-mail address").fill(person.email)
        surf.page.locator("#password").fill(PASSWORD)
        surf.page.get_by_role("button", name="Sign in").click()

        # then they are back on the page with their words, and can save them
        surf.page.wait_for_url(f"{address}{path}")
        expect(surf.page.locator("#what")).to_have_value(
            "Rain on the skylight, and a joke that was none."
        )
        expect(surf.page.locator(".nhsuk-notification-banner")).to_contain_text(
            "We kept what you wrote."
        )


def test_without_javascript_one_signs_in_and_out(chromium: Browser, address: str) -> None:
    person = somebody()
    with chromium.new_context(
        java_script_enabled=False, viewport={"width": 320, "height": 640}
    ) as c:
        surf = Surfer(c, c.new_page(), address, scripts=False)
        surf.sign_in(person)
        surf.go("/account")
        surf.page.get_by_role("button", name="Sign out everywhere").click()
        expect(surf.page.locator("h1")).to_have_text("Sign in")
