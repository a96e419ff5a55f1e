"""Entity tags on what is read: who has it already is not sent it again (Communication 3.1)."""

import hashlib
import json

import pytest

from tests.lrs.client import Client
from tests.lrs.factories import make_agent, make_statement

AGENT = json.dumps(make_agent())
ACTIVITY = "https://example.org/thing"
STATE = {"stateId": "s", "agent": AGENT, "activityId": ACTIVITY}
READ = pytest.mark.parametrize(
    ("path", "query"),
    [
        ("/activities/state", STATE),
        ("/activities/state", {"agent": AGENT, "activityId": ACTIVITY}),
        ("/agents/profile", {"agent": AGENT}),
        ("/agents", {"agent": AGENT}),
        ("/activities", {"activityId": ACTIVITY}),
    ],
    ids=["a document", "names of states", "names of profiles", "a person", "an activity"],
)


@READ
def test_what_is_read_carries_the_sha_1_of_its_content(
    client: Client, path: str, query: dict[str, str]
) -> None:
    client.put("/activities/state", STATE, {"x": 1})

    answer = client.get(path, query)

    assert answer.headers["ETag"] == f'"{hashlib.sha1(answer.data).hexdigest()}"'


@READ
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_who_has_it_already_is_told_so(
    client: Client, path: str, query: dict[str, str], method: str
) -> None:
    client.put("/activities/state", STATE, {"x": 1})
    etag = client.get(path, query).headers["ETag"]

    for known in (etag, f"W/{etag}", f'"other", {etag}', "*"):
        answer = client.request(method, path, query_string=query, headers={"If-None-Match": known})
        assert (answer.status_code, answer.data) == (304, b"")
        assert answer.headers["ETag"] == etag
        assert "Content-Type" not in answer.headers


@READ
def test_who_has_something_else_is_sent_it(
    client: Client, path: str, query: dict[str, str]
) -> None:
    client.put("/activities/state", STATE, {"x": 1})

    answer = client.get(path, query, headers={"If-None-Match": '"other"'})

    assert answer.status_code == 200
    assert answer.data != b""


def test_statements_have_no_entity_tag_to_compare(client: Client) -> None:
    client.store(make_statement())

    answer = client.get("/statements", headers={"If-None-Match": "*"})

    assert len(answer.get_json()["statements"]) == 1
