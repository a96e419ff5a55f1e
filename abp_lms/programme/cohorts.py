"""Cohorts, for those who look after their people."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import or_, select

from abp_lms.accounts.models import Academy, Organisation, Person
from abp_lms.accounts.queries import managers_of
from abp_lms.clock import today
from abp_lms.database import session
from abp_lms.errors import Refused
from abp_lms.programme import outline
from abp_lms.programme.models import Cohort, Meeting, Place
from abp_lms.programme.planning import Planned
from abp_lms.programme.queries import programmes
from abp_lms.programme.rules import PlaceState
from abp_lms.programme.splitting import Member


@dataclass(frozen=True)
class CohortView:
    """A cohort, as those who look after its people name it."""

    id: UUID
    name: str
    academy_name: str
    programme: outline.Programme
    starts_on: date


def cohort_called(name: str, *, academy: str) -> UUID:
    """The id of an academy's cohort, both by their names; refuses with the names there are."""
    rows = session.execute(
        select(Cohort.name, Cohort.id)
        .join(Academy, Cohort.academy_id == Academy.id)
        .where(Academy.name == academy)
        .order_by(Cohort.name)
    )
    known: dict[str, UUID] = {row.name: row.id for row in rows}
    if name not in known:
        raise Refused(
            f"{academy} has no cohort called {name}. It has: {', '.join(known) or 'none'}."
        )
    return known[name]


def cohorts(
    *, academy_ids: Collection[UUID] = (), person_ids: Collection[UUID] = ()
) -> list[CohortView]:
    """The cohorts of these academies, and those in which these people take part; newest first."""
    rows = session.execute(
        select(Cohort, Academy.name)
        .join(Academy, Cohort.academy_id == Academy.id)
        .where(
            or_(
                Cohort.academy_id.in_(academy_ids),
                Cohort.id.in_(
                    select(Place.cohort_id).where(
                        Place.person_id.in_(person_ids),
                        Place.state.in_([PlaceState.CONFIRMED, PlaceState.COMPLETED]),
                    )
                ),
            )
        )
        .order_by(Cohort.starts_on.desc(), Cohort.name, Cohort.id)
    )
    shapes = programmes()
    return [
        CohortView(
            id=cohort.id,
            name=cohort.name,
            academy_name=academy_name,
            programme=shapes[cohort.programme_id],
            starts_on=cohort.starts_on,
        )
        for cohort, academy_name in rows
    ]


def members(cohort_id: UUID) -> list[Member]:
    """Who takes part in a cohort, with what matters for dividing it; two queries."""
    rows = session.execute(
        select(Person, Organisation.name)
        .join(Place, Place.person_id == Person.id)
        .outerjoin(Organisation, Organisation.id == Person.organisation_id)
        .where(
            Place.cohort_id == cohort_id,
            Place.state.in_([PlaceState.CONFIRMED, PlaceState.COMPLETED]),
        )
        .order_by(Person.family_name, Person.given_name, Person.id)
    ).all()
    managers = managers_of([person.id for person, _ in rows], today())
    return [
        Member(person.id, person.name, name, manager.id if manager else None)
        for person, name in rows
        for manager in [managers.get(person.id)]
    ]


def planned_meetings(cohort_id: UUID) -> dict[str, Planned]:
    """The meetings of a cohort that have a date, by their ref in the programme."""
    rows = session.scalars(select(Meeting).where(Meeting.cohort_id == cohort_id))
    return {row.ref: Planned(row.starts_at, row.ends_at) for row in rows}
