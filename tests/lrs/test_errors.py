"""Errors: the client says in which form it wants to read them (Communication 3.2)."""

import pytest

from tests.lrs.client import Client
from tests.lrs.factories import make_statement

JSON = "application/problem+json"
TEXT = "text/plain; charset=utf-8"
HTML = "text/html; charset=utf-8"


@pytest.mark.parametrize(
    ("accept", "content_type"),
    [
        (None, JSON),
        ("*/*", JSON),
        ("application/json, text/plain, */*", JSON),
        ("application/problem+json", JSON),
        ("image/png", JSON),
        ("text/plain", TEXT),
        ("text/plain, application/json;q=0.5", TEXT),
        ("text/html,application/xhtml+xml,*/*;q=0.8", HTML),
        ("nonsense;;=", JSON),
    ],
)
def test_a_refusal_comes_in_the_form_that_is_accepted(
    client: Client, accept: str | None, content_type: str
) -> None:
    headers = {} if accept is None else {"Accept": accept}

    answer = client.get("/statements", {"limit": "many"}, headers=headers)

    assert (answer.status_code, answer.content_type) == (400, content_type)
    assert "?limit" in answer.text
    assert "must be a whole number from 0" in answer.text
    assert "Accept" in answer.headers.getlist("Vary")


def test_markup_in_a_refusal_is_no_markup_on_its_page(client: Client) -> None:
    statement = make_statement(**{"<script>alert(1)</script>": 1})

    answer = client.post("/statements", statement, headers={"Accept": "text/html"})

    assert "<script>" not in answer.text
    assert "&lt;script&gt;alert(1)&lt;/script&gt; is not a property" in answer.text
