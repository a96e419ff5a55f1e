"""Terms: what a statement can be found by.

Each condition of a query ("this agent", "this verb") is one term, a number made from its kind and
value. A statement is stored with its terms; a query intersects theirs. Being a hash of 64 bits, a
term needs no table of its own, is the same in every process and holds nobody's address in clear.
"""

from functools import lru_cache
from hashlib import blake2b
from typing import Any

from lrs.statements.actors import identifier
from lrs.statements.parts import actor_and_object, all_activities, all_actors, is_activity

AGENT = "agent"
RELATED_AGENT = "related agent"
VERB = "verb"
ACTIVITY = "activity"
RELATED_ACTIVITY = "related activity"
REGISTRATION = "registration"
AUTHORITY = "authority"

_DIRECT = {RELATED_AGENT: AGENT, RELATED_ACTIVITY: ACTIVITY}


@lru_cache(maxsize=16384)
def term(kind: str, value: str) -> int:
    """The term of one condition, as a signed integer of 64 bits.

    Who is an agent of a statement is a related one too: the terms of both lie side by side in the
    index, so that one page of it is written.
    """
    direct = _DIRECT.get(kind)
    if direct is not None:
        return term(direct, value) ^ 1
    digest = blake2b(f"{kind} {value}".encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big", signed=True)


def onward(found: int) -> int:
    """The mark on a statement with this term, where a query has to follow references itself.

    It lies beside the term in the index, and no statement says it (lrs.storage.references).
    """
    return found ^ 2


def own_terms(statement: dict[str, Any]) -> set[int]:
    """What a valid statement says itself; a StatementRef adds what its target is found by."""
    result = {term(VERB, statement["verb"]["id"])}
    for actor in actor_and_object(statement):
        for one in _identifiers(actor):
            result.add(term(AGENT, one))
    for actor in all_actors(statement):
        for one in _identifiers(actor):
            result.add(term(RELATED_AGENT, one))
    if is_activity(statement["object"]):
        result.add(term(ACTIVITY, statement["object"]["id"]))
    for activity in all_activities(statement):
        result.add(term(RELATED_ACTIVITY, activity["id"]))
    registration = statement.get("context", {}).get("registration")
    if registration is not None:
        result.add(term(REGISTRATION, registration.lower()))
    return result


def authority_term(authority: dict[str, Any]) -> int:
    """What `statements/read/mine` goes by; never inherited through a StatementRef."""
    return term(AUTHORITY, " and ".join(sorted(_identifiers(authority))))


def _identifiers(actor: dict[str, Any]) -> list[str]:
    """The identifiers an Agent or Group answers to: its own, and those of its members."""
    own = identifier(actor)
    found = [] if own is None else [own]
    for member in actor.get("member", ()):
        one = identifier(member)
        if one is not None:
            found.append(one)
    return found
