"""StatementRefs: what refers to a statement is found by what that one is found by, and may void it.

Communication 2.1.3 (Filter Conditions for StatementRefs) and Data 2.3.2 (Voiding). A target may
arrive before or after what refers to it; chains may be long, and may even be rings.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import orjson
from sqlalchemy import Connection, bindparam, select, update

from lrs.statements.prepare import Prepared
from lrs.statements.terms import own_terms
from lrs.storage.dialects import Database
from lrs.storage.ready import ReadyForMany, batched
from lrs.storage.tables import mention, statement

AT_ONCE = 10_000
"""Rows that are inserted together."""


@dataclass(frozen=True, slots=True)
class Said:
    """What a statement is found by itself, and the statement it refers to."""

    terms: Collection[int]
    target: bytes | None


Known = dict[bytes, Said]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a statement is stored, and the statement it refers to."""

    position: int
    target: bytes | None


def settle(database: Database, connection: Connection, arrived: Sequence[Prepared]) -> None:
    """Void, and pass on what can be found, for statements that have just been inserted."""
    awaited = _awaited(database, connection, arrived)
    _void(connection, arrived, awaited)
    linked = {one.key: one for one in arrived if one.target is not None or one.key in awaited}
    if not linked:
        return
    places = above(connection, linked)
    for some in batched(_inherited(connection, linked, places), AT_ONCE):
        rows = sorted((term, position) for is_fresh, term, position in some if is_fresh)
        database.insert(connection, mention, rows)
        late = [{"term": term, "position": place} for is_fresh, term, place in some if not is_fresh]
        if late:
            connection.execute(database.insert_new(mention), late)


def _inherited(
    connection: Connection, linked: Mapping[bytes, Prepared], places: Mapping[bytes, Place]
) -> Iterator[tuple[bool, int, int]]:
    """What newcomers, and those above them, are found by through references.

    Whether the statement is a newcomer (nothing of it can be stored twice), term, position.
    Each term is followed upwards from where it is said: that takes as many steps as it is found by
    statements, whatever the shape of the chains.
    """
    referring: dict[bytes, list[bytes]] = {}
    for key, place in places.items():
        if place.target is not None and place.target in places:
            referring.setdefault(place.target, []).append(key)
    for term, sources in _said(connection, linked, places).items():
        waiting, seen = list(sources), set(sources)
        while waiting:
            key = waiting.pop()
            newcomer = linked.get(key)
            if newcomer is None or term not in newcomer.terms:
                yield newcomer is not None, term, places[key].position
            for other in referring.get(key, ()):
                if other not in seen:
                    seen.add(other)
                    waiting.append(other)


def _said(
    connection: Connection, linked: Mapping[bytes, Prepared], places: Mapping[bytes, Place]
) -> dict[int, set[bytes]]:
    """By term, the statements among `places` that say it, or refer to others below that do."""
    known: Known = {}
    targets = {one.target for one in linked.values() if one.target is not None}
    _read(connection, targets - linked.keys(), known)
    said: dict[int, set[bytes]] = {}

    def says(key: bytes, terms: Iterable[int]) -> None:
        for term in terms:
            said.setdefault(term, set()).add(key)

    for key in known.keys() & places.keys() - linked.keys():
        says(key, known[key].terms)
    for key, one in linked.items():
        says(key, one.terms)
        if one.target is not None and one.target not in places:
            says(key, _terms_on_the_way(one.target, known))
    return said


_REFERRED_TO = ReadyForMany(select(statement.c.target), statement.c.target)


def _awaited(database: Database, connection: Connection, arrived: Sequence[Prepared]) -> set[bytes]:
    """The keys among the newcomers that something refers to."""
    found: set[bytes] = set()
    for ready, values in _REFERRED_TO.batches([one.key for one in arrived]):
        found.update(row[0] for row in database.run(connection, ready, **values))
    return found


def _void(connection: Connection, arrived: Sequence[Prepared], awaited: set[bytes]) -> None:
    voided = {one.target for one in arrived if one.voids}
    for some in batched(one.key for one in arrived if one.key in awaited):
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


def terms_below(connection: Connection, key: bytes, known: Known | None = None) -> set[int]:
    """What a statement, its target, its target's target … say themselves.

    `known` remembers what was read, for those who ask about many.
    """
    known = {} if known is None else known
    _read(connection, [key], known)
    return _terms_on_the_way(key, known)


def _terms_on_the_way(key: bytes | None, known: Known) -> set[int]:
    terms: set[int] = set()
    seen: set[bytes] = set()
    while key is not None and key in known and key not in seen:
        seen.add(key)
        terms.update(known[key].terms)
        key = known[key].target
    return terms


def _read(connection: Connection, keys: Iterable[bytes], known: Known) -> None:
    """Get to know statements, their targets, their targets' targets …, as far as they are here."""
    further = statement.alias("further")
    for some in batched(key for key in keys if key not in known):
        first = select(statement.c.id, statement.c.target).where(statement.c.id.in_(some))
        below = first.cte("below", recursive=True)
        below = below.union(
            select(further.c.id, further.c.target).join(below, further.c.id == below.c.target)
        )
        rows = connection.execute(
            select(statement.c.id, statement.c.target, statement.c.body).join(
                below, below.c.id == statement.c.id
            )
        )
        for key, target, body in rows:
            known[key] = Said(own_terms(orjson.loads(body)), target)


def above(connection: Connection, keys: Iterable[bytes]) -> dict[bytes, Place]:
    """These statements, those that refer to them, those that refer to those …, by key."""
    found: dict[bytes, Place] = {}
    further = statement.alias("further")
    for some in batched(keys):
        first = select(statement.c.id).where(statement.c.id.in_(some))
        higher = first.cte("higher", recursive=True)
        higher = higher.union(select(further.c.id).join(higher, further.c.target == higher.c.id))
        rows = connection.execute(
            select(statement.c.id, statement.c.position, statement.c.target).join(
                higher, higher.c.id == statement.c.id
            )
        )
        found.update((key, Place(position, target)) for key, position, target in rows)
    return found
