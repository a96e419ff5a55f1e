"""Requests that are built to break an LRS are refused like any other, and say why."""

import gzip
import json
from typing import Any

import pytest

from lrs.errors import MOST_FAULTS
from lrs.multipart import MOST_PARTS
from tests.lrs.client import Client
from tests.lrs.factories import make_agent, make_id, make_statement

STATE = {
    "stateId": "s",
    "agent": json.dumps(make_agent()),
    "activityId": "https://example.org/thing",
}


def nested(levels: int) -> bytes:
    return b'{"a":' * levels + b"1" + b"}" * levels


def with_extension(value: bytes) -> bytes:
    statement = make_statement(result={"extensions": {"https://example.org/x": "HERE"}})
    return json.dumps(statement).encode().replace(b'"HERE"', value)


def test_an_authorization_beyond_ascii_is_no_credential(client: Client) -> None:
    answer = client.get("/statements", headers={"Authorization": "Basic \xe9"})

    assert answer.status_code == 401


def test_an_extension_may_be_nested_deep(client: Client) -> None:
    assert client.post("/statements", with_extension(nested(243))).status_code == 200


@pytest.mark.parametrize("levels", [244, 900, 100_000])
def test_what_is_nested_too_deep_is_refused(client: Client, levels: int) -> None:
    answer = client.post("/statements", with_extension(nested(levels)))

    assert answer.status_code == 400
    [fault] = answer.get_json()["faults"]
    assert fault["path"] in ("$.result.extensions", "body")


def test_documents_nested_too_deep_are_kept_and_not_merged(client: Client) -> None:
    document = nested(900)
    assert client.put("/activities/state", STATE, document).status_code == 204

    answer = client.post("/activities/state", document, STATE)

    assert (answer.status_code, answer.get_json()["faults"][0]["path"]) == (400, "body")
    assert client.get("/activities/state", STATE).data == document


@pytest.mark.parametrize(
    "properties",
    [
        {"actor": {"objectType": "Group", "member": [0] * 100_000}},
        {"verb": {"id": "https://example.org/did", "display": {f"?{n}": 1 for n in range(9000)}}},
        {"context": {"extensions": {f"?{n}": 1 for n in range(9000)}}},
        {f"unknown{n}": 1 for n in range(9000)},
    ],
    ids=["array", "language map", "extensions", "properties"],
)
def test_faults_without_end_are_not_all_looked_for(
    client: Client, properties: dict[str, Any]
) -> None:
    answer = client.post("/statements", [make_statement(**properties)] * 3)

    refusal = answer.get_json()
    assert answer.status_code == 400
    assert len(refusal["faults"]) == MOST_FAULTS
    assert refusal["detail"].startswith(f"The batch breaks at least {MOST_FAULTS} rules")


def test_parts_without_end_are_too_large(client: Client) -> None:
    body = b"--edge\r\n\r\n\r\n" * (MOST_PARTS + 2) + b"--edge--"

    answer = client.post("/statements", body, content_type="multipart/mixed; boundary=edge")

    assert answer.status_code == 413


CHUNKED = {"HTTP_TRANSFER_ENCODING": "chunked", "CONTENT_LENGTH": "", "wsgi.input_terminated": True}


@pytest.mark.parametrize(
    ("content_type", "encoding", "status"),
    [
        ("text/plain", "identity", 411),
        ("application/x-www-form-urlencoded", "identity", 411),
        ("application/json", "identity", 204),
        ("text/plain", "gzip", 204),
    ],
)
def test_a_body_without_a_length_has_to_show_its_end(
    client: Client, content_type: str, encoding: str, status: int
) -> None:
    body = gzip.compress(b"{}") if encoding == "gzip" else b"{}"

    answer = client.put(
        "/activities/state",
        STATE,
        body,
        content_type=content_type,
        headers={"Content-Encoding": encoding},
        environ_overrides=CHUNKED,
    )

    assert answer.status_code == status
    assert client.get("/activities/state", STATE).status_code == (200 if status == 204 else 404)


@pytest.mark.parametrize(
    ("method", "path", "path_of_fault", "options"),
    [
        ("GET", "/statements?limit=1&limit=2", "?limit", {}),
        ("GET", "/statements?verb=%00", "?verb", {}),
        ("GET", "/statements?verb=%ff", "?", {}),
        (
            "GET",
            f"/statements?statementId={make_id()}&voidedStatementId={make_id()}",
            "?voidedStatementId",
            {},
        ),
        ("POST", "/statements", "Content-Length", {"environ_overrides": {"CONTENT_LENGTH": "x"}}),
        (
            "POST",
            "/statements",
            "Content-Encoding",
            {"data": b"{}", "headers": {"Content-Encoding": "br"}},
        ),
        ("POST", "/statements", "Content-Type", {"content_type": "text/plain"}),
        ("POST", "/statements", "body", {"content_type": "application/json"}),
        ("POST", "/statements?method=PUT", "body", {"data": b"\xff"}),
        ("PUT", "/agents/profile?profileId=p&agent=AGENT", "If-Match", {"data": b"x"}),
        ("GET", "/activities?activityId=x", "?activityId", {}),
        ("GET", "/activities", "?activityId", {}),
    ],
)
def test_every_refusal_says_where_which_rule_and_why(
    client: Client, method: str, path: str, path_of_fault: str, options: dict[str, Any]
) -> None:
    client = client.speaking("1.0.3")
    address = path.replace("AGENT", '{"mbox":"mailto:ann@example.org"}')

    answer = client.request(method, address, **options)

    assert (answer.status_code, answer.content_type) == (400, "application/problem+json")
    faults = answer.get_json()["faults"]
    assert path_of_fault in [fault["path"] for fault in faults]
    assert all(fault["rule"] and fault["section"] for fault in faults)
