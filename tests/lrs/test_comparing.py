"""When two statements say the same (Data 2.3.1; durations: Data 4.6)."""

from typing import Any

import pytest

from lrs.statements.compare import equivalent
from tests.lrs.factories import Json, make_agent, make_group, make_statement

SAME: dict[str, tuple[Json, Json]] = {
    "what an LRS assigns": (
        {},
        {"id": "x", "stored": "x", "authority": make_agent(), "version": "1.0.0"},
    ),
    "a timestamp that one lacks": ({}, {"timestamp": "2024-12-05T17:30:00Z"}),
    "the zone of a timestamp": (
        {"timestamp": "2024-12-05T17:30:00Z"},
        {"timestamp": "2024-12-05T18:30:00.000+01:00"},
    ),
    "display of the verb": (
        {},
        {"verb": {"id": "https://example.org/did", "display": {"en": "did"}}},
    ),
    "definition of the object": (
        {},
        {"object": {"id": "https://example.org/thing", "definition": {"name": {"en": "It"}}}},
    ),
    "objectType of an activity": (
        {},
        {"object": {"objectType": "Activity", "id": "https://example.org/thing"}},
    ),
    "objectType of an agent": ({}, {"actor": {"objectType": "Agent", **make_agent()}}),
    "the order of a group's members": (
        {"actor": make_group(make_agent("a"), make_agent("b"))},
        {"actor": make_group(make_agent("b"), make_agent("a"))},
    ),
    "a lone activity in the context": (
        {"context": {"contextActivities": {"parent": {"id": "https://example.org/p"}}}},
        {"context": {"contextActivities": {"parent": [{"id": "https://example.org/p"}]}}},
    ),
    "attachments": ({}, {"attachments": []}),
    "capitals of a registration, a language and a reference": (
        {
            "context": {
                "registration": "8b2a0f6d-fa6c-4360-a8f2-c873dcdd284c",
                "language": "en-gb",
                "statement": {
                    "objectType": "StatementRef",
                    "id": "8b2a0f6d-fa6c-4360-a8f2-c873dcdd284c",
                },
            }
        },
        {
            "context": {
                "registration": "8B2A0F6D-FA6C-4360-A8F2-C873DCDD284C",
                "language": "en-GB",
                "statement": {
                    "objectType": "StatementRef",
                    "id": "8B2A0F6D-FA6C-4360-A8F2-C873DCDD284C",
                },
            }
        },
    ),
    "capitals of the object's reference": (
        {"object": {"objectType": "StatementRef", "id": "8b2a0f6d-fa6c-4360-a8f2-c873dcdd284c"}},
        {"object": {"objectType": "StatementRef", "id": "8B2A0F6D-FA6C-4360-A8F2-C873DCDD284C"}},
    ),
    "capitals of an e-mail address's domain": (
        {"actor": make_group({"mbox": "mailto:Ann@example.org"})},
        {"actor": make_group({"mbox": "mailto:Ann@Example.ORG"})},
    ),
    "capitals of a hash": (
        {"actor": {"mbox_sha1sum": "a" * 40}},
        {"actor": {"mbox_sha1sum": "A" * 40}},
    ),
    "a duration beyond a hundredth of a second, which is a whole one": (
        {"result": {"duration": "PT1.004S"}},
        {"result": {"duration": "PT1S"}},
    ),
    "a duration beyond a hundredth of a second": (
        {"result": {"duration": "PT1.234S"}},
        {"result": {"duration": "PT1.239S"}},
    ),
    "how a number is written": (
        {"result": {"score": {"raw": 1}}},
        {"result": {"score": {"raw": 1.0}}},
    ),
}
DIFFERENT: dict[str, tuple[Json, Json]] = {
    "the actor": ({}, {"actor": make_agent("ben")}),
    "capitals of an e-mail address's own name": (
        {"actor": {"mbox": "mailto:ann@example.org"}},
        {"actor": {"mbox": "mailto:Ann@example.org"}},
    ),
    "the actor's name": ({}, {"actor": {**make_agent(), "name": "Ann"}}),
    "a member": (
        {"actor": make_group(make_agent("a"))},
        {"actor": make_group(make_agent("a"), make_agent("b"))},
    ),
    "the verb": ({}, {"verb": {"id": "https://example.org/undid"}}),
    "the object": ({}, {"object": {"id": "https://example.org/other"}}),
    "the moment": (
        {"timestamp": "2024-12-05T17:30:00Z"},
        {"timestamp": "2024-12-05T17:30:01Z"},
    ),
    "a result that one lacks": ({}, {"result": {}}),
    "true and 1": (
        {"result": {"extensions": {"https://example.org/x": True}}},
        {"result": {"extensions": {"https://example.org/x": 1}}},
    ),
    "a duration said in another way": (
        {"result": {"duration": "PT60S"}},
        {"result": {"duration": "PT1M"}},
    ),
    "an activity of the context": (
        {},
        {"context": {"contextActivities": {"parent": [{"id": "https://example.org/p"}]}}},
    ),
    "the order of values in an extension": (
        {"context": {"extensions": {"https://example.org/x": [1, 2]}}},
        {"context": {"extensions": {"https://example.org/x": [2, 1]}}},
    ),
}


def compared(one: Any, other: Any) -> set[bool]:
    """The verdict both ways round, of statements and of SubStatements."""
    pairs = [(make_statement(**one), make_statement(**other))]
    if not {"id", "stored"} & other.keys():
        pairs += [
            (
                make_statement(object={"objectType": "SubStatement", **first}),
                make_statement(object={"objectType": "SubStatement", **second}),
            )
            for first, second in pairs
        ]
    return {equivalent(*pair) for pair in pairs} | {equivalent(*pair[::-1]) for pair in pairs}


@pytest.mark.parametrize("difference", SAME)
def test_a_difference_that_does_not_count(difference: str) -> None:
    one, other = SAME[difference]
    if "timestamp" in other and "timestamp" not in one:
        assert equivalent(make_statement(**one), make_statement(**other))
    else:
        assert compared(one, other) == {True}


@pytest.mark.parametrize("difference", DIFFERENT)
def test_a_difference_that_counts(difference: str) -> None:
    one, other = DIFFERENT[difference]

    assert compared(one, other) == {False}
