"""Reading statements: one by its id, many by what they are found by (Communication 2.1.3)."""

from collections.abc import Sequence
from dataclasses import dataclass
from time import time_ns

from sqlalchemy import bindparam, func, select

from lrs.statements.terms import onward
from lrs.storage.bodies import Bodies, Bytes, fitting
from lrs.storage.dialects import Database
from lrs.storage.pages import page_beyond_marks, page_of
from lrs.storage.ready import Ready, ReadyForMany
from lrs.storage.tables import attachment, mention, statement, statement_attachment

TIES = 1000
"""How many statements can share one microsecond of `stored`: see tables.statement.position."""


@dataclass(slots=True)
class Query:
    """Which statements, in which order, how many."""

    limit: int
    terms: tuple[int, ...] = ()
    """All of them must be met."""
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

    found: Bodies
    beyond: int | None
    """The query with this `beyond` finds those that follow; None when there are none."""


@dataclass(slots=True)
class JoinedPage:
    """Statements as stored, in order, with a comma between any two; `beyond` as of `Page`."""

    bodies: Bytes
    beyond: int | None


@dataclass(frozen=True, slots=True)
class Attachment:
    """Data that was sent with a statement."""

    sha2: str
    content_type: str
    body: bytes


def now() -> int:
    """Microseconds since 1970."""
    return time_ns() // 1000


_NEWEST = Ready(select(func.max(statement.c.position)))


def consistent_through(database: Database) -> int:
    """A moment up to which every statement is visible, now and to every later reader.

    Ask before reading. While nobody writes it is this very moment: whoever had taken an earlier
    moment as `stored` had his turn, and it is over. While somebody writes it is the newest
    statement that can be seen, for those become visible in order.
    """
    moment = now()
    if database.is_at_rest():
        return moment
    newest: int | None = database.rows(_NEWEST)[0][0]
    return min(moment, (newest or 0) // TIES)


_FIND = select(statement.c.position, statement.c.body).where(
    statement.c.id == bindparam("key"), statement.c.voided == bindparam("voided")
)
_FIND_ANY = Ready(_FIND)
_FIND_MINE = Ready(
    _FIND.join(mention, mention.c.position == statement.c.position).where(
        mention.c.term == bindparam("mine")
    )
)


def find(
    database: Database, key: bytes, *, voided: bool, mine: int | None
) -> tuple[int, bytes] | None:
    """Position and body of one statement, if it is voided or not as asked.

    `mine` is the term of the authority that it must have.
    """
    if mine is None:
        found = database.rows(_FIND_ANY, key=key, voided=voided)
    else:
        found = database.rows(_FIND_MINE, key=key, voided=voided, mine=mine)
    return (found[0][0], found[0][1]) if found else None


def page(database: Database, query: Query, *, max_bytes: int, with_attachments: bool) -> Page:
    """The statements that meet the query, voided ones left out, up to its limit or `max_bytes`.

    Attachments count when they are wanted too. There is always at least one statement.
    """
    shape, bounds = (len(query.terms), query.ascending), _bounds(database, query)
    rows = database.rows(page_of(*shape), **bounds)
    if query.terms and (not rows or rows[0][3]):
        rows = database.rows(page_beyond_marks(*shape), **bounds)
    wanted = rows[: query.limit]
    attached = _attachment_sizes(database, [row[0] for row in wanted]) if with_attachments else {}
    sizes = (size + attached.get(position, 0) for position, _, size, _ in wanted)
    shown = wanted[: fitting(sizes, max_bytes)]
    found = [(row[0], row[1] or _long_body(database, row[0])) for row in shown]
    there = [(position, body) for position, body in found if body is not None]
    bodies = Bodies([position for position, _ in there], [body for _, body in there])
    return Page(bodies, shown[-1][0] if len(rows) > len(shown) else None)


_BODY = Ready(select(statement.c.body).where(statement.c.position == bindparam("position")))


def _long_body(database: Database, position: int) -> bytes | None:
    """One that was not read with others; None when it was forgotten meanwhile."""
    found = database.rows(_BODY, position=position)
    return found[0][0] if found else None


def joined_page(database: Database, query: Query, *, max_bytes: int) -> JoinedPage:
    """Like `page`, without attachments, for who does not need to tell one statement from another."""
    found = database.joined(
        page_of(len(query.terms), query.ascending),
        ascending=query.ascending,
        **_bounds(database, query),
    )
    if found is None or found.size > max_bytes or found.has_marks or found.lacks_long:
        singly = page(database, query, max_bytes=max_bytes, with_attachments=False)
        return JoinedPage(b",".join(singly.found), singly.beyond)
    if found.many <= query.limit:
        return JoinedPage(found.bodies, None)
    # The one too many comes first on the next page.
    before_it = found.last - 1 if query.ascending else found.last + 1
    return JoinedPage(found.without_last(), before_it)


def _bounds(database: Database, query: Query) -> dict[str, int]:
    """What `page_of` is to find: one more than wanted, to know whether there are more."""
    low = 0 if query.since is None else (query.since + 1) * TIES
    high = _BEYOND_ALL if query.until is None else (query.until + 1) * TIES
    if query.beyond is not None and query.ascending:
        low = max(low, query.beyond + 1)
    elif query.beyond is not None:
        high = min(high, query.beyond)
    bounds = {
        "low": min(max(low, 0), _BEYOND_ALL),
        "high": min(max(high, 0), _BEYOND_ALL),
        "many": query.limit + 1,
    }
    for number, term in enumerate(_rarest_first(database, query.terms)):
        bounds[f"term_{number}"] = term
        bounds[f"onward_{number}"] = onward(term)
    return bounds


_BEYOND_ALL = 2**63 - 1


MANY = 1000
_UP_TO_MANY = Ready(
    select(func.count()).select_from(
        select(mention.c.position).where(mention.c.term == bindparam("term")).limit(MANY).subquery()
    )
)


def _rarest_first(database: Database, terms: tuple[int, ...]) -> Sequence[int]:
    """The order that makes the walk short, where one of them has fewer than 1,000 statements."""
    if len(terms) < 2:
        return terms
    return sorted(terms, key=lambda term: database.rows(_UP_TO_MANY, term=term)[0][0])


_SIZES = ReadyForMany(
    select(statement_attachment.c.position, func.length(attachment.c.body)).join(
        attachment, attachment.c.sha2 == statement_attachment.c.sha2
    ),
    statement_attachment.c.position,
)


def _attachment_sizes(database: Database, positions: Sequence[int]) -> dict[int, int]:
    sizes: dict[int, int] = {}
    for ready, values in _SIZES.batches(positions):
        for position, size in database.rows(ready, **values):
            sizes[position] = sizes.get(position, 0) + size
    return sizes


_ATTACHMENTS = ReadyForMany(
    select(
        statement_attachment.c.sha2, statement_attachment.c.content_type, attachment.c.body
    ).join(attachment, attachment.c.sha2 == statement_attachment.c.sha2),
    statement_attachment.c.position,
)


def attachments(database: Database, positions: Sequence[int]) -> list[Attachment]:
    """The data stored with these statements, each only once."""
    found: dict[str, Attachment] = {}
    for ready, values in _ATTACHMENTS.batches(positions):
        for sha2, content_type, body in database.rows(ready, **values):
            found[sha2] = Attachment(sha2, content_type, body)
    return list(found.values())
