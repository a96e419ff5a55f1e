"""Completes a valid statement once, on the way in, to the bytes that every reading returns."""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from lrs.statements import exact, times
from lrs.statements.actors import identifier
from lrs.statements.edition import Edition
from lrs.statements.parts import all_activities, all_actors
from lrs.statements.terms import authority_term, own_terms
from lrs.statements.validate import VOIDED


@dataclass(slots=True, eq=False)
class Prepared:
    """A statement that lacks nothing but the moment it is stored."""

    id: str
    key: bytes
    """The id as the 16 bytes it is stored under: ids do not differ by case (Data 4.4)."""
    body: bytes
    """The JSON, without `stored`, and without `timestamp` if the client sent none."""
    has_timestamp: bool
    terms: frozenset[int]
    authority: int
    """The term of its authority."""
    target: bytes | None
    """Key of the statement its object refers to."""
    voids: bool
    attachments: tuple[tuple[str, str], ...]
    """SHA-2 and content type of each attachment."""
    names: tuple[tuple[str, str], ...]
    """Identifier and name of each agent that has both."""
    definitions: tuple[tuple[str, bytes], ...]
    """Id and definition (JSON) of each activity that has one."""

    def stored_at(self, moment: int) -> bytes:
        """The whole statement, stored at `moment` (microseconds, UTC); Data 2.4.7 and 2.4.8."""
        text = times.text(moment).encode()
        timestamp = b"" if self.has_timestamp else b',"timestamp":"' + text + b'"'
        return self.body[:-1] + timestamp + b',"stored":"' + text + b'"}'


def key_of(statement_id: str) -> bytes:
    """The 16 bytes a statement's id is stored under."""
    return bytes.fromhex(statement_id.replace("-", ""))


def prepare(
    statements: Sequence[dict[str, Any]], authority: dict[str, Any], edition: Edition
) -> list[Prepared]:
    """Complete valid statements: id, authority, version, arrays, UTC (Data 2.4).

    Changes `statements`.
    """
    nameless = [one for one in statements if "id" not in one]
    # All at once: while the system draws, other threads are let in, and that takes longer.
    drawn = os.urandom(16 * len(nameless))
    for number, one in enumerate(nameless):
        one["id"] = str(UUID(bytes=drawn[16 * number :][:16], version=4))
    asserted = authority_term(authority)
    return [_completed(one, authority, asserted, edition) for one in statements]


def restored(body: bytes) -> Prepared:
    """What is known of a statement that was stored already, from its bytes."""
    statement = exact.loads(body)
    return _described(statement, body, authority_term(statement["authority"]))


def _completed(
    statement: dict[str, Any], authority: dict[str, Any], asserted: int, edition: Edition
) -> Prepared:
    statement.pop("stored", None)
    statement["authority"] = authority
    statement.setdefault("version", edition.statement_version)
    _normalise(statement)
    target = statement["object"]
    if target.get("objectType") == "SubStatement":
        _normalise(target)
    return _described(statement, exact.dumps(statement), asserted)


def _described(statement: dict[str, Any], body: bytes, asserted: int) -> Prepared:
    target = statement["object"]
    refers = target.get("objectType") == "StatementRef"
    return Prepared(
        id=statement["id"],
        key=key_of(statement["id"]),
        body=body,
        has_timestamp="timestamp" in statement,
        terms=frozenset(own_terms(statement)),
        authority=asserted,
        target=key_of(target["id"]) if refers else None,
        voids=refers and statement["verb"]["id"] == VOIDED,
        attachments=tuple(
            [(one["sha2"].lower(), one["contentType"]) for one in attachments_of(statement)]
        ),
        names=tuple(_names(statement)),
        definitions=tuple(
            [
                (one["id"], exact.dumps(one["definition"]))
                for one in all_activities(statement)
                if one.get("definition")
            ]
        ),
    )


def attachments_of(statement: dict[str, Any]) -> list[dict[str, Any]]:
    """The attachment objects of a statement and of its SubStatement (Data 2.4.11)."""
    found = list(statement.get("attachments", ()))
    if statement["object"].get("objectType") == "SubStatement":
        found += statement["object"].get("attachments", ())
    return found


def _normalise(statement: dict[str, Any]) -> None:
    if "timestamp" in statement:
        statement["timestamp"] = times.in_utc(statement["timestamp"])
    groups = statement.get("context", {}).get("contextActivities", {})
    for name, value in groups.items():
        if isinstance(value, dict):
            groups[name] = [value]


def _names(statement: dict[str, Any]) -> set[tuple[str, str]]:
    found = set()
    for actor in all_actors(statement):
        for one in (actor, *actor.get("member", ())):
            own = identifier(one)
            if own is not None and "name" in one:
                found.add((own, one["name"]))
    return found
