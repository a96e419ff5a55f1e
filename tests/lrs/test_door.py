"""What every request meets: methods, bodies, gzip, browsers, errors, health, logs."""

import gzip
import io
import json
import logging
from typing import Any

import pytest
from sqlalchemy.exc import OperationalError

from lrs.app import Lrs
from lrs.errors import StoreFailed
from lrs.resources import statements
from tests.lrs.client import Client
from tests.lrs.factories import make_statement


def test_an_unknown_resource_is_not_found(client: Client) -> None:
    for path in ("/", "/statement", "/statements/", "/Statements", "/activities/x", "/agents/"):
        answer = client.get(path)
        assert (answer.status_code, answer.content_type) == (404, "application/problem+json")


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("DELETE", "/statements"),
        ("PATCH", "/statements"),
        ("POST", "/agents"),
        ("PUT", "/activities"),
        ("POST", "/about"),
        ("PUT", "/statements/more/1"),
    ],
)
def test_a_method_that_is_not_there_is_named_with_those_that_are(
    client: Client, method: str, path: str
) -> None:
    answer = client.request(method, path)

    assert answer.status_code == 405
    assert "GET" in answer.headers["Allow"]


@pytest.mark.parametrize("encoding", ["gzip", "GZIP", "x-gzip"])
def test_a_packed_body_is_unpacked(client: Client, encoding: str) -> None:
    packed = gzip.compress(json.dumps(make_statement()).encode())

    answer = client.post("/statements", packed, headers={"Content-Encoding": encoding})

    assert answer.status_code == 200


def test_every_member_of_a_packed_body_is_unpacked(client: Client) -> None:
    first, second = (gzip.compress(half) for half in (b'{"a":', b"1}"))
    query = {
        "stateId": "s",
        "activityId": "https://example.org/a",
        "agent": '{"mbox":"mailto:ann@example.org"}',
    }

    client.put("/activities/state", query, first + second, headers={"Content-Encoding": "gzip"})

    assert client.get("/activities/state", query).data == b'{"a":1}'


@pytest.mark.parametrize(
    ("body", "encoding"),
    [
        (b"not gzip", "gzip"),
        (gzip.compress(b"{}")[:-4], "gzip"),
        (gzip.compress(b"{}") + b"more", "gzip"),
        (b"{}", "br"),
    ],
    ids=["another form", "cut off", "followed by more", "unknown"],
)
def test_a_body_that_cannot_be_unpacked_is_refused(
    client: Client, body: bytes, encoding: str
) -> None:
    answer = client.post("/statements", body, headers={"Content-Encoding": encoding})

    assert answer.status_code == 400


def test_a_small_body_that_unpacks_to_a_large_one_is_too_large(make_lrs: Any) -> None:
    client = Client.allowed(make_lrs(max_body=10_000))
    bomb = gzip.compress(b" " * 5_000_000)
    assert len(bomb) < 10_000

    answer = client.post("/statements", bomb, headers={"Content-Encoding": "gzip"})

    assert answer.status_code == 413


@pytest.mark.parametrize(
    ("accepted", "is_packed"),
    [
        ("gzip", True),
        ("br;q=1.0, GZIP;q=0.5", True),
        ("identity", False),
        ("x-gzip", False),
        ("gzip;q=0", False),
        ("identity, gzip; q=0.000", False),
    ],
)
def test_an_answer_is_packed_only_as_the_client_accepts_it(
    client: Client, accepted: str, is_packed: bool
) -> None:
    client.store(*(make_statement() for _ in range(20)))

    answer = client.get("/statements", headers={"Accept-Encoding": accepted})

    assert ("Content-Encoding" in answer.headers) == is_packed


def test_an_answer_is_packed_for_those_who_ask(client: Client) -> None:
    client.store(*(make_statement() for _ in range(20)))

    plain = client.get("/statements")
    packed = client.get("/statements", headers={"Accept-Encoding": "br, gzip"})
    unwanted = client.get("/statements", headers={"Accept-Encoding": "gzip;q=0"})

    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.data) == plain.data == unwanted.data
    assert "Content-Encoding" not in plain.headers
    assert "Content-Encoding" not in unwanted.headers


def test_the_entity_tag_of_a_packed_document_is_weak_and_still_matches(client: Client) -> None:
    query = {"stateId": "s", "activityId": "https://example.org/x"}
    query["agent"] = json.dumps({"mbox": "mailto:a@example.org"})
    client.put("/activities/state", query, b"x" * 5000, content_type="text/plain")

    got = client.get("/activities/state", query, headers={"Accept-Encoding": "gzip"})
    etag = got.headers["ETag"]
    changed = client.put("/activities/state", query, {}, headers={"If-Match": etag})

    assert etag.startswith('W/"')
    assert changed.status_code == 204


