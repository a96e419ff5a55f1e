"""The front page, for people who have nothing to learn here."""

from __future__ import annotations

from flask.testing import FlaskClient

from abp_lms.accounts.models import RoleName
from tests.factories import make_person
from tests.sign_in import sign_in


def test_who_has_a_role_but_no_pages_is_not_told_to_wait_for_a_place(client: FlaskClient) -> None:
    sign_in(client, make_person(RoleName.FACILITATOR))

    shown = client.get("/").text

    assert "Your role here: facilitator." in shown
    assert "place on a programme" not in shown


def test_who_has_no_place_yet_is_told_whom_to_ask(client: FlaskClient) -> None:
    sign_in(client, make_person(RoleName.PARTICIPANT))

    shown = client.get("/").text

    assert "You do not have a place on a programme yet" in shown
    assert "Your role here" not in shown


def test_whoever_learns_nothing_here_is_led_back_to_their_own_work(client: FlaskClient) -> None:
    sign_in(client, make_person(RoleName.LINE_MANAGER))

    page = client.get("/workbook/safety-card").text

    assert "Back to home" in page
    assert "Back to your workbook" not in page
    # Their front page is the list of their people: one entry of the menu leads there.
    assert page.index("My people") < page.index("Guides")
    assert 'href="/">Home' not in page.replace("\n", "")
