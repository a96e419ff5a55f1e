"""Signing in and out."""

from __future__ import annotations

import re

from flask.testing import FlaskClient

from tests.factories import PASSWORD, make_person
from tests.sign_in import send_sign_in, sign_in


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


def _without_tokens(page: str) -> str:
    return re.sub(r'value="[^"]{60,}"', "", page)
