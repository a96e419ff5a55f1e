"""Every rule for statements (Data 2.2 to 2.4 and 4.0; 2.0: 4.2), fault by fault."""

from copy import deepcopy
from typing import Any

import pytest

from lrs.statements.edition import V1, V2
from lrs.statements.validate import faults_of
from tests.lrs.factories import Json, make_agent, make_attachment, make_group, make_statement

ID = "8b2a0f6d-fa6c-4360-a8f2-c873dcdd284c"
REF = {"objectType": "StatementRef", "id": ID}
MISSING = ...


def whole() -> Json:
    """A statement that uses every property there is."""
    activity = {
        "objectType": "Activity",
        "id": "https://example.org/thing",
        "definition": {
            "name": {"en": "Thing"},
            "description": {"en": "A thing"},
            "type": "https://example.org/type",
            "moreInfo": "https://example.org/more",
            "interactionType": "choice",
            "correctResponsesPattern": ["a"],
            "choices": [{"id": "a", "description": {"en": "A"}}],
            "extensions": {"https://example.org/x": None},
        },
    }
    return {
        "id": ID,
        "actor": {"objectType": "Agent", "name": "Ann", **make_agent()},
        "verb": {"id": "https://example.org/did", "display": {"en-GB": "did"}},
        "object": activity,
        "result": {
            "score": {"scaled": 0.5, "raw": 5, "min": 0, "max": 10},
            "success": True,
            "completion": False,
            "response": "",
            "duration": "PT1H",
            "extensions": {"https://example.org/x": {"a": None, "b": ["", {}]}},
        },
        "context": {
            "registration": ID,
            "instructor": make_agent(),
            "team": make_group(make_agent()),
            "contextActivities": {"parent": activity, "other": [activity]},
            "contextAgents": [
                {
                    "objectType": "contextAgent",
                    "agent": make_agent(),
                    "relevantTypes": ["https://example.org/role"],
                }
            ],
            "contextGroups": [{"objectType": "contextGroup", "group": make_group(make_agent())}],
            "revision": "1",
            "platform": "web",
            "language": "en-GB",
            "statement": REF,
            "extensions": {"https://example.org/x": 1},
        },
        "timestamp": "2024-12-05T17:30:00.000Z",
        "stored": "2024-12-05T17:30:00.000Z",
        "authority": make_agent(),
        "version": "1.0.0",
        "attachments": [make_attachment(b"x", description={"en": "x"}, fileUrl="https://e.org/x")],
    }


def changed(statement: Json, path: str, value: Any) -> Json:
    """The statement with another value at a path like `context.team.member.0`."""
    result = deepcopy(statement)
    *steps, last = path.split(".")
    target: Any = result
    for step in steps:
        target = target[int(step)] if isinstance(target, list) else target[step]
    if isinstance(target, list):
        target[int(last)] = value
    elif value is MISSING:
        del target[last]
    else:
        target[last] = value
    return result


def paths(statement: Any) -> list[str]:
    return [fault.path for fault in faults_of(statement, V2)]


def test_a_statement_that_uses_everything_has_no_fault() -> None:
    assert faults_of(whole(), V2) == []


def test_a_minimal_statement_has_no_fault_in_either_edition() -> None:
    assert faults_of(make_statement(), V1) == faults_of(make_statement(), V2) == []


@pytest.mark.parametrize("value", [None, [], "", 0, True, [make_statement()]], ids=repr)
def test_only_an_object_is_a_statement(value: Any) -> None:
    assert paths(value) == ["$"]


