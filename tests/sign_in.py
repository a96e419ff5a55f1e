"""Signs a test's client in, as a person would: through the form."""

from __future__ import annotations

import re
from html import unescape

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from abp_lms.accounts.models import Person
from tests.factories import PASSWORD


def sign_in(client: FlaskClient, person: Person, password: str = PASSWORD) -> TestResponse:
    """Sign in as the person, whatever the client was before; fails the test when it does not work."""
    answer = send_sign_in(client, person.email, password)
    assert answer.status_code == 303, f"{person.email} could not sign in: {answer.status}"
    return answer


def send_sign_in(client: FlaskClient, email: str, password: str, **more: str) -> TestResponse:
    """Send the sign-in form, whatever comes of it."""
    client.delete_cookie("abl")
    return post(client, "/sign-in", page="/sign-in", email=email, password=password, **more)


def post(
    client: FlaskClient, path: str, *, page: str | None = None, **fields: object
) -> TestResponse:
    """Send a form with the token that its page (by default the path itself) holds."""
    shown = client.get(page or path)
    return client.post(path, data={"csrf_token": csrf_token(shown.text), **fields})


def csrf_token(page: str) -> str:
    """The token in the forms of a page."""
    found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)
    assert found, "The page holds no form with a token."
    return unescape(found.group(1))
