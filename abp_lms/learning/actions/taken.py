"""Keys that have come in from a person's browsers. A browser that has not heard our answer sends
again, perhaps after its author deleted on another device what came in the first time.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import timedelta
from uuid import UUID

from sqlalchemy import Select, delete, select

from abp_lms.clock import now
from abp_lms.database import session
from abp_lms.learning.models import TakenKey

# Longer than a device lies in a drawer with something to send.
REMEMBERED = timedelta(days=365)


def remember(person_id: UUID, keys: Collection[UUID], *, counter: int = 0) -> None:
    """Know for a year that these keys have come in, each up to `counter`; forget older ones."""
    at = now()
    session.execute(
        delete(TakenKey).where(TakenKey.person_id == person_id, TakenKey.at < at - REMEMBERED)
    )
    rows = {row.key: row for row in session.scalars(_rows(person_id, keys))}
    for key in set(keys):
        if key not in rows:
            session.add(TakenKey(person_id=person_id, key=key, counter=counter, at=at))
        elif counter > rows[key].counter:
            rows[key].counter, rows[key].at = counter, at


def taken(person_id: UUID, keys: Collection[UUID]) -> Mapping[UUID, int]:
    """Those of some keys that are known, each with the counter up to which it came in."""
    return {row.key: row.counter for row in session.scalars(_rows(person_id, keys))}


def _rows(person_id: UUID, keys: Collection[UUID]) -> Select[TakenKey]:
    return select(TakenKey).where(TakenKey.person_id == person_id, TakenKey.key.in_(keys))
