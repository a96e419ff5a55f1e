"""What needs the academy today: counts that lead to lists."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, case, func, or_, select

from abp_lms.accounts.models import Person
from abp_lms.clock import today
from abp_lms.database import session
from abp_lms.moderation import queries as issues
from abp_lms.programme import queries as programme
from abp_lms.programme.models import Cohort, Place
from abp_lms.programme.queries import NextMeeting
from abp_lms.programme.rules import TAKEN
from abp_lms.recording.models import Delivery, DeliveryState, Destination, OutboxEntry
from abp_lms.reports.academy.states import Filter, condition, participants_of

# More cohorts than this at a time are in the list of participants, by name.
COHORTS_SHOWN = 20


@dataclass(frozen=True)
class CohortLine:
    """A cohort that runs or is to come. `short_by` is how many people are missing to its smallest size."""

    id: UUID
    name: str
    starts_on: date
    taken: int
    maximum: int
    short_by: int
    next_meeting: NextMeeting | None


@dataclass(frozen=True)
class Desk:
    """The counts of an academy, and its cohorts."""

    participants: int
    not_started: int
    silent: int
    completed: int
    completed_this_month: int
    undeliverable: int
    open_issues: int
    cohorts: tuple[CohortLine, ...]


def desk(academy_ids: Collection[UUID]) -> Desk:
    """The desk of these academies; five queries."""

    def how_many(wanted: Filter) -> ColumnElement[int]:
        return func.count(case((condition(wanted, today()), 1)))

    everybody, not_started, silent, completed, this_month = session.execute(
        select(
            func.count(),
            how_many(Filter.NOT_STARTED),
            how_many(Filter.SILENT),
            how_many(Filter.COMPLETED),
            how_many(Filter.COMPLETED_THIS_MONTH),
        )
        .select_from(Place)
        .join(Cohort, Place.cohort_id == Cohort.id)
        .where(participants_of(academy_ids))
    ).one()
    return Desk(
        participants=everybody,
        not_started=not_started,
        silent=silent,
        completed=completed,
        completed_this_month=this_month,
        undeliverable=_undeliverable(academy_ids),
        open_issues=issues.how_many_open(academy_ids),
        cohorts=_cohorts(academy_ids),
    )


@dataclass(frozen=True)
class Refused:
    """A statement about a participant that a record store refused, and why, in plain words."""

    place_id: UUID
    name: str
    destination: str
    reason: str


def refused(academy_ids: Collection[UUID]) -> list[Refused]:
    """What record stores refused of these academies' statements: the newest, up to 100."""
    rows = session.execute(
        _refused(academy_ids)
        .add_columns(
            Place.id, Person.given_name, Person.family_name, Destination.name, Delivery.reason
        )
        .join(Person, Person.id == Place.person_id)
        .join(Destination, Destination.id == Delivery.destination_id)
        .order_by(Delivery.number.desc())
        .limit(100)
    )
    return [
        Refused(place_id, f"{given} {family}", destination, reason or "no reason was given")
        for _, place_id, given, family, destination, reason in rows
    ]


def _undeliverable(academy_ids: Collection[UUID]) -> int:
    return session.scalar(select(func.count()).select_from(_refused(academy_ids).subquery())) or 0


def _refused(academy_ids: Collection[UUID]) -> Select[*tuple[Any, ...]]:
    return (
        select(Delivery.number)
        .join(OutboxEntry, OutboxEntry.number == Delivery.number)
        .join(Place, Place.id == OutboxEntry.registration)
        .join(Cohort, Place.cohort_id == Cohort.id)
        .where(Delivery.state == DeliveryState.REFUSED, Cohort.academy_id.in_(academy_ids))
    )


def _cohorts(academy_ids: Collection[UUID]) -> tuple[CohortLine, ...]:
    rows = session.execute(
        select(Cohort, func.count(Place.id))
        .outerjoin(Place, (Place.cohort_id == Cohort.id) & Place.state.in_(TAKEN))
        .where(
            Cohort.academy_id.in_(academy_ids),
            or_(Cohort.ends_on.is_(None), Cohort.ends_on >= today()),
        )
        .group_by(Cohort.id)
        .order_by(Cohort.starts_on.desc(), Cohort.name)
        .limit(COHORTS_SHOWN)
    ).all()
    coming = programme.next_meetings([cohort.id for cohort, _ in rows])
    return tuple(
        CohortLine(
            id=cohort.id,
            name=cohort.name,
            starts_on=cohort.starts_on,
            taken=taken,
            maximum=cohort.maximum,
            short_by=max(cohort.minimum - taken, 0) if cohort.starts_on > today() else 0,
            next_meeting=coming.get(cohort.id),
        )
        for cohort, taken in rows
    )
