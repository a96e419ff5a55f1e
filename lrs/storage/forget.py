"""Removes a person, as the law may want it: the one deed that takes statements away.

Goes: every statement with the person in it, however deep, with its attachments; the person's
documents and names. Stays: an audit line that tells when, how much and by whom, but not who it was.
Statements that only refer to removed ones stay, and are no longer found by the person.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import orjson
from sqlalchemy import Connection, delete, insert, select

from lrs.statements.actors import identifier
from lrs.statements.terms import AGENT, RELATED_AGENT, authority_term, own_terms, term
from lrs.storage import definitions, references
from lrs.storage.dialects import Database
from lrs.storage.ready import AT_ONCE, batched
from lrs.storage.statements import now
from lrs.storage.tables import (
    agent_name,
    attachment,
    audit,
    document,
    mention,
    statement,
    statement_attachment,
)


@dataclass(frozen=True, slots=True)
class Removal:
    """How much was removed, or would be."""

    statements: int
    documents: int
    attachments: int
    has_left_traces: bool = False
    """The files may still hold what was removed, because somebody reads an earlier state."""


@dataclass(frozen=True, slots=True)
class _Named:
    """A statement that names the person; `authority` is its term."""

    position: int
    key: bytes
    authority: int


class _OnlyCounted(Exception):
    """Undoes a removal that was only to be counted."""


def forget(database: Database, agent: dict[str, Any], *, by: str, only_count: bool) -> Removal:
    """Remove the person with this identifier, in one transaction; nothing when `only_count`."""
    own = identifier(agent)
    if own is None:
        raise ValueError("An anonymous group is nobody to forget.")
    removal = Removal(0, 0, 0)
    try:
        with database.writing() as connection:
            removal = _remove(database, connection, own)
            if only_count:
                raise _OnlyCounted
            deed = (
                f"forget: {removal.statements} statements, {removal.documents} documents, "
                f"{removal.attachments} attachments removed by {by}"
            )
            connection.execute(insert(audit).values(at=now(), deed=deed))
    except _OnlyCounted:
        return removal
    return replace(removal, has_left_traces=not database.erase_traces())


def _remove(database: Database, connection: Connection, own: str) -> Removal:
    related, direct = term(RELATED_AGENT, own), term(AGENT, own)
    named = list(_statements_with(connection, related))
    for some in batched(named):
        _remove_statements(database, connection, some)
    orphans = attachment.c.sha2.not_in(select(statement_attachment.c.sha2))
    attachments = connection.execute(delete(attachment).where(orphans)).rowcount
    documents = connection.execute(delete(document).where(document.c.agent == direct)).rowcount
    connection.execute(delete(agent_name).where(agent_name.c.agent == direct))
    definitions.changed(database, connection)
    return Removal(len(named), documents, attachments)


def _statements_with(connection: Connection, related: int) -> Iterator[_Named]:
    """Those that name the person themselves, not through a reference."""
    rows = connection.execute(
        select(statement.c.position, statement.c.id, statement.c.body)
        .join(mention, mention.c.position == statement.c.position)
        .where(mention.c.term == related),
        execution_options={"yield_per": AT_ONCE},
    )
    for position, key, body in rows:
        said = orjson.loads(body)
        if related in own_terms(said):
            yield _Named(position, key, authority_term(said["authority"]))


def _remove_statements(database: Database, connection: Connection, some: list[_Named]) -> None:
    gone = {one.key for one in some}
    affected = references.above(connection, gone, references.LEVELS)
    before = references.read(connection, affected)
    after = {key: said for key, said in before.items() if key not in gone}
    changes = [
        (one.position, references.found_by(one.key, before) | {one.authority}, set[int]())
        for one in some
    ]
    changes += [
        (position, references.found_by(key, before), references.found_by(key, after))
        for key, position in affected.items()
        if key in after
    ]
    references.change(database, connection, changes)
    for table in (statement_attachment, statement):
        connection.execute(
            delete(table).where(table.c.position.in_([one.position for one in some]))
        )
