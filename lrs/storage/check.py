"""Is the store whole? Compares everything that is kept twice, and every hash with its data."""

import hashlib
from collections.abc import Iterator
from uuid import UUID

import orjson
from sqlalchemy import Connection, func, select

from lrs.statements import times
from lrs.statements.prepare import Prepared, restored
from lrs.storage.arrivals import HASHES
from lrs.storage.dialects import Database
from lrs.storage.ready import batched
from lrs.storage.references import found_by, read
from lrs.storage.statements import TIES
from lrs.storage.tables import attachment, document, mention, statement, statement_attachment
from lrs.storage.walk import Stored, statements

_UNREADABLE = (ValueError, LookupError, TypeError, AttributeError)
"""What a statement raises that was damaged."""


def faults(database: Database) -> Iterator[str]:
    """Every fault of the store, one sentence each; none when it is whole."""
    yield from database.own_faults()
    expected = 0
    with database.reading() as connection:
        for rows in statements(connection):
            for row in rows:
                try:
                    prepared = restored(row.body)
                    stored = times.instant(orjson.loads(row.body)["stored"])
                except _UNREADABLE:
                    yield f"The statement at position {row.position} cannot be read."
                    continue
                try:
                    terms = _expected(connection, prepared)
                except _UNREADABLE:
                    yield f"The statement {prepared.id} leads to one that cannot be read."
                    continue
                expected += len(terms)
                for fault in _faults_of(connection, row, prepared, stored, terms):
                    yield f"The statement {prepared.id} {fault}."
        found = connection.scalar(select(func.count()).select_from(mention)) or 0
        if found > expected:
            yield f"The index has {found - expected} entries that belong to no statement."
        yield from _faults_of_voiding(connection)
        yield from _faults_of_attachments(connection)
        yield from _faults_of_documents(connection)


def _expected(connection: Connection, prepared: Prepared) -> frozenset[int]:
    if prepared.target is None:
        return prepared.terms | {prepared.authority}
    known = read(connection, [prepared.key])
    return frozenset({*found_by(prepared.key, known), prepared.authority})


def _faults_of(
    connection: Connection,
    row: Stored,
    prepared: Prepared,
    stored: int | None,
    terms: frozenset[int],
) -> Iterator[str]:
    if prepared.key != row.id:
        yield "is kept under another id"
    if stored != row.position // TIES:
        yield "is not at the position of the moment it was stored"
    if prepared.target != row.target or prepared.voids != row.voiding:
        yield "refers to another statement than its row says"
    if row.voided and row.voiding:
        yield "is marked as voided, which a voiding statement cannot be"
    found = sum(
        connection.scalar(
            select(func.count())
            .select_from(mention)
            .where(mention.c.position == row.position, mention.c.term.in_(some))
        )
        or 0
        for some in batched(terms)
    )
    if found != len(terms):
        yield f"cannot be found by {len(terms) - found} of its {len(terms)} terms"


def _faults_of_voiding(connection: Connection) -> Iterator[str]:
    voiding = statement.alias("voiding")
    overlooked = (
        select(statement.c.id)
        .join(voiding, voiding.c.target == statement.c.id)
        .where(voiding.c.voiding, ~statement.c.voiding, ~statement.c.voided)
    )
    for key in connection.scalars(overlooked):
        yield f"The statement {UUID(bytes=key)} is voided by another one, and not marked as such."


def _faults_of_attachments(connection: Connection) -> Iterator[str]:
    for sha2 in connection.scalars(select(attachment.c.sha2)).all():
        body = connection.scalar(select(attachment.c.body).where(attachment.c.sha2 == sha2)) or b""
        if hashlib.new(HASHES[len(sha2)], body).hexdigest() != sha2:
            yield f"The attachment {sha2} is not what its hash says."
    use = statement_attachment.c
    absent = (
        select(use.sha2)
        .outerjoin(attachment, attachment.c.sha2 == use.sha2)
        .where(attachment.c.sha2.is_(None))
    )
    for sha2 in connection.scalars(absent):
        yield f"The attachment {sha2} is missing."
    orphans = (
        select(func.count())
        .select_from(statement_attachment)
        .outerjoin(statement, statement.c.position == use.position)
        .where(statement.c.position.is_(None))
    )
    if connection.scalar(orphans):
        yield "There are attachments of statements that are not stored."


def _faults_of_documents(connection: Connection) -> Iterator[str]:
    for key in connection.scalars(select(document.c.key)).all():
        row = connection.execute(
            select(document.c.body, document.c.etag, document.c.name).where(document.c.key == key)
        ).one()
        if hashlib.sha1(row.body, usedforsecurity=False).hexdigest() != row.etag:
            yield f"The document {key.hex()} is not what its entity tag says."
