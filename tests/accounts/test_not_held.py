"""What was typed is kept for nobody else, from no forged form, not for ever, and never open."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from abp_lms import clock
from abp_lms.accounts.models import LoginSession
from abp_lms.database import session
from abp_lms.settings import Settings
from tests.accounts.notes import PHRASE, end_sign_ins, hidden, sign_in_on, with_notes, write
from tests.factories import PASSWORD, make_person
from tests.sign_in import csrf_token, post, send_sign_in, sign_in


@pytest.fixture
def app(settings: Settings) -> Iterator[Flask]:
    with with_notes(settings) as app:
        yield app


def test_another_person_who_signs_in_on_that_page_gets_nothing_of_it(client: FlaskClient) -> None:
    sign_in(client, make_person())
    typed = write(client)
    end_sign_ins()
    refused = client.post("/note", data=typed)

    answer = sign_in_on(client, refused, make_person())

    assert answer.status_code == 303
    for path in ("/note", "/account", "/account/kept"):
        assert PHRASE not in client.get(path).text


def test_a_form_from_somebody_elses_sign_in_does_nothing(app: Flask) -> None:
    client = app.test_client()
    sign_in(client, make_person())
    typed = write(client)
    sign_in(client, make_person())

    answer = client.post("/note", data=typed)

    assert answer.status_code == 400
    assert PHRASE not in client.get("/note").text


@pytest.mark.parametrize("token", ["", "forged", "ImFiYyI.aaaaaa.bbbbbbbbbbbbbbbbbbbbbbbbbbb"])
def test_a_form_with_a_forged_token_does_nothing(client: FlaskClient, token: str) -> None:
    sign_in(client, make_person())

    answer = client.post("/note", data={"csrf_token": token, "what": PHRASE})

    assert answer.status_code == 400
    assert PHRASE not in client.get("/note").text


def test_a_planted_form_from_another_site_is_kept_for_nobody(client: FlaskClient) -> None:
    answer = client.post("/note", data={"what": PHRASE})

    assert answer.status_code == 401
    assert hidden("held", answer.text) == ""
    assert "We could not keep what you wrote." in answer.text


@pytest.mark.parametrize("sealed", ["x", "a.b.c.d.e", "é" * 50])
def test_a_forged_sealed_form_is_ignored(client: FlaskClient, sealed: str) -> None:
    person = make_person()

    answer = send_sign_in(client, person.email, PASSWORD, held=sealed)

    assert (answer.status_code, answer.location) == (303, "/")


def test_after_a_week_a_sealed_form_is_no_longer_taken(client: FlaskClient) -> None:
    person = make_person()
    sign_in(client, person)
    typed = write(client)
    end_sign_ins()
    refused = client.post("/note", data=typed)

    with clock.at(clock.now() + timedelta(days=8)):
        sign_in_on(client, refused, person)
        assert PHRASE not in client.get("/note").text


def test_passwords_and_tokens_are_never_kept(client: FlaskClient) -> None:
    person = make_person()
    sign_in(client, person)
    token = csrf_token(client.get("/account/password").text)
    end_sign_ins()

    refused = client.post(
        "/account/password",
        data={"csrf_token": token, "present": PASSWORD, "password": "another one entirely"},
    )

    assert refused.status_code == 401
    assert hidden("held", refused.text) == ""
    assert hidden("next", refused.text) == "/account/password"


def test_in_the_database_what_was_kept_is_sealed(client: FlaskClient) -> None:
    person = make_person()
    sign_in(client, person)
    typed = write(client)
    sign_in(client, person)
    client.post("/note", data=typed)

    kept = session.scalars(select(LoginSession.held).where(LoginSession.held.is_not(None))).one()
    assert PHRASE not in str(kept)
    assert str(kept).count(".") == 4, "a compact JWE"


def test_signing_out_ends_it(client: FlaskClient) -> None:
    person = make_person()
    sign_in(client, person)
    typed = write(client)
    sign_in(client, person)
    client.post("/note", data=typed)

    post(client, "/sign-out")
    sign_in(client, person)

    assert PHRASE not in client.get("/note").text
