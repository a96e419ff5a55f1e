"""The smallest valid things; a test sets only what it is about."""

import hashlib
from typing import Any
from uuid import uuid4

Json = dict[str, Any]


def make_agent(name: str = "ann") -> Json:
    """An agent known by an account."""
    return {"account": {"homePage": "https://example.org", "name": name}}


def make_group(*members: Json, **properties: Any) -> Json:
    """A group: anonymous unless it is given an identifier."""
    return {"objectType": "Group", "member": list(members), **properties}


def make_statement(**properties: Any) -> Json:
    """Ann did something."""
    return {
        "actor": make_agent(),
        "verb": {"id": "https://example.org/did"},
        "object": {"id": "https://example.org/thing"},
        **properties,
    }


def make_reference(statement_id: str, **properties: Any) -> Json:
    """Ann said something about another statement."""
    return make_statement(
        object={"objectType": "StatementRef", "id": statement_id},
        **{"verb": {"id": "https://example.org/noted"}, **properties},
    )


def make_voiding(statement_id: str, **properties: Any) -> Json:
    """A statement that voids another."""
    verb = {"id": "http://adlnet.gov/expapi/verbs/voided"}
    return make_reference(statement_id, **{"verb": verb, **properties})


def make_attachment(data: bytes, **properties: Any) -> Json:
    """What a statement says of data that is sent with it."""
    return {
        "usageType": "https://example.org/usage",
        "display": {"en": "data"},
        "contentType": "text/plain",
        "length": len(data),
        "sha2": hashlib.sha256(data).hexdigest(),
        **properties,
    }


def make_id() -> str:
    """An id for a statement."""
    return str(uuid4())
