"""One's own account, and the local mailbox."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta
from uuid import uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event

from abp_lms import clock, mail
from abp_lms import settings as settings_module
from abp_lms.accounts import actions
from abp_lms.accounts.models import RoleName
from abp_lms.database import session
from abp_lms.settings import Settings
from tests.factories import make_line_management, make_organisation, make_person
from tests.sign_in import sign_in


def test_the_account_page_says_where_i_work_and_who_manages_me_since_when(
    client: FlaskClient,
) -> None:
    organisation = make_organisation(name="Weavers' Trust")
    person = make_person(organisation_id=organisation.id)
    manager = make_person(given_name="Maya", family_name="Ortiz")
    make_line_management(person_id=person.id, manager_id=manager.id, starts_on=date(2024, 12, 5))

    sign_in(client, person)
    page = client.get("/account").text

    assert "Weavers&#39; Trust" in page
    assert "Maya Ortiz, since 5 December 2024" in page


@pytest.fixture
def letters(app: Flask) -> None:
    start = clock.now()
    for number in range(51):
        with clock.at(start + timedelta(seconds=number)):
            mail.queue(
                "password_changed",
                to_address=f"person{number}@example.org",
                given_name="<script>alert(1)</script>",
                at=start,
            )
    session.commit()


@pytest.mark.usefixtures("letters")
def test_the_mailbox_shows_fifty_e_mails_a_page_newest_first(client: FlaskClient) -> None:
    with clock.at(clock.now() + timedelta(minutes=2)):
        first, second = client.get("/mailbox").text, client.get("/mailbox?page=2").text

    shown = re.findall(r"person(\d+)@example.org", first)
    assert [int(number) for number in shown] == list(range(50, 0, -1))
    assert re.findall(r"person(\d+)@example.org", second) == ["0"]
    assert "Older" in first
    assert "Older" not in second
    assert "Newer" in second


@pytest.mark.usefixtures("letters")
@pytest.mark.parametrize("page", ["0", "-1", "99999999999", "x", ""])
def test_a_page_of_the_mailbox_that_is_not_there_is_the_nearest_one(
    client: FlaskClient, page: str
) -> None:
    assert client.get(f"/mailbox?page={page}").status_code == 200


@pytest.mark.usefixtures("letters")
def test_an_e_mail_is_shown_as_text_with_its_links_to_us_alone(client: FlaskClient) -> None:
    with clock.at(clock.now() + timedelta(minutes=2)):
        (newest, *_) = mail.mailbox().letters
        page = client.get(f"/mailbox/{newest.id}").text

    assert "Hello &lt;script&gt;" in page
    assert '<a href="/password">http://127.0.0.1:8000/password</a>' in page
    assert client.get(f"/mailbox/{uuid4()}").status_code == 404


@pytest.mark.usefixtures("letters")
@pytest.mark.parametrize(
    "given", [{"smtp_url": "smtp://localhost:2525"}, {"mode": "production", "smtp_url": ""}]
)
def test_where_mail_is_sent_and_in_production_there_is_no_mailbox(
    client: FlaskClient, settings: Settings, given: dict[str, str]
) -> None:
    (letter,) = mail.mailbox(size=1).letters
    settings_module.use(replace(settings, **given))

    assert client.get("/mailbox").status_code == 404
    assert client.get(f"/mailbox/{letter.id}").status_code == 404
    assert "/mailbox" not in client.get("/sign-in").text


def test_my_account_asks_the_same_number_of_questions_however_many_sign_ins(app: Flask) -> None:
    def questions(sign_ins: int) -> int:
        person = make_person(RoleName.PARTICIPANT)
        for _ in range(sign_ins - 1):
            actions.begin(person=person, user_agent="")
        session.commit()
        client = app.test_client()
        sign_in(client, person)
        asked: list[str] = []

        def note(*args: object) -> None:
            asked.append(str(args[2]))

        engine = session.get_bind()
        event.listen(engine, "before_cursor_execute", note)
        page = client.get("/account").text
        event.remove(engine, "before_cursor_execute", note)
        assert page.count("/sign-ins/") == sign_ins - 1
        return len([text for text in asked if text.startswith("SELECT")])

    assert questions(1) == questions(12)
