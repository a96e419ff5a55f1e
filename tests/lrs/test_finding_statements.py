"""GET of statements: filters, order, paging (Communication 2.1.3; Data 2.5)."""

import json
import sqlite3
from typing import Any

import pytest

from lrs.multipart import parse
from lrs.statements import times
from lrs.storage import dialects
from tests.lrs.client import Client, multipart
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


def test_newest_come_first_unless_ascending(client: Client) -> None:
    ids = client.store(*(make_statement() for _ in range(3)))

    assert client.found() == ids[::-1]
    assert client.found(ascending="true") == ids


@pytest.mark.parametrize("ascending", ["true", "false"])
def test_more_leads_to_the_end_without_repeating(client: Client, ascending: str) -> None:
    ids = client.store(*(make_statement() for _ in range(7)))

    found = client.found(limit="2", ascending=ascending)

    assert found == (ids if ascending == "true" else ids[::-1])


def test_more_is_empty_when_the_last_page_is_full(client: Client) -> None:
    client.store(*(make_statement() for _ in range(4)))

    page = client.get("/statements", {"limit": "4"}).get_json()

    assert (len(page["statements"]), page["more"]) == (4, "")


def test_more_holds_while_others_write(client: Client) -> None:
    ids = client.store(*(make_statement() for _ in range(4)))
    first = client.get("/statements", {"limit": "2"}).get_json()

    client.store(make_statement())
    second = client.get(first["more"]).get_json()

    assert [one["id"] for one in first["statements"] + second["statements"]] == ids[::-1]
    assert second["more"] == ""


def test_more_is_below_wherever_the_lrs_is_mounted(client: Client) -> None:
    client.store(make_statement(), make_statement())

    page = client.get("/statements", {"limit": "1"}, environ_overrides={"SCRIPT_NAME": "/xapi"})

    assert page.get_json()["more"].startswith("/xapi/statements/more/")


def test_more_keeps_the_query(client: Client) -> None:
    wanted = client.store(*(make_statement(actor=BEN) for _ in range(3)))
    client.store(make_statement())

    page = client.get("/statements", {"limit": "2", "agent": agent(BEN), "format": "ids"})
    rest = client.get(page.get_json()["more"]).get_json()

    assert [one["id"] for one in rest["statements"]] == wanted[:1]
    assert "authority" in rest["statements"][0]
    assert client.get(page.get_json()["more"].replace("more/", "more/x")).status_code == 404


def test_limit_0_means_as_many_as_the_server_allows(make_lrs: Any) -> None:
    client = Client.allowed(make_lrs(page_size=2, max_page_size=3), "all")
    client.store(*(make_statement() for _ in range(5)))

    def count(**query: str) -> int:
        return len(client.get("/statements", query).get_json()["statements"])

    assert (count(), count(limit="0"), count(limit="4"), count(limit="1")) == (2, 3, 3, 1)


def test_a_page_ends_early_when_it_grows_too_large(make_lrs: Any) -> None:
    client = Client.allowed(make_lrs(max_page_bytes=3000), "all")
    long = make_statement(result={"response": "x" * 1000})
    ids = client.store(*(dict(long) for _ in range(5)))

    page = client.get("/statements").get_json()

    assert len(page["statements"]) == 2
    assert client.found() == ids[::-1]


def test_attachments_count_for_the_size_of_a_page(make_lrs: Any) -> None:
    client = Client.allowed(make_lrs(max_page_bytes=10_000), "all")
    for data in (b"a" * 4000, b"b" * 4000, b"c" * 4000):
        client.post(
            "/statements",
            **multipart(make_statement(attachments=[make_attachment(data)]), data),
        )

    with_data = client.get("/statements", {"attachments": "true"})
    without = client.get("/statements").get_json()

    [first, *data] = parse(with_data.data, with_data.content_type)
    assert {part.body[:1] for part in data} == {b"b", b"c"}
    assert json.loads(first.body)["more"]
    assert len(without["statements"]) == 3


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


def test_a_page_longer_than_one_value_of_sqlite_is_read_row_by_row(client: Client) -> None:
    database = client.lrs.site.database
    ids = [client.store(make_statement())[0] for _ in range(5)]
    if isinstance(database, dialects.Sqlite):
        database._read_on.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, 1500)

    found = client.get("/statements").get_json()["statements"]

    assert [one["id"] for one in found] == ids[::-1]
