"""Keep what a statement is found by with `related_…` beside what it is found by without.

The term of a related agent or activity had a hash of its own, anywhere in the index. It now differs
from the agent's or the activity's term in the last bit: one page of the index is written, not two.
"""

from collections.abc import Iterator
from hashlib import blake2b
from typing import Any

import orjson
import sqlalchemy as sa
from alembic import op

from lrs.statements.actors import identifier
from lrs.statements.parts import all_activities, all_actors

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

AT_ONCE = 1000

statement = sa.table("statement", sa.column("position"), sa.column("body"))
mention = sa.table("mention", sa.column("term"))


def upgrade() -> None:
    _move({"related agent": "agent", "related activity": "activity"}, is_up=True)


def downgrade() -> None:
    _move({"related agent": "agent", "related activity": "activity"}, is_up=False)


def _move(kinds: dict[str, str], *, is_up: bool) -> None:
    connection = op.get_bind()
    change = (
        sa.update(mention)
        .where(mention.c.term == sa.bindparam("old"))
        .values(term=sa.bindparam("new"))
    )
    moved: set[tuple[str, str]] = set()
    for found in _values(connection):
        fresh = found - moved
        moved |= fresh
        rows = []
        for kind, value in fresh:
            apart, beside = _hash(kind, value), _hash(kinds[kind], value) ^ 1
            old, new = (apart, beside) if is_up else (beside, apart)
            rows.append({"old": old, "new": new})
        if rows:
            connection.execute(change, rows)


def _values(connection: sa.Connection) -> Iterator[set[tuple[str, str]]]:
    """The related agents and activities of a number of statements at a time."""
    position = -1
    while True:
        rows = connection.execute(
            sa.select(statement.c.position, statement.c.body)
            .where(statement.c.position > position)
            .order_by(statement.c.position)
            .limit(AT_ONCE)
        ).all()
        if not rows:
            return
        position = rows[-1][0]
        yield {one for _, body in rows for one in _of(orjson.loads(bytes(body)))}


def _of(said: dict[str, Any]) -> Iterator[tuple[str, str]]:
    for actor in all_actors(said):
        for one in (actor, *actor.get("member", ())):
            own = identifier(one)
            if own is not None:
                yield "related agent", own
    for activity in all_activities(said):
        yield "related activity", activity["id"]


def _hash(kind: str, value: str) -> int:
    digest = blake2b(f"{kind} {value}".encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big", signed=True)
