"""What somebody was typing outlives their sign-in, for them alone."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient

from abp_lms.settings import Settings
from tests.accounts.notes import PHRASE, end_sign_ins, hidden, sign_in_on, with_notes, write
from tests.factories import make_person
from tests.sign_in import csrf_token, sign_in


@pytest.fixture
def app(settings: Settings) -> Iterator[Flask]:
    with with_notes(settings) as app:
        yield app


def test_what_was_typed_comes_back_after_sign_in_and_nothing_is_sent_by_itself(
    client: FlaskClient,
) -> None:
    # given somebody types, and their sign-in ends meanwhile
    person = make_person()
    sign_in(client, person)
    typed = write(client)
    end_sign_ins()

    # when they send it
    refused = client.post("/note", data=typed)

    # then they are told, and their text travels sealed
    assert refused.status_code == 401
    assert "What you wrote is not lost." in refused.text
    assert PHRASE not in refused.text

    # when they sign in again
    answer = sign_in_on(client, refused, person)

    # then the page has their text
    assert answer.location == "/note"
    page = client.get("/note").text
    assert PHRASE in page
    assert "We kept what you wrote." in client.get("/account").text

    # when they send it, it is theirs no longer to keep
    assert client.post("/note", data=write(client)).status_code == 303
    assert PHRASE not in client.get("/note").text


def test_it_comes_back_when_the_cookie_itself_is_gone(client: FlaskClient) -> None:
    person = make_person()
    sign_in(client, person)
    typed = write(client)
    client.delete_cookie("abl")

    refused = client.post("/note", data=typed)

    assert refused.status_code == 401
    assert sign_in_on(client, refused, person).location == "/note"
    assert PHRASE in client.get("/note").text


def test_it_survives_a_mistyped_password(client: FlaskClient) -> None:
    person = make_person()
    sign_in(client, person)
    typed = write(client)
    end_sign_ins()
    refused = client.post("/note", data=typed)

    fields = {name: hidden(name, refused.text) for name in ("csrf_token", "next", "held")}
    wrong = client.post("/sign-in", data={**fields, "email": person.email, "password": "no"})

    assert wrong.status_code == 422
    assert sign_in_on(client, wrong, person).location == "/note"
    assert PHRASE in client.get("/note").text


def test_a_page_that_draws_its_own_fields_gets_them_by_where_its_form_was_shown(
    client: FlaskClient,
) -> None:
    person = make_person()
    sign_in(client, person)
    typed = write(client, page="/own")
    end_sign_ins()

    refused = client.post("/own/save", data=typed, headers={"Referer": "http://localhost/own"})

    assert sign_in_on(client, refused, person).location == "/own"
    assert PHRASE in client.get("/own").text


def test_where_no_page_can_be_told_the_text_is_shown_to_copy(client: FlaskClient) -> None:
    person = make_person()
    sign_in(client, person)
    typed = write(client, page="/own")
    end_sign_ins()

    refused = client.post(
        "/own/save", data=typed, headers={"Referer": "https://elsewhere.example/"}
    )

    assert sign_in_on(client, refused, person).location == "/account/kept"
    assert PHRASE in client.get("/account/kept").text


def test_a_form_from_an_earlier_sign_in_of_mine_comes_back_with_its_text(app: Flask) -> None:
    """Signed in again in another tab: the old tab's token is no longer good."""
    person = make_person()
    client = app.test_client()
    sign_in(client, person)
    typed = write(client)
    sign_in(client, person)

    answer = client.post("/note", data=typed)

    assert (answer.status_code, answer.location) == (303, "/note")
    assert PHRASE in client.get("/note").text


@pytest.mark.parametrize(
    ("sent", "stays"),
    [
        ({"data": {"which": "another form of that page"}}, True),
        ({"json": {"items": {"1": "eyJ.sealed"}}}, True),
        ({"data": {"what": "edited"}}, False),
        ({"json": {"boxes": {"what": "edited"}}}, False),
    ],
)
def test_it_stays_until_that_very_form_is_sent(
    client: FlaskClient, sent: dict[str, dict[str, object]], stays: bool
) -> None:
    # given
    person = make_person()
    sign_in(client, person)
    typed = write(client, page="/own")
    sign_in(client, person)
    headers = {"Referer": "http://localhost/own"}
    client.post("/own/save", data=typed, headers=headers)
    page = client.get("/own").text
    assert PHRASE in page

    # when
    headers["X-CSRFToken"] = csrf_token(page)
    assert client.post("/own/save", headers=headers, **sent).status_code == 303

    # then
    assert (PHRASE in client.get("/own").text) is stays


def test_a_script_gets_its_refusal_as_a_problem_and_keeps_its_own_text(
    client: FlaskClient,
) -> None:
    sign_in(client, make_person())
    end_sign_ins()
    headers = {"Accept": "application/json", "X-CSRFToken": "old"}

    answer = client.post("/own/save", json={"what": PHRASE}, headers=headers)

    assert answer.status_code == 401
    assert answer.content_type == "application/problem+json"
