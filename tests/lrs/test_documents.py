"""State, Agent Profile and Activity Profile (Communication 2.2, 2.3, 2.6, 2.7 and 3.1)."""

import hashlib
import json
import time

import pytest

from tests.lrs.client import Client
from tests.lrs.factories import make_agent, make_id

AGENT = json.dumps(make_agent())
ACTIVITY = "https://example.org/thing"
STATE = ("/activities/state", {"stateId": "s", "agent": AGENT, "activityId": ACTIVITY})
AGENT_PROFILE = ("/agents/profile", {"profileId": "p", "agent": AGENT})
ACTIVITY_PROFILE = ("/activities/profile", {"profileId": "p", "activityId": ACTIVITY})
ALL = pytest.mark.parametrize(
    ("path", "query"), [STATE, AGENT_PROFILE, ACTIVITY_PROFILE], ids=lambda value: str(value)[:20]
)
PROFILES = pytest.mark.parametrize(
    ("path", "query"), [AGENT_PROFILE, ACTIVITY_PROFILE], ids=lambda value: str(value)[:20]
)
VERSIONS = pytest.mark.parametrize("version", ["1.0.3", "2.0.0"])
NEW = {"If-None-Match": "*"}
Query = dict[str, str]


def without_name(query: Query) -> Query:
    return {key: value for key, value in query.items() if key not in ("stateId", "profileId")}


@ALL
@VERSIONS
def test_a_document_comes_back_byte_for_byte(
    client: Client, version: str, path: str, query: Query
) -> None:
    client = client.speaking(version)
    body = b"\x00\xff\r\n"

    stored = client.put(path, query, body, content_type="image/png", headers=NEW)
    got = client.get(path, query)

    assert stored.status_code == 204
    assert (got.status_code, got.data, got.content_type) == (200, body, "image/png")
    assert got.headers["ETag"] == f'"{hashlib.sha1(body).hexdigest()}"'
    assert got.last_modified is not None


@ALL
def test_an_absent_document_is_not_found(client: Client, path: str, query: Query) -> None:
    assert client.get(path, query).status_code == 404


@ALL
def test_names_are_listed_by_when_they_changed(client: Client, path: str, query: Query) -> None:
    name = "stateId" if "stateId" in query else "profileId"
    for each in ("one", "two"):
        client.put(path, {**query, name: each}, {}, headers=NEW)
    listed = client.get(path, without_name(query))
    since = client.get(path, {**without_name(query), "since": "2999-01-01T00:00:00Z"})

    assert listed.get_json() == ["one", "two"]
    assert listed.last_modified is not None
    assert since.get_json() == []


@ALL
def test_post_merges_top_level_properties(client: Client, path: str, query: Query) -> None:
    client.post(path, {"x": {"a": 1}, "y": 2}, query)

    answer = client.post(path, {"x": {"b": 3}, "z": None}, query)

    assert answer.status_code == 204
    assert client.get(path, query).get_json() == {"x": {"b": 3}, "y": 2, "z": None}


@ALL
@pytest.mark.parametrize("body", [b"[1]", b'"text"', b"1", b"{", b"\xff"])
def test_post_merges_nothing_but_objects(
    client: Client, path: str, query: Query, body: bytes
) -> None:
    client.put(path, query, {"x": 1}, headers=NEW)

    answer = client.post(path, body, query)

    assert answer.status_code == 400
    assert client.get(path, query).get_json() == {"x": 1}


@ALL
def test_post_merges_nothing_into_what_is_not_json(client: Client, path: str, query: Query) -> None:
    client.put(path, query, b"text", content_type="text/plain", headers=NEW)

    assert client.post(path, {"x": 1}, query).status_code == 400
    assert client.get(path, query).data == b"text"


@ALL
def test_json_that_is_none_is_refused(client: Client, path: str, query: Query) -> None:
    assert client.put(path, query, b"{not json}", headers=NEW).status_code == 400
    assert client.get(path, query).status_code == 404


@ALL
@VERSIONS
@pytest.mark.parametrize("method", ["PUT", "POST", "DELETE"])
def test_if_match_guards_every_change(
    client: Client, method: str, version: str, path: str, query: Query
) -> None:
    client = client.speaking(version)
    client.put(path, query, {"x": 1}, headers=NEW)
    etag = client.get(path, query).headers["ETag"]

    def change(if_match: str) -> int:
        options = {"query_string": query, "headers": {"If-Match": if_match}}
        if method != "DELETE":
            options |= {"data": b'{"x":2}', "content_type": "application/json"}
        return client.request(method, path, **options).status_code

    assert change('"0000"') == 412
    assert client.get(path, query).get_json() == {"x": 1}
    assert change(etag) == 204
    assert change(etag) == 412


@ALL
@VERSIONS
def test_if_none_match_creates_but_never_replaces(
    client: Client, version: str, path: str, query: Query
) -> None:
    client = client.speaking(version)

    assert client.put(path, query, {"x": 1}, headers=NEW).status_code == 204
    assert client.put(path, query, {"x": 2}, headers=NEW).status_code == 412
    assert client.post(path, {"x": 2}, query, headers=NEW).status_code == 412
    assert client.get(path, query).get_json() == {"x": 1}