@pytest.mark.parametrize("length", ["-1", "x", "1e3", "999"])
def test_a_content_length_that_is_wrong_is_refused(client: Client, length: str) -> None:
    answer = client.request(
        "POST",
        "/statements",
        environ_overrides={
            "CONTENT_LENGTH": length,
            "CONTENT_TYPE": "application/json",
            "wsgi.input": io.BytesIO(b"{}"),
        },
    )

    assert answer.status_code == 400


def test_a_browser_may_ask_first(client: Client) -> None:
    answer = Client(client.lrs, version=None).request(
        "OPTIONS", "/statements", headers={"Origin": "https://example.org"}
    )

    assert answer.status_code == 204
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert "PUT" in answer.headers["Access-Control-Allow-Methods"]
    assert "X-Experience-API-Version" in answer.headers["Access-Control-Allow-Headers"]


def test_a_browser_sees_the_answer_and_its_headers(client: Client) -> None:
    origin = {"Origin": "https://example.org"}

    for answer in (
        client.get("/statements", headers=origin),
        client.get("/statements", {"limit": "x"}, headers=origin),
    ):
        assert answer.headers["Access-Control-Allow-Origin"] == "*"
        assert "ETag" in answer.headers["Access-Control-Expose-Headers"]


def test_only_the_origins_in_the_settings_may_come(make_lrs: Any) -> None:
    client = Client.allowed(make_lrs(cors_origins="https://one.example https://two.example"))

    def allowed(origin: str) -> str | None:
        answer = client.get("/statements", headers={"Origin": origin})
        return answer.headers.get("Access-Control-Allow-Origin")

    assert allowed("https://two.example") == "https://two.example"
    assert allowed("https://three.example") is None
    assert "Origin" in client.get("/about").headers.getlist("Vary")


def test_health_is_open_and_says_when_the_database_is_down(
    lrs: Lrs, monkeypatch: pytest.MonkeyPatch
) -> None:
    anonymous = Client(lrs, version=None)
    up = anonymous.get("/health")

    def fail(_self: object) -> Any:
        raise OperationalError("SELECT 1", {}, Exception("gone"))

    monkeypatch.setattr(type(lrs.site.database), "reading", fail)
    down = anonymous.get("/health")

    assert (up.status_code, up.get_json()["database"]) == (200, "reachable")
    assert (down.status_code, down.get_json()["database"]) == (503, "unreachable")


def test_a_database_that_fails_is_a_503_without_its_words(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    client.get("/statements")

    def fail(*_args: object, **_values: object) -> Any:
        raise StoreFailed("secret words of the database")

    for name in ("rows", "joined"):
        monkeypatch.setattr(type(client.lrs.site.database), name, fail)
    answer = client.get("/statements")

    assert answer.status_code == 503
    assert answer.headers["Retry-After"]
    assert "secret words" not in answer.text


def test_a_fault_of_ours_is_a_500_without_its_words(
    client: Client, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(*_args: object) -> Any:
        raise RuntimeError("secret words of the code")

    monkeypatch.setitem(statements.METHODS, "GET", fail)
    answer = client.get("/statements", headers={"X-Request-ID": "request-7"})

    assert answer.status_code == 500
    assert "secret words" not in answer.text
    assert "request-7, RuntimeError at app.py:" in caplog.text
    assert "secret words" not in caplog.text


def test_a_request_keeps_its_id_or_is_given_one(client: Client) -> None:
    own = client.get("/about", headers={"X-Request-ID": "mine"})
    given = [client.get("/about").headers["X-Request-ID"] for _ in range(2)]

    assert own.headers["X-Request-ID"] == "mine"
    assert given[0] != given[1]


def test_logs_say_what_happened_and_nothing_of_people(
    make_lrs: Any, caplog: pytest.LogCaptureFixture
) -> None:
    client = Client.allowed(make_lrs(log_requests=True))
    caplog.set_level(logging.INFO, "lrs")

    client.store(make_statement(actor={"mbox": "mailto:planted@example.org"}))
    client.get("/statements", {"agent": '{"mbox":"mailto:planted@example.org"}'})

    entries = [json.loads(message) for message in caplog.messages]
    assert [(entry["method"], entry["path"], entry["status"]) for entry in entries] == [
        ("POST", "/statements", 200),
        ("GET", "/statements", 200),
    ]
    assert "planted" not in caplog.text


def test_what_the_database_refuses_is_logged_without_what_people_said(
    client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    def rename(table: str, name: str) -> None:
        with client.lrs.site.database.writing() as connection:
            connection.exec_driver_sql(f"ALTER TABLE {table} RENAME TO {name}")

    rename("document", "lost")
    try:
        query = {"agent": '{"mbox":"mailto:planted@example.org"}', "profileId": "planted"}
        answer = client.put("/agents/profile", query, {"x": "planted"})
    finally:
        rename("lost", "document")

    assert answer.status_code == 503
    assert "the database failed" in caplog.text
    assert "OperationalError SQLITE_ERROR" in caplog.text or "UndefinedTable 42P01" in caplog.text
    assert "at app.py:" in caplog.text
    assert "planted" not in caplog.text + answer.text
