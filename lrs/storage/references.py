"""StatementRefs: what refers to a statement is found by what that one is found by, and may void it.

Communication 2.1.3 (Filter Conditions for StatementRefs) and Data 2.3.2 (Voiding). A target may
arrive before or after what refers to it; chains may be long, and may even be rings.

A statement is given what is said by those below it: its target, its target's target … That makes
queries quick, and would make a long chain grow with the square of its length. One with `LEVELS` or
more below it is therefore given nothing. Whatever such a one may refer to is marked instead, once
for each of its terms (`terms.onward`): from there a query follows the references itself.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

import orjson
from sqlalchemy import Connection, bindparam, delete, literal, select, update

from lrs.statements.prepare import Prepared
from lrs.statements.terms import onward, own_terms
from lrs.storage.dialects import Database
from lrs.storage.ready import ReadyForMany, batched
from lrs.storage.tables import mention, statement

LEVELS = 20
"""A statement with so many below it is given nothing of what they are found by; at least 2."""
AT_ONCE = 10_000
"""Rows that are inserted together."""


@dataclass(frozen=True, slots=True)
class Said:
    """What a statement is found by itself, and the statement it refers to."""

    terms: Collection[int]
    target: bytes | None


Known = Mapping[bytes, Said]


def settle(database: Database, connection: Connection, arrived: Mapping[int, Prepared]) -> None:
    """Void, and pass on what can be found, for statements just inserted, by their positions."""
    newcomers = {one.key: one for one in arrived.values()}
    referring = _referring(database, connection, newcomers)
    awaited = set(referring.values())
    _void(connection, newcomers.values(), awaited)
    known = {
        key: Said(one.terms, one.target)
        for key, one in newcomers.items()
        if one.target is not None or key in awaited
    }
    if not known:
        return
    linked = set(known)
    higher = above(connection, referring.keys() - newcomers.keys(), LEVELS - 1)
    earlier = {key: position for key, position in higher.items() if key not in newcomers}
    targets = {one.target for one in known.values() if one.target is not None}
    known |= read(connection, (targets | earlier.keys()) - known.keys())
    inherited = (
        (term, position)
        for position, one in arrived.items()
        if one.key in linked
        for term in found_by(one.key, known) - one.terms
    )
    for some in batched(inherited, AT_ONCE):
        database.insert(connection, mention, sorted(some))
    before = {key: said for key, said in known.items() if key not in linked}
    for some_keys in batched(earlier):
        changes = [(earlier[key], found_by(key, before), found_by(key, known)) for key in some_keys]
        change(database, connection, changes)


def change(
    database: Database, connection: Connection, changes: Iterable[tuple[int, set[int], set[int]]]
) -> None:
    """Have statements be found by something else: position, terms before, terms after."""
    lost, won = [], []
    for position, before, after in changes:
        lost += [{"lost": term, "place": position} for term in before - after]
        won += [{"term": term, "position": position} for term in after - before]
    if lost:
        entry = (mention.c.term == bindparam("lost"), mention.c.position == bindparam("place"))
        connection.execute(delete(mention).where(*entry), lost)
    if won:
        connection.execute(database.insert_new(mention), won)


def found_by(key: bytes, known: Known) -> set[int]:
    """The terms of a known statement: its own, those it is given, the marks to go on from it.

    All below it, as far as they are stored and up to `LEVELS`, must be known too.
    """
    terms = set(known[key].terms)
    seen = {key}
    at = known[key].target
    while at is not None and at in known and at not in seen:
        if len(seen) == LEVELS:
            own = known[key].terms
            return {*own, *map(onward, own)}
        seen.add(at)
        terms.update(known[at].terms)
        at = known[at].target
    return terms | set(map(onward, terms)) if len(seen) == LEVELS else terms


_REFERRING = ReadyForMany(select(statement.c.id, statement.c.target), statement.c.target)


def _referring(
    database: Database, connection: Connection, newcomers: Mapping[bytes, Prepared]
) -> dict[bytes, bytes]:
    """The statements that refer to newcomers, each with its target."""
    found: dict[bytes, bytes] = {}
    for ready, values in _REFERRING.batches(list(newcomers)):
        found.update(database.run(connection, ready, **values))
    return found


def _void(connection: Connection, arrived: Iterable[Prepared], awaited: Collection[bytes]) -> None:
    voided = {one.target for one in arrived if one.voids}
    for some in batched(awaited):
        voiding = select(statement.c.target).where(
            statement.c.target.in_(some), statement.c.voiding.is_(True)
        )
        voided.update(connection.scalars(voiding))
    if voided:
        connection.execute(
            update(statement)
            .where(statement.c.id == bindparam("key"), statement.c.voiding.is_(False))
            .values(voided=True),
            [{"key": key} for key in voided],
        )


def read(connection: Connection, keys: Iterable[bytes]) -> dict[bytes, Said]:
    """These statements and those below them, `LEVELS` of them, as far as they are stored."""
    known: dict[bytes, Said] = {}
    further = statement.alias("further")
    for some in batched(keys):
        first = select(statement.c.id, statement.c.target, literal(0).label("level"))
        below = first.where(statement.c.id.in_(some)).cte("below", recursive=True)
        below = below.union(
            select(further.c.id, further.c.target, below.c.level + 1)
            .join(below, further.c.id == below.c.target)
            .where(below.c.level < LEVELS)
        )
        rows = connection.execute(
            select(statement.c.id, statement.c.target, statement.c.body).where(
                statement.c.id.in_(select(below.c.id))
            )
        )
        for key, target, body in rows:
            if key not in known:
                known[key] = Said(own_terms(orjson.loads(body)), target)
    return known


def above(connection: Connection, keys: Iterable[bytes], levels: int) -> dict[bytes, int]:
    """These statements, those that refer to them, those that refer to those …: their positions.

    So many levels of them: what lies `LEVELS` above a statement is given nothing from it.
    """
    found: dict[bytes, int] = {}
    further = statement.alias("further")
    for some in batched(keys):
        first = select(statement.c.id, literal(0).label("level"))
        higher = first.where(statement.c.id.in_(some)).cte("higher", recursive=True)
        higher = higher.union(
            select(further.c.id, higher.c.level + 1)
            .join(higher, further.c.target == higher.c.id)
            .where(higher.c.level < levels)
        )
        rows = connection.execute(
            select(statement.c.id, statement.c.position).where(
                statement.c.id.in_(select(higher.c.id))
            )
        )
        found.update((key, position) for key, position in rows)
    return found
