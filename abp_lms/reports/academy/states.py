"""Who has begun, who is silent, who has finished: as conditions of a query."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ColumnElement, and_

from abp_lms.clock import LONDON
from abp_lms.programme.models import Cohort, Place
from abp_lms.programme.rules import PlaceState

# This many days without a deed, and somebody may want to ask.
SILENT_DAYS = 14


class Standing(StrEnum):
    """Every participant stands in exactly one of these."""

    NOT_STARTED = "not started"
    ACTIVE = "active"
    SILENT = "silent"
    COMPLETED = "completed"


class Filter(StrEnum):
    """What the list can be narrowed to."""

    NOT_STARTED = "not started"
    ACTIVE = "active"
    SILENT = "silent"
    COMPLETED = "completed"
    COMPLETED_THIS_MONTH = "completed this month"


def participants_of(academy_ids: Collection[UUID]) -> ColumnElement[bool]:
    """Places of these academies that are somebody's: offers and withdrawals are not."""
    return and_(
        Cohort.academy_id.in_(academy_ids),
        Place.state.in_([PlaceState.CONFIRMED, PlaceState.COMPLETED]),
    )


def condition(wanted: Filter, today: date) -> ColumnElement[bool]:
    """The condition for those whom a filter shows."""
    silent_since = today - timedelta(days=SILENT_DAYS)
    month = datetime.combine(today.replace(day=1), time(), LONDON)
    running = Place.state == PlaceState.CONFIRMED
    return {
        Filter.NOT_STARTED: and_(running, Place.last_active_on.is_(None)),
        Filter.ACTIVE: and_(running, Place.last_active_on > silent_since),
        Filter.SILENT: and_(running, Place.last_active_on <= silent_since),
        Filter.COMPLETED: Place.state == PlaceState.COMPLETED,
        Filter.COMPLETED_THIS_MONTH: Place.completed_at >= month,
    }[wanted]


def standing_of(completed: bool, last_active_on: date | None, today: date) -> Standing:
    """How one participant stands."""
    if completed:
        return Standing.COMPLETED
    if last_active_on is None:
        return Standing.NOT_STARTED
    silent = (today - last_active_on).days >= SILENT_DAYS
    return Standing.SILENT if silent else Standing.ACTIVE
