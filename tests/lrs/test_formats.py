"""format=ids, exact and canonical (Communication 2.1.3)."""

from typing import Any

import pytest

from lrs.statements import present
from tests.lrs.client import Client
from tests.lrs.factories import Json, make_agent, make_group, make_statement

NAMED = {**make_agent(), "objectType": "Agent", "name": "Ann"}
ACTIVITY = {
    "objectType": "Activity",
    "id": "https://example.org/thing",
    "definition": {
        "name": {"en": "Thing", "fr": "Chose"},
        "description": {"en": "A thing", "fr": "Une chose"},
        "interactionType": "choice",
        "choices": [{"id": "a", "description": {"en": "One", "fr": "Un"}}],
    },
}
VERB = {"id": "https://example.org/did", "display": {"en": "did", "fr": "a fait"}}


def whole() -> Json:
    """A statement with something to shorten at every level."""
    sub = make_statement(actor=NAMED, verb=VERB, object=ACTIVITY)
    sub["context"] = {"contextActivities": {"parent": [ACTIVITY]}}
    return make_statement(
        actor=make_group(NAMED),
        verb=VERB,
        object={"objectType": "SubStatement", **sub},
        context={
            "instructor": NAMED,
            "team": make_group(NAMED, name="Team", **make_agent("team")),
            "contextActivities": {"grouping": [ACTIVITY]},
            "contextAgents": [{"objectType": "contextAgent", "agent": NAMED}],
        },
    )


def shown(client: Client, wanted: str, languages: str = "") -> Any:
    [found] = client.get(
        "/statements", {"format": wanted}, headers={"Accept-Language": languages}
    ).get_json()["statements"]
    return found


def test_exact_is_what_was_sent(client: Client) -> None:
    statement = whole()
    client.store(statement)

    assert statement.items() <= shown(client, "exact", "fr").items()


def test_ids_leaves_only_what_identifies(client: Client) -> None:
    client.store(whole())
    agent = {"objectType": "Agent", **make_agent()}
    activity, verb = {"id": ACTIVITY["id"]}, {"id": VERB["id"]}

    found = shown(client, "ids")

    assert found["actor"] == {"objectType": "Group", "member": [agent]}
    assert found["verb"] == verb
    assert found["object"]["actor"] == agent
    assert found["object"]["verb"] == verb
    assert found["object"]["object"] == activity
    assert found["object"]["context"]["contextActivities"]["parent"] == [activity]
    assert found["context"]["instructor"] == agent
    assert found["context"]["team"] == {"objectType": "Group", **make_agent("team")}
    assert found["context"]["contextActivities"]["grouping"] == [activity]
    assert found["context"]["contextAgents"][0]["agent"] == agent


def test_canonical_has_one_language_in_each_map(client: Client) -> None:
    client.store(whole())

    found = shown(client, "canonical", "fr-CA, fr;q=0.8, en;q=0.5")

    french = {
        "name": {"fr": "Chose"},
        "description": {"fr": "Une chose"},
        "interactionType": "choice",
        "choices": [{"id": "a", "description": {"fr": "Un"}}],
    }
    assert found["verb"]["display"] == {"fr": "a fait"}
    assert found["object"]["verb"]["display"] == {"fr": "a fait"}
    assert found["object"]["object"]["definition"] == french
    assert found["context"]["contextActivities"]["grouping"][0]["definition"] == french
    assert found["actor"] == make_group(NAMED)


def test_canonical_uses_the_definition_that_the_lrs_knows(client: Client) -> None:
    client.store(make_statement(object=ACTIVITY))
    later = {"id": ACTIVITY["id"], "definition": {"name": {"en": "The thing"}}}
    client.store(make_statement(object=later))

    newest, oldest = client.get("/statements", {"format": "canonical"}).get_json()["statements"]

    assert newest["object"]["definition"] == oldest["object"]["definition"]
    assert newest["object"]["definition"]["name"] == {"en": "The thing"}


def test_a_single_statement_has_formats_too(client: Client) -> None:
    [statement_id] = client.store(make_statement(actor=NAMED))

    found = client.get("/statements", {"statementId": statement_id, "format": "ids"}).get_json()

    assert "name" not in found["actor"]


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("", "en-US"),
        ("de", "de"),
        ("en", "en-US"),
        ("en-GB", "en-US"),
        ("EN-us", "en-US"),
        ("de;q=0.1, en;q=0.9", "en-US"),
        ("de;q=0, en;q=0.1", "en-US"),
        ("xx, *", "en-US"),
        ("de-AT, en-US;q=0.5", "de"),
        ("de-AT-1901, en-US;q=0.5", "de"),
        ("de-AT", "de"),
        ("en;q=nonsense, de", "de"),
        ("en;q=7, de;q=0.1", "de"),
        ("en;q=inf, de;q=0.1", "de"),
        ("en ; Q = 0.1, de ; q=0.9", "de"),
        ("en;level=1;q=0.1, de;q=0.5", "de"),
        ("en;q=0, *", "de"),
        ("en-US;q=0", "de"),
        ("en;q=0, en-US", "en-US"),
        ("*;q=0", "en-US"),
        ("en;q=0, de;q=0", "en-US"),
        ("de-AT, de;q=0, en;q=0.1", "en-US"),
    ],
)
def test_the_best_language_is_chosen_for_each_map(header: str, expected: str) -> None:
    texts = {"en-US": "colour", "de": "Farbe"}

    assert list(present.best(texts, present.accepted_languages(header))) == [expected]


def test_only_canonical_answers_vary_with_the_languages_accepted(client: Client) -> None:
    [own] = client.store(whole())

    def varies(**query: str) -> bool:
        return "Accept-Language" in client.get("/statements", query).headers.getlist("Vary")

    assert varies(format="canonical")
    assert varies(format="canonical", statementId=own)
    assert varies(format="canonical", attachments="true")
    assert not varies()
    assert not varies(format="ids")
