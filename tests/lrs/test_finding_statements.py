"""GET of statements: what a query finds (Communication 2.1.3)."""

import json
from typing import Any

import pytest

from lrs.statements import times
from tests.lrs.client import Client
from tests.lrs.factories import (
    Json,
    make_agent,
    make_attachment,
    make_group,
    make_id,
    make_statement,
)

BEN = make_agent("ben")
SOME_ID = "8b2a0f6d-fa6c-4360-a8f2-c873dcdd284c"
ACTIVITY = {"id": "https://example.org/looked-for"}


def agent(value: Json) -> str:
    return json.dumps(value)


def as_sub_statement(**properties: Any) -> Json:
    return make_statement(object={"objectType": "SubStatement", **make_statement(**properties)})


DIRECT_AGENTS = {
    "actor": make_statement(actor=BEN),
    "object": make_statement(object={"objectType": "Agent", **BEN}),
    "member of an actor": make_statement(actor=make_group(make_agent("cy"), BEN)),
    "member of an object": make_statement(object=make_group(BEN)),
    "identified group as actor": make_statement(actor={"objectType": "Group", **BEN}),
}
RELATED_AGENTS = {
    "instructor": make_statement(context={"instructor": BEN}),
    "team": make_statement(context={"team": make_group(**BEN)}),
    "member of the team": make_statement(context={"team": make_group(BEN)}),
    "actor of a SubStatement": as_sub_statement(actor=BEN),
    "object of a SubStatement": as_sub_statement(object={"objectType": "Agent", **BEN}),
    "instructor of a SubStatement": as_sub_statement(context={"instructor": BEN}),
    "member of a team in a SubStatement": as_sub_statement(context={"team": make_group(BEN)}),
    "contextAgents": make_statement(
        context={"contextAgents": [{"objectType": "contextAgent", "agent": BEN}]}
    ),
    "contextGroups": make_statement(
        context={"contextGroups": [{"objectType": "contextGroup", "group": make_group(BEN)}]}
    ),
    "contextAgents of a SubStatement": as_sub_statement(
        context={"contextAgents": [{"objectType": "contextAgent", "agent": BEN}]}
    ),
}
RELATED_ACTIVITIES = {
    "parent": make_statement(context={"contextActivities": {"parent": ACTIVITY}}),
    "grouping": make_statement(context={"contextActivities": {"grouping": [ACTIVITY]}}),
    "category": make_statement(context={"contextActivities": {"category": [ACTIVITY]}}),
    "other": make_statement(context={"contextActivities": {"other": [ACTIVITY]}}),
    "object of a SubStatement": as_sub_statement(object=ACTIVITY),
    "parent in a SubStatement": as_sub_statement(
        context={"contextActivities": {"parent": [ACTIVITY]}}
    ),
}


@pytest.mark.parametrize("place", DIRECT_AGENTS)
def test_agent_finds_actors_objects_and_their_members(client: Client, place: str) -> None:
    client.store(make_statement())
    wanted = client.store(DIRECT_AGENTS[place])

    assert client.found(agent=agent(BEN)) == wanted
    assert client.found(agent=agent({**BEN, "objectType": "Group"})) == wanted


@pytest.mark.parametrize("place", RELATED_AGENTS)
def test_related_agents_finds_them_at_every_depth(client: Client, place: str) -> None:
    client.store(make_statement())
    wanted = client.store(RELATED_AGENTS[place])

    assert client.found(agent=agent(BEN)) == []
    assert client.found(agent=agent(BEN), related_agents="true") == wanted


def test_related_agents_finds_the_authority(client: Client) -> None:
    wanted = client.store(make_statement())
    authority = client.get("/statements").get_json()["statements"][0]["authority"]

    assert client.found(agent=agent(authority)) == []
    assert client.found(agent=agent(authority), related_agents="true") == wanted


def test_activity_finds_only_the_object(client: Client) -> None:
    client.store(*RELATED_ACTIVITIES.values())
    wanted = client.store(make_statement(object=ACTIVITY))

    assert client.found(activity=ACTIVITY["id"]) == wanted


@pytest.mark.parametrize("place", RELATED_ACTIVITIES)
def test_related_activities_finds_them_at_every_depth(client: Client, place: str) -> None:
    client.store(make_statement())
    wanted = client.store(RELATED_ACTIVITIES[place])

    assert client.found(activity=ACTIVITY["id"], related_activities="true") == wanted


@pytest.mark.parametrize(
    "identity",
    [
        {"mbox": "mailto:ben@example.org"},
        {"mbox_sha1sum": "a" * 40},
        {"openid": "https://example.org/ben"},
        {"account": {"homePage": "https://example.org", "name": "ben"}},
    ],
    ids=lambda identity: next(iter(identity)),
)
def test_each_kind_of_identifier_is_found(client: Client, identity: Json) -> None:
    client.store(make_statement(actor=make_agent("somebody else")))
    wanted = client.store(make_statement(actor={**identity, "name": "any name"}))

    assert client.found(agent=agent(identity)) == wanted


