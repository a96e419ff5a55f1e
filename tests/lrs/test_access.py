"""Credentials, scopes, limits (Communication 3.2, 4.0 and 4.2)."""

import json
from base64 import b64encode
from typing import Any

import pytest

from lrs.app import Lrs
from lrs.resources import access
from lrs.storage import credentials
from tests.lrs.client import Client
from tests.lrs.factories import make_agent, make_statement

AGENT = json.dumps(make_agent())
STATE = {"stateId": "s", "agent": AGENT, "activityId": "https://example.org/thing"}
PROFILE = {"profileId": "p", "agent": AGENT}
DOCUMENT = ("GET", "HEAD", "PUT", "POST", "DELETE")
RESOURCES = {
    "/statements": ("GET", "HEAD", "PUT", "POST"),
    "/statements/more/1": ("GET", "HEAD"),
    "/activities": ("GET", "HEAD"),
    "/activities/state": DOCUMENT,
    "/activities/profile": DOCUMENT,
    "/agents": ("GET", "HEAD"),
    "/agents/profile": DOCUMENT,
}


@pytest.mark.parametrize(
    "authorization",
    [None, "Basic", "Basic ???", "Bearer token", "Basic eA==", "Basic eDp5", "Basic AAAA"],
)
def test_nobody_comes_in_without_a_credential(client: Client, authorization: str | None) -> None:
    headers = {} if authorization is None else {"Authorization": authorization}
    anonymous = Client(client.lrs)

    for path, methods in RESOURCES.items():
        for method in methods:
            answer = anonymous.request(method, path, headers=headers, data=b"{}")
            assert answer.status_code == 401, (method, path)
            assert answer.headers["WWW-Authenticate"].startswith("Basic")


def test_a_key_needs_its_own_secret(lrs: Lrs, client: Client) -> None:
    other = Client.allowed(lrs)

    assert Client(lrs, client.key, other.secret).get("/statements").status_code == 401
    assert Client(lrs, client.key, client.secret + "x").get("/statements").status_code == 401


def test_a_secret_is_not_stored(client: Client) -> None:
    with client.lrs.site.database.reading() as connection:
        rows = connection.exec_driver_sql("SELECT * FROM credential").all()

    assert client.key in repr(rows)
    assert client.secret not in repr(rows)


def test_a_revoked_or_rotated_credential_stops_to_work(make_lrs: Any) -> None:
    lrs = make_lrs()
    revoked, rotated = Client.allowed(lrs), Client.allowed(lrs)

    credentials.revoke(lrs.site.database, revoked.key)
    secret = credentials.rotate(lrs.site.database, rotated.key)

    assert revoked.get("/statements").status_code == 401
    assert rotated.get("/statements").status_code == 401
    assert Client(lrs, rotated.key, secret).get("/statements").status_code == 200


