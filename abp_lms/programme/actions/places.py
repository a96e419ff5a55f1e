"""One place at a time."""

from __future__ import annotations

from uuid import UUID

from abp_lms.database import session
from abp_lms.errors import NotFound
from abp_lms.programme.models import Place


def locked(place_id: UUID) -> Place:
    """The place, which nobody else changes until this transaction ends."""
    place = session.get(Place, place_id, with_for_update=True)
    if place is None:
        raise NotFound()
    return place