def test_verb_is_that_of_the_statement_and_not_of_its_sub_statement(client: Client) -> None:
    verb = {"id": "https://example.org/planned"}
    client.store(as_sub_statement(verb=verb))
    wanted = client.store(make_statement(verb=verb))

    assert client.found(verb=verb["id"]) == wanted


def test_registration_is_found_in_either_case(client: Client) -> None:
    registration = make_id()
    client.store(make_statement(context={"registration": make_id()}))
    wanted = client.store(make_statement(context={"registration": registration.upper()}))

    assert client.found(registration=registration) == wanted


def test_all_conditions_have_to_be_met(client: Client) -> None:
    verb = {"id": "https://example.org/planned"}
    client.store(make_statement(actor=BEN), make_statement(verb=verb))
    wanted = client.store(make_statement(actor=BEN, verb=verb))

    assert client.found(agent=agent(BEN), verb=verb["id"]) == wanted


def test_since_is_exclusive_and_until_inclusive(client: Client) -> None:
    ids = client.store(*(make_statement() for _ in range(4)))
    stored = [client.get("/statements", {"statementId": one}).get_json()["stored"] for one in ids]

    assert client.found(since=stored[1], ascending="true") == ids[2:]
    assert client.found(until=stored[1], ascending="true") == ids[:2]
    assert client.found(since=stored[0], until=stored[2], ascending="true") == ids[1:3]


def test_since_and_until_understand_every_zone_and_extreme_years(client: Client) -> None:
    ids = client.store(make_statement())

    assert client.found(since="2001-01-01T00:00:00+02:00") == ids
    assert client.found(until="9999-12-31T23:59:59Z", since="0001-01-01T00:00:00Z") == ids
    assert client.found(since="9999-12-31T23:59:59Z") == []
    assert client.found(until="0001-01-01T00:00:00Z") == []


def test_nothing_found_is_an_empty_list(client: Client) -> None:
    answer = client.get("/statements", {"verb": "https://example.org/never"})

    assert answer.status_code == 200
    assert answer.get_json() == {"statements": [], "more": ""}


@pytest.mark.parametrize(
    "query",
    [
        {"Limit": "1"},
        {"limit": "-1"},
        {"limit": "many"},
        {"limit": "1.5"},
        {"unknown": "1"},
        {"since": "yesterday"},
        {"until": "2024-13-01T00:00:00Z"},
        {"since": "2024-12-05T17:30:00-00:00"},
        {"verb": "did"},
        {"activity": "thing"},
        {"registration": "1"},
        {"agent": "ben"},
        {"agent": "[]"},
        {"agent": '{"mbox":"ben@example.org"}'},
        {"agent": '{"objectType":"Group","member":[{"mbox":"mailto:ben@example.org"}]}'},
        {"related_agents": "yes"},
        {"ascending": "True"},
        {"format": "IDs"},
        {"attachments": "1"},
        {"statementId": "1"},
        {"statementId": SOME_ID, "voidedStatementId": SOME_ID},
        {"statementId": SOME_ID, "limit": "1"},
        {"voidedStatementId": SOME_ID, "ascending": "true"},
    ],
    ids=str,
)
def test_a_parameter_that_breaks_a_rule_is_refused(client: Client, query: dict[str, str]) -> None:
    answer = client.get("/statements", query)

    assert answer.status_code == 400
    assert answer.content_type == "application/problem+json"


def test_a_repeated_parameter_is_refused(client: Client) -> None:
    assert client.request("GET", "/statements?limit=1&limit=2").status_code == 400


def test_an_unknown_statement_is_not_found(client: Client) -> None:
    assert client.get("/statements", {"statementId": make_id()}).status_code == 404


def test_a_single_statement_says_when_it_was_stored(client: Client) -> None:
    [statement_id] = client.store(make_statement())

    answer = client.get("/statements", {"statementId": statement_id})

    stored = times.instant(answer.get_json()["stored"]) or 0
    assert answer.last_modified is not None
    assert int(answer.last_modified.timestamp()) == stored // 1_000_000


def test_consistent_through_covers_what_was_stored_before(client: Client) -> None:
    client.store(make_statement())
    answer = client.get("/statements")
    refused = client.get("/statements", {"limit": "-1"})

    [stored] = [one["stored"] for one in answer.get_json()["statements"]]
    for one in (answer, refused):
        assert one.headers["X-Experience-API-Consistent-Through"] >= stored


def test_head_answers_like_get_without_the_body(client: Client) -> None:
    [statement_id] = client.store(
        make_statement(attachments=[make_attachment(b"x", fileUrl="https://example.org/x")])
    )
    for query in ({"statementId": statement_id}, {"limit": "1"}, {"format": "ids"}):
        got, headed = (
            client.request(method, "/statements", query_string=query) for method in ("GET", "HEAD")
        )

        changing = {"X-Request-ID", "X-Experience-API-Consistent-Through"}
        assert headed.data == b""
        assert headed.status_code == got.status_code
        assert {k: v for k, v in got.headers if k not in changing} == {
            k: v for k, v in headed.headers if k not in changing
        }
