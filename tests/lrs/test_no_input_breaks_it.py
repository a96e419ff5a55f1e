"""No input gives a 5xx: mutated statements, parameters, headers and multipart bodies.

Whatever is accepted comes back as it was sent, and whatever is refused says why.
"""

import json
from collections.abc import Callable
from copy import deepcopy
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lrs.statements import times
from tests.lrs.client import Client, multipart
from tests.lrs.factories import make_agent, make_attachment, make_group, make_id, make_statement
from tests.lrs.test_signatures import sent, signature_of
from tests.lrs.test_validation import whole

SEEDS = [
    make_statement(),
    {key: value for key, value in whole().items() if key not in ("id", "attachments")},
    make_statement(actor=make_group(make_agent("a"), make_agent("b"), name="Team")),
    make_statement(object={"objectType": "StatementRef", "id": make_id()}),
    make_statement(object={"objectType": "SubStatement", **make_statement()}),
]
SCALARS = (
    st.none()
    | st.booleans()
    | st.integers(-(2**70), 2**70)
    | st.floats()
    | st.text(max_size=20)
    | st.sampled_from(
        [
            "",
            "\0",
            "https://example.org/\u2028",
            "mailto:a@b",
            "PT1S",
            "2024-12-05T17:30:00+14:00",
            "0001-01-01T00:00:00+23:59",
            "9999-12-31T23:59:59.999999999-23:59",
            make_id(),
            "Agent",
            "Group",
            "SubStatement",
            "en",
            "x" * 5000,
        ]
    )
)
VALUES = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3)
    ),
)
BRIEFLY = settings(
    max_examples=300,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
AT_LENGTH = settings(BRIEFLY, max_examples=6000)


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Every path in a JSON value."""
    found = [path]
    if isinstance(value, dict):
        for key, item in value.items():
            found += places(item, (*path, key))
    if isinstance(value, list):
        for key, item in enumerate(value):
            found += places(item, (*path, key))
    return found


@st.composite
def mutated(draw: Callable[..., Any]) -> Any:
    """A real statement with one to three changes anywhere in it."""
    statement = deepcopy(draw(st.sampled_from(SEEDS)))
    for _ in range(draw(st.integers(1, 3))):
        *steps, last = draw(st.sampled_from(places(statement)[1:] or [("actor",)]))
        target: Any = statement
        for step in steps:
            target = target[step]
        deed = draw(st.sampled_from(["replace", "remove", "add", "rename"]))
        if deed == "replace":
            target[last] = draw(VALUES)
        elif deed == "add" and isinstance(target, dict):
            target[draw(st.text(max_size=10))] = draw(VALUES)
        elif deed == "rename" and isinstance(target, dict):
            target[str(last).upper()] = target.pop(last)
        else:
            del target[last]
    return statement


def written(value: Any) -> bytes:
    """JSON as a careless client writes it: NaN and lone surrogates too."""
    return json.dumps(value).encode("utf-8", "surrogatepass")


def assert_returned_as_sent(stored: Any, sent: Any) -> None:
    """Nothing is changed but what the LRS assigns, the zone of a timestamp, and lone activities."""
    sent = {name: value for name, value in sent.items() if name not in ("stored", "authority")}
    for name, value in sent.items():
        if name == "timestamp":
            assert times.instant(stored[name]) == times.instant(value)
        elif name == "object" and value.get("objectType") == "SubStatement":
            assert_returned_as_sent(stored[name], value)
        elif name == "context" and "contextActivities" in value:
            arrays = {
                key: one if isinstance(one, list) else [one]
                for key, one in value["contextActivities"].items()
            }
            assert stored[name] == {**value, "contextActivities": arrays}
        else:
            assert stored[name] == value


def check_statements(client: Client, content: Any) -> None:
    answer = client.post("/statements", written(content))

    assert answer.status_code in (200, 400, 409), answer.text
    if answer.status_code == 200:
        told = json.loads(written(content))
        for statement_id, sent in zip(answer.get_json(), told, strict=True):
            query = {"statementId": statement_id}
            stored = client.get("/statements", query)
            if stored.status_code == 404:
                query = {"voidedStatementId": statement_id}
                stored = client.get("/statements", query)
            assert stored.status_code == 200
            assert_returned_as_sent(json.loads(stored.data), sent)
            for wanted in ("ids", "canonical"):
                assert client.get("/statements", {**query, "format": wanted}).status_code == 200
    else:
        assert answer.get_json()["detail"]


def check_query(client: Client, query: dict[str, str], headers: dict[str, str]) -> None:
    for path in ("/statements", "/activities/state", "/agents/profile", "/agents", "/activities"):
        for method in ("GET", "PUT", "POST", "DELETE"):
            answer = client.request(
                method, path, query_string=query, headers=headers, data=b'{"x":1}'
            )
            assert answer.status_code < 500, answer.text


def check_body(client: Client, body: bytes, content_type: str) -> None:
    assert client.post("/statements", body, content_type=content_type).status_code < 500


NAMES = st.sampled_from(
    [
        *("agent", "verb", "activity", "registration", "related_agents", "since", "until", "limit"),
        *("format", "attachments", "ascending", "statementId", "voidedStatementId", "stateId"),
        *("profileId", "activityId", "method"),
    ]
)
PARAMETERS = st.dictionaries(
    NAMES | st.text(max_size=5),
    st.text(max_size=30)
    | st.sampled_from(["true", "1", make_id(), "https://example.org/x", json.dumps(make_agent())])
    | VALUES.map(json.dumps),
    max_size=5,
)
HEADERS = st.dictionaries(
    st.sampled_from(
        ["If-Match", "If-None-Match", "Content-Type", "Accept-Language", "Content-Encoding"]
    ),
    st.text(st.characters(min_codepoint=32, max_codepoint=255), max_size=30)
    | st.sampled_from(
        ["*", '"a"', "application/json", "multipart/mixed; boundary=a", "en;q=0.x", "gzip"]
    ),
    max_size=3,
)
MESSAGE: bytes = multipart(make_statement(attachments=[make_attachment(b"data")]), b"data")[
    "content"
]


@st.composite
def damaged(draw: Callable[..., Any]) -> bytes:
    """A multipart message with a few bytes removed, repeated or replaced."""
    body = MESSAGE
    for _ in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, len(body)))
        end = min(len(body), start + draw(st.integers(0, 20)))
        body = (
            body[:start] + draw(st.binary(max_size=10) | st.just(body[start:end] * 2)) + body[end:]
        )
    return body


def check_signature(client: Client, statement: Any, payload: Any) -> None:
    try:
        signature = signature_of(payload)
    except UnicodeEncodeError:
        return
    assert sent(client, statement, signature).status_code in (200, 400)


class Fuzz:
    """The same properties, briefly and at length."""

    limits: settings

    def test_statements(self, client: Client) -> None:
        self.limits(
            given(st.lists(mutated(), min_size=1, max_size=3))(
                lambda content: check_statements(client, content)
            )
        )()

    def test_parameters_and_headers(self, client: Client) -> None:
        self.limits(
            given(PARAMETERS, HEADERS)(lambda query, headers: check_query(client, query, headers))
        )()

    def test_multipart_bodies(self, client: Client) -> None:
        types = st.sampled_from(
            ["multipart/mixed; boundary=edge", "application/json", "multipart/mixed"]
        )
        self.limits(given(damaged(), types)(lambda body, kind: check_body(client, body, kind)))()

    def test_signatures(self, client: Client) -> None:
        signed = st.sampled_from([SEEDS[0], SEEDS[1], SEEDS[4]])
        self.limits(
            given(signed, mutated())(lambda one, payload: check_signature(client, one, payload))
        )()


class TestBriefly(Fuzz):
    limits = BRIEFLY


@pytest.mark.long
class TestAtLength(Fuzz):
    limits = AT_LENGTH
