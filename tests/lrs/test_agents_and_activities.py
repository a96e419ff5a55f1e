"""Agents (Communication 2.4) and Activities (2.5; Data 2.4.4.1)."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select

from lrs.app import Lrs
from lrs.storage.definitions import definitions_of
from lrs.storage.forget import forget
from lrs.storage.tables import knowledge
from tests.lrs.client import Client
from tests.lrs.factories import Json, make_agent, make_group, make_statement

ACTIVITY = "https://example.org/thing"


def person(client: Client, agent: Json) -> Any:
    answer = client.get("/agents", {"agent": json.dumps(agent)})
    assert answer.status_code == 200, answer.text
    return answer.get_json()


def definition(client: Client) -> Any:
    answer = client.get("/activities", {"activityId": ACTIVITY})
    assert answer.status_code == 200, answer.text
    assert answer.get_json()["id"] == ACTIVITY
    return answer.get_json().get("definition")


@pytest.mark.parametrize(
    "identity",
    [
        {"mbox": "mailto:ben@example.org"},
        {"mbox_sha1sum": "a" * 40},
        {"openid": "https://example.org/ben"},
        make_agent("ben"),
    ],
    ids=lambda identity: next(iter(identity)),
)
def test_an_unknown_agent_is_a_person_with_what_was_asked(client: Client, identity: Json) -> None:
    [(name, value)] = identity.items()

    assert person(client, identity) == {"objectType": "Person", name: [value]}
    assert person(client, {**identity, "name": "Ben"})["name"] == ["Ben"]


def test_a_person_has_every_name_that_statements_gave(client: Client) -> None:
    ann = make_agent()
    client.store(
        make_statement(actor={**ann, "name": "Ann"}),
        make_statement(context={"instructor": {**ann, "name": "Dr Ann"}}),
        make_statement(actor=make_group({**ann, "name": "An\0n"})),
        make_statement(actor={**ann, "name": "Ann"}),
        make_statement(actor={**make_agent("ben"), "name": "Ben"}),
    )

    assert person(client, ann)["name"] == ["An\0n", "Ann", "Dr Ann"]


@pytest.mark.parametrize(
    "agent", ["", "{}", "[]", "null", '{"objectType":"Group","mbox":"mailto:a@example.org"}']
)
def test_only_an_agent_is_looked_up(client: Client, agent: str) -> None:
    assert client.get("/agents", {"agent": agent}).status_code == 400
    assert client.get("/agents").status_code == 400


def test_an_unknown_activity_is_its_id_alone(client: Client) -> None:
    answer = client.get("/activities", {"activityId": ACTIVITY})

    assert answer.get_json() == {"objectType": "Activity", "id": ACTIVITY}
    assert client.get("/activities", {"activityId": "thing"}).status_code == 400
    assert client.get("/activities").status_code == 400


def test_a_definition_is_merged_from_all_statements(client: Client) -> None:
    def store(**properties: Any) -> None:
        client.store(make_statement(object={"id": ACTIVITY, "definition": properties}))

    store(name={"en": "Thing", "fr": "Chose"}, type="https://example.org/lesson")
    store(name={"en": "The thing"}, extensions={"https://example.org/x": 1})
    store(description={"en": "A thing"}, extensions={"https://example.org/y": 2})
    store()

    assert definition(client) == {
        "name": {"en": "The thing", "fr": "Chose"},
        "type": "https://example.org/lesson",
        "description": {"en": "A thing"},
        "extensions": {"https://example.org/x": 1, "https://example.org/y": 2},
    }


def test_a_definition_that_alternates_follows_the_last_one(client: Client) -> None:
    for name in ("one", "two", "one"):
        client.store(make_statement(object={"id": ACTIVITY, "definition": {"name": {"en": name}}}))

    assert definition(client) == {"name": {"en": "one"}}


def test_definitions_in_one_batch_are_merged_in_order(client: Client) -> None:
    client.store(
        *(
            make_statement(object={"id": ACTIVITY, "definition": {"name": {"en": name}}})
            for name in ("one", "two")
        )
    )

    assert definition(client) == {"name": {"en": "two"}}


def test_definitions_are_learned_from_contexts_and_sub_statements(client: Client) -> None:
    named = {"id": ACTIVITY, "definition": {"name": {"en": "Thing"}}}
    sub = make_statement(context={"contextActivities": {"other": named}})

    client.store(make_statement(object={"objectType": "SubStatement", **sub}))

    assert definition(client) == named["definition"]


def test_both_carry_an_entity_tag(lrs: Lrs, client: Client) -> None:
    for path, query in (
        ("/activities", {"activityId": ACTIVITY}),
        ("/agents", {"agent": json.dumps(make_agent())}),
    ):
        got, headed = (
            client.request(method, path, query_string=query) for method in ("GET", "HEAD")
        )
        assert got.headers["ETag"] == headed.headers["ETag"]
        assert headed.data == b""


def named(text: str) -> Json:
    return make_statement(object={"id": ACTIVITY, "definition": {"name": {"en": text}}})


def test_the_newest_text_counts_whichever_server_received_it(make_lrs: Callable[..., Lrs]) -> None:
    one, other = Client.allowed(make_lrs()), Client.allowed(make_lrs())

    for client, text in ((one, "first"), (other, "second"), (one, "first")):
        client.store(named(text))
        assert definition(other) == {"name": {"en": text}}


def test_the_newest_text_counts_within_a_batch_too(client: Client) -> None:
    client.store(named("first"))

    client.store(named("second"), named("first"))

    assert definition(client) == {"name": {"en": "first"}}


def test_a_name_that_was_forgotten_can_be_learned_again(make_lrs: Callable[..., Lrs]) -> None:
    client, ann = Client.allowed(make_lrs()), {**make_agent(), "name": "Ann"}
    client.store(make_statement(actor=ann))

    forget(make_lrs().site.database, ann, by="test", only_count=False)
    forgotten = person(client, make_agent())
    client.store(make_statement(actor=ann))

    assert "name" not in forgotten
    assert person(client, make_agent())["name"] == ["Ann"]


def test_what_everybody_knows_is_not_written_again(make_lrs: Callable[..., Lrs]) -> None:
    servers = [make_lrs(), make_lrs()]
    for server in servers:
        Client.allowed(server).store(named("first"))

    def version() -> Any:
        with servers[0].site.database.reading() as connection:
            return connection.scalar(select(knowledge.c.version))

    before = version()
    for server in servers:
        Client.allowed(server).store(named("first"), make_statement())

    assert before is not None
    assert version() == before


def test_more_activities_than_a_query_may_name_are_looked_up(client: Client) -> None:
    known = {"id": "https://example.org/a", "definition": {"name": {"en": "A"}}}
    client.store(make_statement(object=known))
    wanted = [known["id"], *(f"https://example.org/{number}" for number in range(66_000))]

    with client.lrs.site.database.reading() as connection:
        found = definitions_of(connection, wanted)

    assert found == {known["id"]: known["definition"]}
