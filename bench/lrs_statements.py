"""Statements like the platform's, for loads: seeded, so that every run sends the same."""

import random
from typing import Any
from uuid import UUID

PEOPLE, ACTIVITIES, VERBS = 500, 200, ("completed", "experienced", "answered", "initialized")


def agent(number: int) -> dict[str, Any]:
    """One of the people."""
    return {
        "objectType": "Agent",
        "account": {"homePage": "https://platform.example.org/", "name": f"person-{number:06d}"},
    }


def activity(number: int) -> dict[str, Any]:
    """One of the activities, with its definition."""
    return {
        "objectType": "Activity",
        "id": f"https://platform.example.org/activities/{number:06d}",
        "definition": {
            "type": "http://adlnet.gov/expapi/activities/lesson",
            "name": {"en-GB": f"Lesson {number}"},
        },
    }


def statement(chance: random.Random) -> dict[str, Any]:
    """Account actor, definition, result, context with registration and activities."""
    person, lesson, verb = (
        chance.randrange(PEOPLE),
        chance.randrange(ACTIVITIES),
        chance.choice(VERBS),
    )
    return {
        "actor": agent(person),
        "verb": {"id": f"http://adlnet.gov/expapi/verbs/{verb}", "display": {"en-GB": verb}},
        "object": activity(lesson),
        "result": {"completion": True, "duration": f"PT{chance.randrange(600)}S"},
        "context": {
            "registration": str(UUID(int=person, version=4)),
            "language": "en-GB",
            "platform": "Active Bystander Learning",
            "contextActivities": {
                "parent": [{"id": f"https://platform.example.org/modules/{lesson % 20}"}],
                "grouping": [{"id": f"https://platform.example.org/programmes/{person % 3}"}],
            },
            "extensions": {"https://platform.example.org/extensions/piece": lesson % 7},
        },
        "timestamp": f"2026-11-{chance.randrange(1, 29):02d}T17:30:{chance.randrange(60):02d}.000Z",
    }


def long_statement(chance: random.Random) -> dict[str, Any]:
    """The same with a question's whole definition, an answer in words and more of everything."""
    said = statement(chance)
    number = int(said["object"]["id"][-6:])
    said["object"]["definition"] |= {
        "description": {"en-GB": f"Question {number}. " + "What would be said, and to whom? " * 6},
        "interactionType": "choice",
        "correctResponsesPattern": ["a"],
        "choices": [
            {"id": letter, "description": {"en-GB": f"Answer {letter} of {number}. " * 3}}
            for letter in "abcdef"
        ],
    }
    said["result"]["response"] = f"{chance.random()} and more that somebody wrote in full. " * 10
    said["context"]["contextActivities"]["other"] = [activity(number), activity(number // 2)]
    said["context"]["extensions"] |= {
        f"https://platform.example.org/extensions/{key}": {"at": chance.random(), "of": [1, 2, 3]}
        for key in ("where", "how", "when")
    }
    return said
