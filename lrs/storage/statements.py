"""Reading statements: one by its id, many by what they are found by (Communication 2.1.3)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from time import time_ns

from sqlalchemy import Connection, Select, func, select

from lrs.storage.dialects import Database
from lrs.storage.tables import attachment, mention, statement, statement_attachment

TIES = 1000
"""How many statements can share one microsecond of `stored`: see tables.statement.position."""


@dataclass(frozen=True, slots=True)
class Query:
    """Which statements, in which order, how many."""

    limit: int
    terms: tuple[int, ...] = ()
    """All of them must be met; the one that narrows most comes first."""
    since: int | None = None
    """Stored after this moment (microseconds, exclusive)."""
    until: int | None = None
    """Stored at or before this moment (microseconds, inclusive)."""
    ascending: bool = False
    beyond: int | None = None
    """Position of the last statement of the page before."""


@dataclass(frozen=True, slots=True)
class Page:
    """Statements as stored, in order."""

    bodies: list[bytes]
    positions: list[int]
    has_more: bool


@dataclass(frozen=True, slots=True)
class Attachment:
    """Data that was sent with a statement."""

    sha2: str
    content_type: str
    body: bytes


def now() -> int:
    """Microseconds since 1970."""
    return time_ns() // 1000


def consistent_through(database: Database) -> int:
    """A moment up to which every statement is visible, now and to every later reader.

    Ask before reading. While nobody writes it is this very moment: whoever had taken an earlier
    moment as `stored` had his turn, and it is over. While somebody writes it is the newest
    statement that can be seen, for those become visible in order.
    """
    moment = now()
    if database.is_at_rest():
        return moment
    with database.reading() as connection:
        newest: int | None = connection.scalar(select(func.max(statement.c.position)))
    return min(moment, (newest or 0) // TIES)


def find(
    connection: Connection, key: bytes, *, voided: bool, mine: int | None
) -> tuple[int, bytes] | None:
    """Position and body of one statement, if it is voided or not as asked.

    `mine` is the term of the authority that it must have.
    """
    wanted = select(statement.c.position, statement.c.body).where(
        statement.c.id == key, statement.c.voided == voided
    )
    if mine is not None:
        wanted = wanted.join(mention, mention.c.position == statement.c.position).where(
            mention.c.term == mine
        )
    row = connection.execute(wanted).one_or_none()
    return None if row is None else (row.position, row.body)


def page(connection: Connection, query: Query, max_bytes: int) -> Page:
    """The statements that meet the query, voided ones left out, up to its limit or `max_bytes`."""
    bodies: list[bytes] = []
    positions: list[int] = []
    size = 0
    rows = connection.execute(_select(query))
    for position, body in rows:
        if len(bodies) == query.limit or (bodies and size + len(body) > max_bytes):
            rows.close()
            return Page(bodies, positions, has_more=True)
        bodies.append(body)
        positions.append(position)
        size += len(body)
    return Page(bodies, positions, has_more=False)


def _select(query: Query) -> Select[int, bytes]:
    first = mention.alias("first")
    position = first.c.position if query.terms else statement.c.position
    wanted = select(position, statement.c.body).where(statement.c.voided.is_(False))
    if query.terms:
        wanted = wanted.select_from(
            first.join(statement, statement.c.position == first.c.position)
        ).where(first.c.term == query.terms[0])
    for number, term in enumerate(query.terms[1:]):
        other = mention.alias(f"other_{number}")
        wanted = wanted.where(
            select(1).where(other.c.term == term, other.c.position == position).exists()
        )
    if query.since is not None:
        wanted = wanted.where(position >= (query.since + 1) * TIES)
    if query.until is not None:
        wanted = wanted.where(position < (query.until + 1) * TIES)
    if query.beyond is not None:
        wanted = wanted.where(
            position > query.beyond if query.ascending else position < query.beyond
        )
    return wanted.order_by(position if query.ascending else position.desc()).limit(query.limit + 1)


def attachments(connection: Connection, positions: Sequence[int]) -> list[Attachment]:
    """The data stored with these statements, each only once."""
    rows = connection.execute(
        select(statement_attachment.c.sha2, statement_attachment.c.content_type, attachment.c.body)
        .join(attachment, attachment.c.sha2 == statement_attachment.c.sha2)
        .where(statement_attachment.c.position.in_(positions))
    )
    return list({sha2: Attachment(sha2, kind, body) for sha2, kind, body in rows}.values())


def bodies_by_key(connection: Connection, keys: Iterable[bytes]) -> dict[bytes, bytes]:
    """The statements among these keys that are stored."""
    wanted = list(keys)
    found: dict[bytes, bytes] = {}
    for start in range(0, len(wanted), 500):
        rows = connection.execute(
            select(statement.c.id, statement.c.body).where(
                statement.c.id.in_(wanted[start : start + 500])
            )
        )
        found.update((key, body) for key, body in rows)
    return found