def test_a_credential_is_remembered_only_for_a_moment(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(access, "REMEMBERED_SECONDS", 0.0)
    assert client.get("/statements").status_code == 200

    credentials.revoke(client.lrs.site.database, client.key)

    assert client.get("/statements").status_code == 401


def test_its_last_use_is_noted(client: Client) -> None:
    [before] = credentials.every(client.lrs.site.database)
    client.get("/statements")

    [after] = credentials.every(client.lrs.site.database)

    assert before.last_used is None
    assert after.last_used is not None


DEEDS: dict[str, Any] = {
    "write": lambda client: client.post("/statements", make_statement()),
    "put": lambda client: client.put(
        "/statements", {"statementId": "8b2a0f6d-fa6c-4360-a8f2-c873dcdd284c"}, make_statement()
    ),
    "read": lambda client: client.get("/statements"),
    "more": lambda client: client.get("/statements/more/1"),
    "read state": lambda client: client.get("/activities/state", STATE),
    "write state": lambda client: client.put("/activities/state", STATE, {}),
    "read profile": lambda client: client.get("/agents/profile", PROFILE),
    "write profile": lambda client: client.post("/agents/profile", {}, PROFILE),
    "remove profile": lambda client: client.delete("/agents/profile", PROFILE),
    "agents": lambda client: client.get("/agents", {"agent": AGENT}),
    "activities": lambda client: client.get("/activities", {"activityId": STATE["activityId"]}),
}
READING = {"read", "more", "read state", "read profile", "agents", "activities"}
ALLOWED = {
    "statements/write": {"write", "put"},
    "statements/read/mine": {"read", "more"},
    "statements/read": {"read", "more", "agents", "activities"},
    "state": {"read state", "write state"},
    "profile": {"read profile", "write profile", "remove profile", "agents", "activities"},
    "define": {"agents", "activities"},
    "all/read": READING,
    "all": set(DEEDS),
}


@pytest.mark.parametrize("scope", ALLOWED)
def test_a_scope_allows_its_own_and_nothing_else(lrs: Lrs, scope: str) -> None:
    client = Client.allowed(lrs, scope)

    answers = {name: deed(client).status_code for name, deed in DEEDS.items()}

    assert {name for name, status in answers.items() if status != 403} == ALLOWED[scope]
    assert set(ALLOWED) == set(credentials.SCOPES)


def test_mine_are_the_statements_of_this_credential_alone(lrs: Lrs) -> None:
    other = Client.allowed(lrs)
    [theirs] = other.store(make_statement())
    mine = Client.allowed(lrs, "statements/write", "statements/read/mine")
    own = mine.store(make_statement(), make_statement())

    assert mine.found(limit="1") == own[::-1]
    assert mine.found(agent=AGENT) == own[::-1]
    assert mine.get("/statements", {"statementId": own[0]}).status_code == 200
    assert mine.get("/statements", {"statementId": theirs}).status_code == 404


def test_a_reference_to_others_statements_does_not_make_them_mine(lrs: Lrs) -> None:
    mine = Client.allowed(lrs, "statements/write", "statements/read/mine")
    [own] = mine.store(make_statement())
    reference = make_statement(object={"objectType": "StatementRef", "id": own})
    Client.allowed(lrs).store(reference)

    assert mine.found() == [own]


def test_definitions_are_learned_only_from_those_who_may_define(lrs: Lrs) -> None:
    reader = Client.allowed(lrs)
    activity = {"id": STATE["activityId"], "definition": {"name": {"en": "Thing"}}}

    def known() -> Any:
        answer = reader.get("/activities", {"activityId": activity["id"]})
        return answer.get_json().get("definition")

    Client.allowed(lrs, "statements/write").store(make_statement(object=activity))
    assert known() is None

    Client.allowed(lrs, "statements/write", "define").store(make_statement(object=activity))
    assert known() == activity["definition"]


def test_too_many_requests_are_told_when_to_come_back(make_lrs: Any) -> None:
    lrs = make_lrs(requests_per_minute=3)
    client, other = Client.allowed(lrs), Client.allowed(lrs)

    statuses = [client.get("/statements").status_code for _ in range(4)]
    refused = client.get("/statements")

    assert statuses == [200, 200, 200, 429]
    assert 1 <= int(refused.headers["Retry-After"]) <= 20
    assert other.get("/statements").status_code == 200


def test_a_body_may_be_too_large(make_lrs: Any) -> None:
    client = Client.allowed(make_lrs(max_body=300))
    large = make_statement(result={"response": "x" * 300})

    for answer in (
        client.post("/statements", large),
        client.put("/activities/state", STATE, b"x" * 301, content_type="text/plain"),
    ):
        assert answer.status_code == 413
        assert "300 bytes" in answer.get_json()["detail"]
    assert client.post("/statements", make_statement()).status_code == 200


def test_a_batch_may_be_too_large(make_lrs: Any) -> None:
    client = Client.allowed(make_lrs(max_batch=2))

    assert client.post("/statements", [make_statement()] * 3).status_code == 413
    assert len(client.store(make_statement(), make_statement())) == 2


def test_a_key_may_hold_any_text(client: Client) -> None:
    for key in ("\u00fcml\u00e4ut", "nul\0", "", "x" * 5000):
        token = b64encode(f"{key}:secret".encode()).decode()
        answer = client.get("/statements", headers={"Authorization": f"Basic {token}"})
        assert answer.status_code == 401
