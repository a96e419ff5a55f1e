"""The alternate request syntax of 1.0.3 (Communication 1.3)."""

import json
from urllib.parse import urlencode

import pytest
from werkzeug.test import TestResponse

from tests.lrs.client import Client
from tests.lrs.factories import make_agent, make_id, make_statement

FORM = "application/x-www-form-urlencoded"


def sent(client: Client, method: str, path: str, form: dict[str, str]) -> TestResponse:
    """A form without any header of xAPI; version and credential are in it."""
    anonymous = Client(client.lrs, version=None)
    authorization = client.get("/about").request.headers["Authorization"]
    body = {"Authorization": authorization, "X-Experience-API-Version": "1.0.3", **form}
    return anonymous.post(path, urlencode(body).encode(), {"method": method}, content_type=FORM)


def test_a_statement_can_be_put_and_found(client: Client) -> None:
    statement_id = make_id()
    content = json.dumps(make_statement())

    put = sent(client, "PUT", "/statements", {"statementId": statement_id, "content": content})
    got = sent(client, "GET", "/statements", {"statementId": statement_id})

    assert (put.status_code, got.status_code) == (204, 200)
    assert got.get_json()["id"] == statement_id
    assert got.headers["X-Experience-API-Version"] == "1.0.3"


def test_a_statement_can_be_posted(client: Client) -> None:
    answer = sent(client, "POST", "/statements", {"content": json.dumps(make_statement())})

    assert answer.status_code == 200


def test_documents_can_be_kept_with_their_type_and_preconditions(client: Client) -> None:
    owner = {"agent": json.dumps(make_agent()), "profileId": "p"}
    stored = {"content": "h\u00e9llo", "Content-Type": "text/plain", "If-None-Match": "*"}

    first = sent(client, "PUT", "/agents/profile", owner | stored)
    again = sent(client, "PUT", "/agents/profile", owner | stored)
    got = sent(client, "GET", "/agents/profile", owner)
    gone = sent(client, "DELETE", "/agents/profile", owner)

    assert (first.status_code, again.status_code) == (204, 412)
    assert (got.data.decode(), got.content_type) == ("h\u00e9llo", "text/plain")
    assert gone.status_code == 204


def test_more_can_be_followed(client: Client) -> None:
    ids = client.store(make_statement(), make_statement())

    first = sent(client, "GET", "/statements", {"limit": "1"}).get_json()
    second = client.speaking("1.0.3").get(first["more"]).get_json()

    assert [one["id"] for one in first["statements"] + second["statements"]] == ids[::-1]


@pytest.mark.parametrize("form", [{"content": "{"}, {"content": "[null]"}, {}, {"unknown": "1"}])
def test_what_the_form_stands_for_is_held_to_the_same_rules(
    client: Client, form: dict[str, str]
) -> None:
    assert sent(client, "POST", "/statements", form).status_code == 400


@pytest.mark.parametrize("method", ["PATCH", "get", "", "POST&limit=1"])
def test_other_methods_and_further_parameters_are_refused(client: Client, method: str) -> None:
    answer = Client(client.lrs, client.key, client.secret, "1.0.3").request(
        "POST", f"/statements?method={method}", data=b"", content_type=FORM
    )

    assert answer.status_code == 400


def test_about_needs_neither_version_nor_credential(client: Client) -> None:
    anonymous = Client(client.lrs, version=None)

    answer = anonymous.post("/about", b"", {"method": "GET"}, content_type=FORM)

    assert (answer.status_code, answer.get_json()) == (200, {"version": ["1.0.3", "2.0.0"]})


def test_it_needs_a_version_and_a_credential(client: Client) -> None:
    nobody = sent(client, "GET", "/statements", {"Authorization": "Basic eDp5"})
    wrong = sent(client, "GET", "/statements", {"X-Experience-API-Version": "0.9"})
    missing = Client(client.lrs, client.key, client.secret, None).post(
        "/statements", b"", {"method": "GET"}, content_type=FORM
    )

    assert [one.status_code for one in (nobody, wrong, missing)] == [401, 400, 400]


def test_xapi_2_0_has_no_such_syntax(client: Client) -> None:
    in_form = sent(client, "GET", "/statements", {"X-Experience-API-Version": "2.0.0"})
    in_header = client.post("/statements", b"", {"method": "GET"}, content_type=FORM)
    in_header_alone = client.post(
        "/statements", b"X-Experience-API-Version=1.0.3", {"method": "GET"}, content_type=FORM
    )

    for answer in (in_form, in_header, in_header_alone):
        assert answer.status_code == 400
        assert answer.get_json()["faults"][0]["path"] == "?method"
