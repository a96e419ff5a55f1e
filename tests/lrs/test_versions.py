"""Two editions at one address (Communication 3.3; Data 2.4.10)."""

import json
from typing import Any

import pytest

from tests.lrs.client import Client
from tests.lrs.factories import make_agent, make_statement

HEADER = "X-Experience-API-Version"


@pytest.mark.parametrize(
    ("asked", "answered"),
    [
        ("1.0", "1.0.3"),
        ("1.0.0", "1.0.3"),
        ("1.0.3", "1.0.3"),
        ("1.0.9", "1.0.3"),
        ("2.0", "2.0.0"),
        ("2.0.0", "2.0.0"),
        ("2.0.7", "2.0.0"),
    ],
)
def test_answers_carry_the_latest_patch_of_the_version_asked_for(
    client: Client, asked: str, answered: str
) -> None:
    speaking = client.speaking(asked)

    found = speaking.get("/statements")
    refused = speaking.get("/statements", {"limit": "x"})

    assert (found.status_code, found.headers[HEADER]) == (200, answered)
    assert (refused.status_code, refused.headers[HEADER]) == (400, answered)


@pytest.mark.parametrize(
    "asked", [None, "0.9", "0.95", "1.1.0", "1.1", "2.1.0", "3.0", "x", "1.0.x"]
)
@pytest.mark.parametrize("label", ["1.0.3", "2.0.0"])
def test_another_version_or_none_is_refused_and_labelled_by_the_setting(
    make_lrs: Any, asked: str | None, label: str
) -> None:
    client = Client.allowed(make_lrs(label_version=label)).speaking(asked)

    for path in ("/statements", "/activities/state", "/agents", "/activities", "/agents/profile"):
        answer = client.get(path)
        assert (answer.status_code, answer.headers[HEADER]) == (400, label)


@pytest.mark.parametrize("asked", [None, "0.9", "1.0.3", "2.0.0"])
def test_about_is_open_to_everybody_in_any_version(client: Client, asked: str | None) -> None:
    anonymous = Client(client.lrs, version=asked)

    answer = anonymous.get("/about")

    assert answer.status_code == 200
    assert answer.get_json() == {"version": ["1.0.3", "2.0.0"]}
    assert anonymous.request("HEAD", "/about").data == b""


@pytest.mark.parametrize("own", ["1.0", "1.0.0", "1.0.9"])
@pytest.mark.parametrize("version", ["1.0.3", "2.0.0"])
def test_a_statement_keeps_the_version_it_came_with(client: Client, version: str, own: str) -> None:
    client.speaking(version).store(make_statement(version=own))

    assert client.get("/statements").get_json()["statements"][0]["version"] == own


@pytest.mark.parametrize(("version", "given"), [("1.0.3", "1.0.0"), ("2.0.0", "2.0.0")])
def test_a_statement_without_a_version_is_given_one(
    client: Client, version: str, given: str
) -> None:
    client.speaking(version).store(make_statement())

    assert client.get("/statements").get_json()["statements"][0]["version"] == given


@pytest.mark.parametrize(
    ("version", "own"),
    [
        ("1.0.3", "2.0.0"),
        ("1.0.3", "1.1.0"),
        ("1.0.3", "0.9.9"),
        ("2.0.0", "1.1.0"),
        ("2.0.0", "2"),
    ],
)
def test_a_statement_of_another_version_is_refused(client: Client, version: str, own: str) -> None:
    answer = client.speaking(version).post("/statements", make_statement(version=own))

    assert answer.status_code == 400


@pytest.mark.parametrize(
    "context",
    [
        {"contextAgents": [{"objectType": "contextAgent", "agent": make_agent()}]},
        {
            "contextGroups": [
                {"objectType": "contextGroup", "group": {"objectType": "Group", **make_agent()}}
            ]
        },
    ],
)
def test_context_agents_and_groups_exist_in_2_0_alone(
    client: Client, context: dict[str, Any]
) -> None:
    statement = make_statement(context=context)

    assert client.speaking("1.0.3").post("/statements", statement).status_code == 400
    assert client.speaking("2.0.0").post("/statements", statement).status_code == 200


def test_what_was_stored_in_2_0_is_read_unchanged_in_1_0_3(client: Client) -> None:
    client.store(make_statement())

    assert client.speaking("1.0.3").get("/statements").data == client.get("/statements").data


@pytest.mark.parametrize("timestamp", ["2024-12-05T17:30:00", "20241205T173000Z"])
def test_2_0_wants_timestamps_as_rfc_3339_has_them(client: Client, timestamp: str) -> None:
    """IEEE 9274.1.1, 4.2.7: shall be expressed in that format, which has an offset."""
    sub_statement = {"objectType": "SubStatement", **make_statement(timestamp=timestamp)}
    statements = [make_statement(timestamp=timestamp), make_statement(object=sub_statement)]
    state = {"activityId": "https://example.org/a", "agent": json.dumps(make_agent())}

    def answers(one: Client) -> list[int]:
        return [
            *(one.post("/statements", statement).status_code for statement in statements),
            one.get("/statements", {"since": timestamp}).status_code,
            one.get("/statements", {"until": timestamp}).status_code,
            one.get("/activities/state", {**state, "since": timestamp}).status_code,
        ]

    assert answers(client.speaking("2.0.0")) == [400] * 5
    assert answers(client.speaking("1.0.3")) == [200] * 5
