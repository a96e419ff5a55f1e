"""That somebody takes part: the day of their last deed."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from sqlalchemy import or_, update

from abp_lms.clock import today
from abp_lms.database import session
from abp_lms.programme.models import Place
from abp_lms.programme.rules import PlaceState


def note_active(*, person_id: UUID, on: date | None = None) -> None:
    """Keep `on` (today) as the day of the person's last deed, unless a later one is kept."""
    day = on or today()
    session.execute(
        update(Place)
        .where(
            Place.person_id == person_id,
            Place.state.in_([PlaceState.CONFIRMED, PlaceState.COMPLETED]),
            or_(Place.last_active_on.is_(None), Place.last_active_on < day),
        )
        .values(last_active_on=day)
    )
