"""Walks through all statements in order, a few at a time, in constant memory."""

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import Connection, select

from lrs.storage.tables import statement

AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Stored:
    """A row of the statement table."""

    position: int
    id: bytes
    target: bytes | None
    voiding: bool
    voided: bool
    body: bytes


def statements(connection: Connection) -> Iterator[list[Stored]]:
    """Every statement, oldest first, in lists of at most 500."""
    after = -1
    while True:
        rows = connection.execute(
            select(statement)
            .where(statement.c.position > after)
            .order_by(statement.c.position)
            .limit(AT_ONCE)
        ).all()
        if not rows:
            return
        yield [Stored(*row) for row in rows]
        after = rows[-1].position