WRONG: list[tuple[str, Any, str]] = [
    ("id", "8b2a0f6d", "$.id"),
    ("id", None, "$.id"),
    ("actor", MISSING, "$.actor"),
    ("actor", [], "$.actor"),
    ("actor.objectType", "agent", "$.actor.objectType"),
    ("actor.mbox", "mailto:a@example.org", "$.actor"),
    ("actor.account", MISSING, "$.actor"),
    ("actor.account.homePage", "example.org", "$.actor.account.homePage"),
    ("actor.account.name", MISSING, "$.actor.account.name"),
    ("actor.account.name", 7, "$.actor.account.name"),
    ("actor.name", None, "$.actor.name"),
    ("actor.member", [], "$.actor.member"),
    ("actor", {"mbox": "a@example.org"}, "$.actor.mbox"),
    ("actor", {"mbox": "mailto:example.org"}, "$.actor.mbox"),
    ("actor", {"mbox_sha1sum": "a" * 39}, "$.actor.mbox_sha1sum"),
    ("actor", {"openid": "ann"}, "$.actor.openid"),
    ("actor", {"objectType": "Group"}, "$.actor.member"),
    ("actor", {"objectType": "Group", "member": []}, "$.actor.member"),
    ("actor", make_group(make_group(make_agent())), "$.actor.member[0].objectType"),
    ("actor", make_group({}), "$.actor.member[0]"),
    ("actor", make_group(mbox="mailto:a@e.org", openid="https://e.org"), "$.actor"),
    ("verb", MISSING, "$.verb"),
    ("verb.id", "did", "$.verb.id"),
    ("verb.id", MISSING, "$.verb.id"),
    ("verb.display", "did", "$.verb.display"),
    (
        "verb.display",
        {"english-language-tag-too-long": "did"},
        "$.verb.display['english-language-tag-too-long']",
    ),
    ("verb.display.en-GB", 1, "$.verb.display['en-GB']"),
    ("verb.name", "did", "$.verb.name"),
    ("object", MISSING, "$.object"),
    ("object.id", MISSING, "$.object.id"),
    ("object.objectType", "activity", "$.object.objectType"),
    ("object.objectType", ["Activity"], "$.object.objectType"),
    ("object.definition", [], "$.object.definition"),
    ("object.definition.type", "lesson", "$.object.definition.type"),
    ("object.definition.moreInfo", "", "$.object.definition.moreInfo"),
    ("object.definition.interactionType", "Choice", "$.object.definition.interactionType"),
    ("object.definition.interactionType", MISSING, "$.object.definition.interactionType"),
    ("object.definition.choiCes", [], "$.object.definition.choiCes"),
    ("object.definition.choices", {}, "$.object.definition.choices"),
    ("object.definition.choices", [{"id": "a"}, {"id": "a"}], "$.object.definition.choices"),
    ("object.definition.choices.0.id", 1, "$.object.definition.choices[0].id"),
    (
        "object.definition.correctResponsesPattern",
        "a",
        "$.object.definition.correctResponsesPattern",
    ),
    ("object.definition.extensions", {"x": 1}, "$.object.definition.extensions['x']"),
    ("result", None, "$.result"),
    ("result.score.scaled", 1.01, "$.result.score.scaled"),
    ("result.score.scaled", "0.5", "$.result.score.scaled"),
    ("result.score.scaled", True, "$.result.score.scaled"),
    ("result.score.raw", 11, "$.result.score.raw"),
    ("result.score.raw", -1, "$.result.score.raw"),
    ("result.score.min", 10, "$.result.score.min"),
    ("result.success", "true", "$.result.success"),
    ("result.completion", 1, "$.result.completion"),
    ("result.response", 1, "$.result.response"),
    ("result.duration", "1 hour", "$.result.duration"),
    ("result.extensions", None, "$.result.extensions"),
    ("context.registration", "1", "$.context.registration"),
    ("context.instructor", {}, "$.context.instructor"),
    ("context.team", make_agent(), "$.context.team.objectType"),
    ("context.contextActivities", [], "$.context.contextActivities"),
    ("context.contextActivities.Parent", [], "$.context.contextActivities.Parent"),
    ("context.contextActivities.other", ["x"], "$.context.contextActivities.other[0]"),
    ("context.contextActivities.parent", {"id": "x"}, "$.context.contextActivities.parent.id"),
    ("context.contextAgents", {}, "$.context.contextAgents"),
    ("context.contextAgents.0.objectType", "contextGroup", "$.context.contextAgents[0].objectType"),
    (
        "context.contextAgents.0.agent",
        make_group(make_agent()),
        "$.context.contextAgents[0].agent.objectType",
    ),
    ("context.contextAgents.0.relevantTypes", [], "$.context.contextAgents[0].relevantTypes"),
    ("context.contextAgents.0.relevantTypes", ["x"], "$.context.contextAgents[0].relevantTypes[0]"),
    ("context.contextGroups.0.group", {}, "$.context.contextGroups[0].group.objectType"),
    ("context.language", "en-a-bb-a-cc", "$.context.language"),
    ("context.statement", {"id": ID}, "$.context.statement.objectType"),
    ("context.platform", 1, "$.context.platform"),
    ("timestamp", "2024-12-05", "$.timestamp"),
    ("timestamp", "2024-12-05T17:30:00-00:00", "$.timestamp"),
    ("timestamp", 0, "$.timestamp"),
    ("stored", "now", "$.stored"),
    ("authority", make_group(make_agent()), "$.authority"),
    ("authority", make_group(*[make_agent()] * 3), "$.authority"),
    ("authority", make_group(*[make_agent()] * 2, mbox="mailto:a@e.org"), "$.authority"),
    ("version", "1.1.0", "$.version"),
    ("attachments", {}, "$.attachments"),
    ("attachments.0.usageType", MISSING, "$.attachments[0].usageType"),
    ("attachments.0.display", MISSING, "$.attachments[0].display"),
    ("attachments.0.contentType", "text", "$.attachments[0].contentType"),
    ("attachments.0.length", "1", "$.attachments[0].length"),
    ("attachments.0.length", 1.5, "$.attachments[0].length"),
    ("attachments.0.length", -1, "$.attachments[0].length"),
    ("attachments.0.sha2", "abc", "$.attachments[0].sha2"),
    ("attachments.0.fileUrl", "x", "$.attachments[0].fileUrl"),
    ("Actor", make_agent(), "$.Actor"),
    ("object", {**REF, "id": "x"}, "$.object.id"),
    ("object", {**REF, "definition": {}}, "$.object.definition"),
]


