"""What somebody was typing outlives their sign-in, for them alone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from html import unescape

import pytest
from flask import Flask, redirect, render_template_string, request
from flask.testing import FlaskClient
from flask.typing import ResponseReturnValue
from sqlalchemy import select, text
from werkzeug.test import TestResponse

from abp_lms import clock
from abp_lms.accounts import held
from abp_lms.accounts.models import LoginSession, Person
from abp_lms.app import create_app
from abp_lms.database import session
from abp_lms.settings import Settings
from abp_lms.web.fields import Form, TextareaField
from tests.conftest import standing_in
from tests.factories import PASSWORD, make_person
from tests.sign_in import csrf_token, post, send_sign_in, sign_in

PHRASE = "the heron waited by the weir"


class NoteForm(Form):
    what = TextareaField("What happened?")


@pytest.fixture
def app(settings: Settings) -> Iterator[Flask]:
    """The application with a page that has a form, one that draws its own, and one only to post to."""
    app = create_app(settings)
    page = "<form>{{ form.csrf_token }}{{ form.what() }}</form>"

    @app.route("/note", methods=["GET", "POST"])
    def note() -> ResponseReturnValue:
        form = NoteForm()
        if form.validate_on_submit():
            return redirect("/account", 303)
        return render_template_string(page, form=form)

    @app.get("/own")
    def own() -> ResponseReturnValue:
        kept = held.fields_for(request.path)
        return render_template_string(
            '<textarea name="what">{{ kept }}</textarea>'
            '<input type="hidden" name="csrf_token" value="{{ csrf_token() }}">',
            kept=kept["what"] if kept else "",
        )

    @app.post("/own/save")
    def save() -> ResponseReturnValue:
        return redirect("/own", 303)

    with standing_in(app):
        yield app


def hidden(name: str, page: str) -> str:
    found = re.search(rf'name="{name}"[^>]*value="([^"]*)"', page)
    assert found, f"no field {name}"
    return unescape(found.group(1))


def write(client: FlaskClient, path: str = "/note", *, page: str | None = None) -> dict[str, str]:
    """Open the page and type."""
    return {"csrf_token": csrf_token(client.get(page or path).text), "what": PHRASE}


def sign_in_on(client: FlaskClient, page: TestResponse, person: Person) -> TestResponse:
    """Sign in on the page one was sent to."""
    return client.post(
        "/sign-in",
        data={
            "csrf_token": csrf_token(page.text),
            "email": person.email,
            "password": PASSWORD,
            "next": hidden("next", page.text),
            "held": hidden("held", page.text),
        },
    )


def end_sign_ins() -> None:
    session.execute(text("UPDATE login_session SET last_seen_at = '2020-01-01 00:00:00'"))
    session.commit()


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


def test_another_person_who_signs_in_on_that_page_gets_nothing_of_it(client: FlaskClient) -> None:
    sign_in(client, make_person())
    typed = write(client)
    end_sign_ins()
    refused = client.post("/note", data=typed)

    answer = sign_in_on(client, refused, make_person())

    assert answer.status_code == 303
    for path in ("/note", "/account", "/account/kept"):
        assert PHRASE not in client.get(path).text


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


def test_signing_out_ends_it(client: FlaskClient) -> None:
    person = make_person()
    sign_in(client, person)
    typed = write(client)
    sign_in(client, person)
    client.post("/note", data=typed)

    post(client, "/sign-out")
    sign_in(client, person)

    assert PHRASE not in client.get("/note").text


def test_a_script_gets_its_refusal_as_a_problem_and_keeps_its_own_text(
    client: FlaskClient,
) -> None:
    sign_in(client, make_person())
    end_sign_ins()
    headers = {"Accept": "application/json", "X-CSRFToken": "old"}

    answer = client.post("/own/save", json={"what": PHRASE}, headers=headers)

    assert answer.status_code == 401
    assert answer.content_type == "application/problem+json"
