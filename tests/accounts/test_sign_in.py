"""Signing in and out."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import Literal

import pytest
from argon2 import PasswordHasher, Type
from flask.testing import FlaskClient

from abp_lms.accounts import passwords
from abp_lms.app import create_app
from abp_lms.settings import Settings
from tests.factories import PASSWORD, make_person
from tests.sign_in import csrf_token, send_sign_in, sign_in


def test_who_knows_the_password_is_signed_in_and_greeted_by_name(client: FlaskClient) -> None:
    person = make_person(given_name="Ngozi", family_name="O'Brien")

    answer = sign_in(client, person)

    assert answer.location == "/"
    assert "Ngozi O&#39;Brien" in client.get("/").text


def test_a_wrong_password_and_an_unknown_address_get_the_same_answer(client: FlaskClient) -> None:
    person = make_person(email="known@example.org")

    wrong = send_sign_in(client, person.email, "not the password")
    unknown = send_sign_in(client, "other@example.org", PASSWORD)

    assert wrong.status_code == unknown.status_code == 422
    assert "The e-mail address or the password is not right" in wrong.text
    assert _without_tokens(wrong.text).replace("known@", "other@") == _without_tokens(unknown.text)
    assert client.get("/").status_code == 302


@pytest.mark.parametrize("email", ["known@example.org", "other@example.org"])
def test_an_unknown_address_takes_the_work_of_a_known_one(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch, email: str
) -> None:
    make_person(email="known@example.org")
    passwords.fits("so that the hash to compare with", None)
    usual = passwords.hashed("any").split(",p=")[0]
    checked: list[str] = []

    class Counting(PasswordHasher):
        def verify(self, hash: str | bytes, password: str | bytes) -> Literal[True]:
            checked.append(str(hash).split(",p=")[0])
            return super().verify(hash, password)

    monkeypatch.setattr(passwords, "_hasher", Counting())
    send_sign_in(client, email, "not the password")

    (parameters,) = checked
    assert parameters == usual


def test_over_tls_the_cookie_stays_on_tls_and_no_script_reads_it(settings: Settings) -> None:
    # given an installation that people reach over TLS, behind a proxy that takes the Referer away
    app = create_app(replace(settings, public_url="https://abp.example.org"))
    client = app.test_client()
    person = make_person()

    # when
    secure = "https://abp.example.org"
    page = client.get("/sign-in", base_url=secure)
    fields = {"email": person.email, "password": PASSWORD, "csrf_token": csrf_token(page.text)}
    answer = client.post("/sign-in", base_url=secure, data=fields)

    # then
    assert answer.status_code == 303
    cookie = answer.headers["Set-Cookie"]
    for attribute in ("Secure", "HttpOnly", "SameSite=Lax", "Path=/"):
        assert attribute in cookie
    assert "Expires" not in cookie, "It ends with the browser."


def _without_tokens(page: str) -> str:
    return re.sub(r'value="[^"]{60,}"', "", page)


def test_passwords_are_hashed_with_argon2id_and_the_parameters_of_the_day() -> None:
    parameters = PasswordHasher()

    assert parameters.type is Type.ID
    assert (parameters.memory_cost, parameters.time_cost) >= (65536, 3)
    assert "PasswordHasher()" in Path(passwords.__file__).read_text()