@pytest.mark.parametrize(("path", "value", "expected"), WRONG, ids=lambda value: repr(value)[:40])
def test_a_broken_rule_is_found_where_it_is_broken(path: str, value: Any, expected: str) -> None:
    found = paths(changed(whole(), path, value))

    assert expected in found
    beside = (expected.rpartition(".")[0], "$.context.")
    assert all(each.startswith(beside) for each in found)


def test_every_fault_is_named_with_its_rule_and_section() -> None:
    statement = make_statement(actor={}, verb={"id": "did"}, result={"success": "yes"})

    faults = faults_of(statement, V2)

    assert [(fault.path, fault.section) for fault in faults] == [
        ("$.actor", "Data 2.4.2.1"),
        ("$.verb.id", "Data 4.3"),
        ("$.result.success", "Data 2.2"),
    ]
    assert all(fault.rule.startswith("must") for fault in faults)


@pytest.mark.parametrize(
    "target",
    [{"objectType": "Agent", **make_agent()}, make_group(make_agent()), REF],
    ids=lambda target: str(target["objectType"]),
)
@pytest.mark.parametrize("name", ["revision", "platform"])
def test_revision_and_platform_go_with_activities_alone(target: Json, name: str) -> None:
    statement = make_statement(object=target, context={name: "1"})
    sub = make_statement(object={"objectType": "SubStatement", **statement})

    assert paths(statement) == [f"$.context.{name}"]
    assert paths(sub) == [f"$.object.context.{name}"]


@pytest.mark.parametrize("name", ["id", "stored", "version", "authority"])
def test_a_sub_statement_lacks_what_only_statements_have(name: str) -> None:
    sub = {"objectType": "SubStatement", **make_statement(), name: whole()[name]}

    assert paths(make_statement(object=sub)) == [f"$.object.{name}"]


def test_sub_statements_are_not_nested() -> None:
    sub = {"objectType": "SubStatement", **make_statement()}
    nested = {"objectType": "SubStatement", **make_statement(object=sub)}

    assert paths(make_statement(object=nested)) == ["$.object.object.objectType"]


def test_an_agent_as_object_says_so() -> None:
    assert "$.object.id" in paths(make_statement(object=make_agent()))


def test_oauth_may_assert_with_an_application_and_a_person() -> None:
    assert paths(make_statement(authority=make_group(make_agent(), make_agent("app")))) == []


def test_2_0_alone_knows_context_agents() -> None:
    context = {"contextAgents": whole()["context"]["contextAgents"]}

    assert [fault.path for fault in faults_of(make_statement(context=context), V1)] == [
        "$.context.contextAgents"
    ]


def test_what_was_good_does_not_vouch_for_what_looks_like_it() -> None:
    # Given verbs, agents and activities that have been found good
    extended = {"https://example.org/x": 2**70}
    good = make_statement(
        actor={"objectType": "Agent", "name": "1", **make_agent()},
        object={"id": "https://example.org/thing", "definition": {"extensions": extended}},
    )
    assert paths(good) == paths(good) == []

    # When the same come with faults
    numbered = {**good, "actor": {**good["actor"], "name": 1}}
    shouted = {**good, "verb": {"ID": good["verb"]["id"]}}
    unnamed = {**good, "object": {"definition": good["object"]["definition"]}}

    # Then each is told, every time
    for _ in range(2):
        assert paths(numbered) == ["$.actor.name"]
        assert paths(shouted) == ["$.verb.ID", "$.verb.id"]
        assert paths(unnamed) == ["$.object.id"]
