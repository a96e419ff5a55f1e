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
from lrs.storage.ready import ReadyForMany
from lrs.storage.tables import mention, statement


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
    rows = [
        {"term": term, "position": position}
        for one in arrived
        if one.target is not None or one.key in awaited
        for terms in [terms_below(connection, one.key)]
        for position in above(connection, one.key)
        for term in terms
    ]
    if rows:
        connection.execute(database.insert_new(mention), rows)


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


def terms_below(connection: Connection, key: bytes) -> set[int]:
    """What a statement, its target, its target's target … say themselves."""
    terms: set[int] = set()
    seen: set[bytes] = set()
    following: bytes | None = key
    while following is not None and following not in seen:
        seen.add(following)
        row = connection.execute(
            select(statement.c.body, statement.c.target).where(statement.c.id == following)
        ).one_or_none()
        if row is None:
            break
        terms |= own_terms(orjson.loads(row.body))
        following = row.target
    return terms


def above(connection: Connection, key: bytes) -> dict[int, bytes]:
    """The statement, those that refer to it, those that refer to those …: key by position."""
    found: dict[int, bytes] = {}
    waiting, seen = [key], {key}
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