@PROFILES
@VERSIONS
def test_a_profile_is_not_replaced_without_a_precondition(
    client: Client, version: str, path: str, query: Query
) -> None:
    client = client.speaking(version)
    client.put(path, query, {"x": 1}, headers=NEW)

    answer = client.put(path, query, {"x": 2})

    assert answer.status_code == 409
    assert "If-Match" in answer.get_json()["detail"]
    assert client.get(path, query).get_json() == {"x": 1}


@PROFILES
def test_a_new_profile_needs_a_precondition_in_1_0_3_alone(
    client: Client, path: str, query: Query
) -> None:
    assert client.speaking("1.0.3").put(path, query, {}).status_code == 400
    assert client.speaking("2.0.0").put(path, query, {}).status_code == 204


def test_state_is_replaced_without_a_precondition_in_1_0_3_alone(client: Client) -> None:
    path, query = STATE
    client.put(path, query, {"x": 1})

    assert client.speaking("2.0.0").put(path, query, {"x": 2}).status_code == 409
    assert client.speaking("1.0.3").put(path, query, {"x": 3}).status_code == 204
    assert client.get(path, query).get_json() == {"x": 3}


def test_state_is_kept_for_each_registration(client: Client) -> None:
    path, query = STATE
    registration = make_id()
    client.put(path, query, {"x": 1})
    client.put(path, {**query, "registration": registration}, {"x": 2})

    assert client.get(path, query).get_json() == {"x": 1}
    assert client.get(path, {**query, "registration": registration.upper()}).get_json() == {"x": 2}
    assert client.get(path, {**query, "registration": make_id()}).status_code == 404


def test_all_states_are_removed_at_once(client: Client) -> None:
    path, query = STATE
    registration = {"registration": make_id()}
    client.put(path, query, {})
    client.put(path, {**query, "stateId": "t", **registration}, {})
    other = {**query, "activityId": "https://example.org/other"}
    client.put(path, other, {})

    assert client.delete(path, {**without_name(query), **registration}).status_code == 204
    assert client.get(path, without_name(query)).get_json() == ["s"]
    assert client.delete(path, without_name(query)).status_code == 204
    assert client.get(path, without_name(query)).get_json() == []
    assert client.get(path, other).status_code == 200


@VERSIONS
def test_a_precondition_has_to_hold_for_all_states_that_are_removed(
    client: Client, version: str
) -> None:
    client = client.speaking(version)
    path, query = STATE
    every = without_name(query)
    client.put(path, query, b"first", content_type="text/plain")
    client.put(path, {**query, "stateId": "t"}, b"second", content_type="text/plain")
    first = client.get(path, query).headers["ETag"]
    second = client.get(path, {**query, "stateId": "t"}).headers["ETag"]

    def removed(if_match: str) -> int:
        return client.delete(path, every, headers={"If-Match": if_match}).status_code

    assert removed(first) == 412
    assert client.get(path, every).get_json() == ["s", "t"]
    assert removed(f"{first}, {second}") == 204
    assert client.get(path, every).get_json() == []
    assert removed("*") == 412


@PROFILES
def test_profiles_are_removed_one_by_one(client: Client, path: str, query: Query) -> None:
    client.put(path, query, {}, headers=NEW)

    assert client.delete(path, without_name(query)).status_code == 400
    assert client.delete(path, query).status_code == 204
    assert client.get(path, query).status_code == 404


@ALL
def test_an_agent_is_known_by_its_identifier_alone(client: Client, path: str, query: Query) -> None:
    client.put(path, query, {"x": 1}, headers=NEW)
    if "agent" in query:
        query = {**query, "agent": json.dumps({**make_agent(), "name": "Ann"})}

    assert client.get(path, query).get_json() == {"x": 1}


@ALL
@pytest.mark.parametrize("method", ["GET", "PUT", "POST", "DELETE"])
def test_parameters_are_required_known_and_valid(
    client: Client, method: str, path: str, query: Query
) -> None:
    wrong = [{**query, "unknown": "1"}]
    wrong += [{k: v for k, v in query.items() if k != name} for name in without_name(query)]
    wrong += [{**query, "registration": "1"}]
    if "agent" in query:
        wrong += [{**query, "agent": "{}"}, {**query, "agent": "ann"}]
        wrong += [{**query, "agent": '{"objectType":"Group","mbox":"mailto:a@example.org"}'}]
    if "activityId" in query:
        wrong += [{**query, "activityId": "thing"}]

    for each in wrong:
        answer = client.request(
            method, path, query_string=each, data=b"{}", content_type="application/json"
        )
        assert answer.status_code == 400, each


@ALL
def test_last_modified_grows_with_each_change(client: Client, path: str, query: Query) -> None:
    client.post(path, {"x": 1}, query)
    before = client.get(path, query).last_modified
    time.sleep(1.1)

    client.post(path, {"x": 2}, query)

    after = client.get(path, query).last_modified
    assert before is not None
    assert after is not None
    assert after > before


@ALL
def test_head_answers_like_get_without_the_body(client: Client, path: str, query: Query) -> None:
    client.put(path, query, {"x": 1}, headers=NEW)
    for each in (query, without_name(query)):
        got, headed = (
            client.request(method, path, query_string=each) for method in ("GET", "HEAD")
        )

        assert headed.data == b""
        assert {k: v for k, v in got.headers if k != "X-Request-ID"} == {
            k: v for k, v in headed.headers if k != "X-Request-ID"
        }
