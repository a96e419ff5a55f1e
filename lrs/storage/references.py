"""StatementRefs: what refers to a statement is found by what that one is found by, and may void it.

Communication 2.1.3 (Filter Conditions for StatementRefs) and Data 2.3.2 (Voiding). A target may
arrive before or after what refers to it; chains may be long, and may even be rings.
"""

from collections.abc import Sequence

import orjson
from sqlalchemy import Connection, select, update

from lrs.statements.prepare import Prepared
from lrs.statements.terms import own_terms
from lrs.storage.dialects import Database
from lrs.storage.ready import ReadyForMany, batched
from lrs.storage.tables import mention, statement

Known = dict[bytes, tuple[set[int], bytes | None]]
"""What statements say themselves, and the statement that each refers to."""


def settle(database: Database, connection: Connection, arrived: Sequence[Prepared]) -> None:
    """Void, and pass on what can be found, for statements that have just been inserted."""
    awaited = _awaited(database, connection, arrived)
    for one in arrived:
        if one.voids:
            connection.execute(
                update(statement)
                .where(statement.c.id == one.target, statement.c.voiding.is_(False))
                .values(voided=True)
            )
        if one.key in awaited and not one.voids and is_voided(connection, one.key):
            connection.execute(
                update(statement).where(statement.c.id == one.key).values(voided=True)
            )
    linked = [one.key for one in arrived if one.target is not None or one.key in awaited]
    known: Known = {}
    rows = (
        {"term": term, "position": position}
        for position, key in above(connection, *linked).items()
        for term in terms_below(connection, key, known)
    )
    for some in batched(rows):
        connection.execute(database.insert_new(mention), some)


_REFERRED_TO = ReadyForMany(select(statement.c.target), statement.c.target)


def _awaited(database: Database, connection: Connection, arrived: Sequence[Prepared]) -> set[bytes]:
    """The keys among the newcomers that something refers to."""
    found: set[bytes] = set()
    for ready, values in _REFERRED_TO.batches([one.key for one in arrived]):
        found.update(row[0] for row in database.run(connection, ready, **values))
    return found


def is_voided(connection: Connection, key: bytes) -> bool:
    """True when a voiding statement refers to it."""
    voiding = select(1).where(statement.c.target == key, statement.c.voiding.is_(True)).limit(1)
    return connection.scalar(voiding) is not None


def terms_below(connection: Connection, key: bytes, known: Known | None = None) -> set[int]:
    """What a statement, its target, its target's target … say themselves.

    `known` remembers what was read, for those who ask about many.
    """
    known = {} if known is None else known
    terms: set[int] = set()
    seen: set[bytes] = set()
    following: bytes | None = key
    while following is not None and following not in seen:
        seen.add(following)
        if following not in known:
            known[following] = _said_by(connection, following)
        own, following = known[following]
        terms |= own
    return terms


def _said_by(connection: Connection, key: bytes) -> tuple[set[int], bytes | None]:
    row = connection.execute(
        select(statement.c.body, statement.c.target).where(statement.c.id == key)
    ).one_or_none()
    return (set(), None) if row is None else (own_terms(orjson.loads(row.body)), row.target)


def above(connection: Connection, *keys: bytes) -> dict[int, bytes]:
    """These statements, those that refer to them, those that refer to those …: key by position."""
    found: dict[int, bytes] = {}
    waiting, seen = [*keys], {*keys}
    while waiting:
        one = waiting.pop()
        rows = connection.execute(
            select(statement.c.position, statement.c.id).where(
                (statement.c.id == one) | (statement.c.target == one)
            )
        ).all()
        for position, other in rows:
            found[position] = other
            if other not in seen:
                seen.add(other)
                waiting.append(other)
    return found
