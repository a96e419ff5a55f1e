"""Take back what statements high up in long chains of references were given.

A statement was found by what every statement below it says, however many those were. One with 20 or
more below it is now found by what it says itself, and chains are followed from marks.
"""

from collections.abc import Iterator

import orjson
import sqlalchemy as sa
from alembic import op

from lrs.statements.terms import onward, own_terms

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

LEVELS = 20

statement = sa.table(
    "statement", sa.column("position"), sa.column("id"), sa.column("target"), sa.column("body")
)
mention = sa.table("mention", sa.column("term"), sa.column("position"))


def upgrade() -> None:
    connection = op.get_bind()
    known: dict[bytes, tuple[int, bytes | None, set[int]]] = {}
    for key in _high(connection):
        path = list(_path(connection, key, known))
        position, _, own = known[key]
        given = set().union(*(known[one][2] for one in path))
        if len(path) > LEVELS:
            taken, marked = given - own, own
        elif len(path) == LEVELS:
            taken, marked = set(), given
        else:
            continue
        if taken:
            entry = (mention.c.term == sa.bindparam("lost"), mention.c.position == position)
            connection.execute(sa.delete(mention).where(*entry), [{"lost": one} for one in taken])
        rows = [{"term": onward(one), "position": position} for one in marked]
        connection.execute(sa.insert(mention), rows)


def downgrade() -> None:
    connection = op.get_bind()
    known: dict[bytes, tuple[int, bytes | None, set[int]]] = {}
    for key in _high(connection):
        path = list(_path(connection, key, known))
        position, _, own = known[key]
        if len(path) < LEVELS:
            continue
        given = set().union(*(known[one][2] for one in path))
        marked = own if len(path) > LEVELS else given
        entry = (mention.c.term == sa.bindparam("mark"), mention.c.position == position)
        connection.execute(
            sa.delete(mention).where(*entry), [{"mark": onward(one)} for one in marked]
        )
        rows = [{"term": one, "position": position} for one in given - own]
        if len(path) > LEVELS and rows:
            connection.execute(sa.insert(mention), rows)


def _high(connection: sa.Connection) -> list[bytes]:
    """Statements that may have 19 or more below them."""
    first = sa.select(statement.c.id, statement.c.target, sa.literal(1).label("level"))
    below = first.where(statement.c.target.is_not(None)).cte("below", recursive=True)
    further = statement.alias("further")
    below = below.union_all(
        sa.select(below.c.id, further.c.target, below.c.level + 1)
        .join(below, further.c.id == below.c.target)
        .where(further.c.target.is_not(None), below.c.level < LEVELS - 1)
    )
    found = connection.scalars(sa.select(below.c.id).where(below.c.level == LEVELS - 1))
    return [bytes(key) for key in found]


def _path(
    connection: sa.Connection,
    key: bytes | None,
    known: dict[bytes, tuple[int, bytes | None, set[int]]],
) -> Iterator[bytes]:
    """A statement, its target, its target's target …, as far as they are stored."""
    seen: set[bytes] = set()
    while key is not None and key not in seen:
        if key not in known:
            row = connection.execute(
                sa.select(statement.c.position, statement.c.target, statement.c.body).where(
                    statement.c.id == key
                )
            ).one_or_none()
            if row is None:
                return
            target = None if row.target is None else bytes(row.target)
            known[key] = (row.position, target, own_terms(orjson.loads(bytes(row.body))))
        seen.add(key)
        yield key
        key = known[key][1]
