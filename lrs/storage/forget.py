"""Removes a person, as the law may want it: the one deed that takes statements away.

Goes: every statement with the person in it, however deep, with its attachments; the person's
documents and names. Stays: an audit line that tells when, how much and by whom, but not who it was.
Statements that only refer to removed ones stay, and are no longer found by the person.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, delete, insert, select

from lrs.statements.actors import identifier
from lrs.statements.prepare import restored
from lrs.statements.terms import AGENT, RELATED_AGENT, term
from lrs.storage import definitions, references
from lrs.storage.dialects import Database
from lrs.storage.ready import batched
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
    database.erase_traces()
    return removal


def _remove(database: Database, connection: Connection, own: str) -> Removal:
    related, direct = term(RELATED_AGENT, own), term(AGENT, own)
    removed = dict(_statements_with(connection, related))
    affected = references.above(connection, removed.values(), references.LEVELS)
    before = references.read(connection, affected)
    for position, key in removed.items():
        _remove_statement(connection, position, key, references.found_by(key, before))
    gone = set(removed.values())
    after = {key: said for key, said in before.items() if key not in gone}
    changes = (
        (position, references.found_by(key, before), references.found_by(key, after))
        for key, position in affected.items()
        if key in after
    )
    references.change(database, connection, changes)
    orphans = attachment.c.sha2.not_in(select(statement_attachment.c.sha2))
    attachments = connection.execute(delete(attachment).where(orphans)).rowcount
    documents = connection.execute(delete(document).where(document.c.agent == direct)).rowcount
    connection.execute(delete(agent_name).where(agent_name.c.agent == direct))
    definitions.changed(database, connection)
    return Removal(len(removed), documents, attachments)


def _statements_with(connection: Connection, related: int) -> Iterator[tuple[int, bytes]]:
    """Position and key of those that name the person themselves, not through a reference."""
    rows = connection.execute(
        select(statement.c.position, statement.c.id)
        .join(mention, mention.c.position == statement.c.position)
        .where(mention.c.term == related)
    ).all()
    for position, key in rows:
        body = connection.scalar(select(statement.c.body).where(statement.c.id == key)) or b"{}"
        if related in restored(body).terms:
            yield position, key


def _remove_statement(
    connection: Connection, position: int, key: bytes, found_by: set[int]
) -> None:
    body = connection.scalar(select(statement.c.body).where(statement.c.id == key)) or b"{}"
    terms = found_by | {restored(body).authority}
    for table in (statement_attachment, statement):
        connection.execute(delete(table).where(table.c.position == position))
    _remove_mentions(connection, position, terms)


def _remove_mentions(connection: Connection, position: int, terms: set[int]) -> None:
    for some in batched(terms):
        connection.execute(
            delete(mention).where(mention.c.position == position, mention.c.term.in_(some))
        )
