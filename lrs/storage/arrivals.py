"""Puts statements into the tables, with what they are found by and what they refer to."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import Connection

from lrs.statements.prepare import Prepared
from lrs.storage import references
from lrs.storage.dialects import Database
from lrs.storage.tables import attachment, mention, statement, statement_attachment

HASHES = {56: "sha224", 64: "sha256", 96: "sha384", 128: "sha512"}
"""Which SHA-2 a hash is, by the number of its hexadecimal digits (Data 2.4.11)."""


@dataclass(frozen=True, slots=True)
class Arrival:
    """A statement that has its place in the order of `stored`."""

    position: int
    prepared: Prepared
    body: bytes
    attachments: Mapping[str, str] = field(default_factory=dict)
    """Content type by SHA-2, of those whose data is stored."""


def insert(database: Database, connection: Connection, arrivals: Sequence[Arrival]) -> None:
    """Insert statements that are not in the store yet; their attachments' data must be."""
    statements = []
    mentions = []
    uses = []
    for one in arrivals:
        prepared, position = one.prepared, one.position
        statements.append(
            (position, prepared.key, prepared.target, prepared.voids, False, one.body)
        )
        mentions += [(term, position) for term in prepared.terms]
        mentions.append((prepared.authority, position))
        uses += [(position, sha2, content_type) for sha2, content_type in one.attachments.items()]
    database.insert(connection, statement, statements)
    database.insert(connection, mention, sorted(mentions))
    if uses:
        database.insert(connection, statement_attachment, uses)
    references.settle(database, connection, {one.position: one.prepared for one in arrivals})


def insert_attachments(
    database: Database, connection: Connection, parts: Mapping[str, bytes]
) -> None:
    """Insert data by its SHA-2, where it is not stored yet."""
    rows = [{"sha2": sha2, "body": body} for sha2, body in parts.items()]
    if rows:
        connection.execute(database.insert_new(attachment), rows)
