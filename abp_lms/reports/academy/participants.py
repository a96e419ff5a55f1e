"""Who takes part, where they are, who is silent: the academy's list, a page at a time.

Filtering, sorting and counting happen in the database; what costs work for each row is asked for the
rows of one page only. So the page costs the same whether the academy has 100 people or 10,000.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, func, select

from abp_lms.accounts.models import Organisation, Person
from abp_lms.clock import today
from abp_lms.database import session
from abp_lms.learning.models import UnitCompletion
from abp_lms.learning.queries import units_done
from abp_lms.programme import queries as programme
from abp_lms.programme import rules
from abp_lms.programme.models import Cohort, Place
from abp_lms.reports.academy.states import (
    Filter,
    Standing,
    condition,
    participants_of,
    standing_of,
)

PAGE_SIZE = 25


class Sort(StrEnum):
    NAME = "name"
    COHORT = "cohort"
    SILENT = "longest silent first"
    UNITS = "fewest units first"


@dataclass(frozen=True)
class Wanted:
    """Which participants, and in which order. Empty means all."""

    name: str = ""
    cohort_id: UUID | None = None
    state: Filter | None = None
    sort: Sort = Sort.NAME
    page: int = 1


@dataclass(frozen=True)
class Participant:
    """One line of the list. Of a person's deeds it tells the last day, and no time."""

    place_id: UUID
    name: str
    organisation: str
    cohort: str
    units_done: int
    units_total: int
    workshops_attended: int
    workshops_total: int
    sets_attended: int
    sets_total: int
    last_active_on: date | None
    standing: Standing
    behind: int | None

    @property
    def pace(self) -> str | None:
        """How far they are, in words; None at one's own pace, and when all is done."""
        return None if self.behind is None else rules.pace_in_words(self.behind)


@dataclass(frozen=True)
class Participants:
    """One page of the list; `total` counts all that were asked for."""

    rows: tuple[Participant, ...]
    total: int
    page: int
    pages: int


def participants(academy_ids: Collection[UUID], wanted: Wanted) -> Participants:
    """A page of these academies' participants; a page past the end is the last one."""
    asked = _asked(academy_ids, wanted)
    total = session.scalar(select(func.count()).select_from(asked.subquery())) or 0
    pages = max(1, -(-total // PAGE_SIZE))
    page = min(max(wanted.page, 1), pages)
    rows = session.execute(
        asked.order_by(*_order(wanted.sort)).limit(PAGE_SIZE).offset((page - 1) * PAGE_SIZE)
    ).all()
    return Participants(_with_facts(rows), total, page, pages)


def cohorts_of(academy_ids: Collection[UUID]) -> list[tuple[UUID, str]]:
    """All cohorts of these academies, newest first, to choose from."""
    rows = session.execute(
        select(Cohort.id, Cohort.name)
        .where(Cohort.academy_id.in_(academy_ids))
        .order_by(Cohort.starts_on.desc(), Cohort.name)
    )
    return [(cohort_id, name) for cohort_id, name in rows]


def _asked(academy_ids: Collection[UUID], wanted: Wanted) -> Select[*tuple[Any, ...]]:
    asked = (
        select(
            Place.id.label("place_id"),
            Place.person_id,
            Place.completed_at,
            Place.last_active_on,
            Person.given_name,
            Person.family_name,
            Organisation.name.label("organisation"),
            Cohort.name.label("cohort"),
            Cohort.programme_id,
            Cohort.starts_on,
        )
        .join(Cohort, Place.cohort_id == Cohort.id)
        .join(Person, Place.person_id == Person.id)
        .outerjoin(Organisation, Person.organisation_id == Organisation.id)
        .where(participants_of(academy_ids))
    )
    if wanted.name:
        full_name = Person.given_name + " " + Person.family_name
        asked = asked.where(full_name.icontains(wanted.name, autoescape=True))
    if wanted.cohort_id is not None:
        asked = asked.where(Place.cohort_id == wanted.cohort_id)
    if wanted.state is not None:
        asked = asked.where(condition(wanted.state, today()))
    return asked


def _order(sort: Sort) -> list[ColumnElement[Any]]:
    name: list[ColumnElement[Any]] = [
        Person.family_name.expression,
        Person.given_name.expression,
        Place.id.expression,
    ]
    if sort is Sort.COHORT:
        return [Cohort.starts_on.desc(), Cohort.name.expression, *name]
    if sort is Sort.SILENT:
        return [Place.last_active_on.asc().nulls_first(), *name]
    if sort is Sort.UNITS:
        return [_units_done_by(), *name]
    return name


def _units_done_by() -> ColumnElement[int]:
    """How many units of any programme the person has done."""
    units = {
        unit_id
        for shape in programme.programmes().values()
        for entry in shape.units
        for unit_id in entry.covers
    }
    return (
        select(func.count())
        .select_from(UnitCompletion)
        .where(
            UnitCompletion.person_id == Place.person_id, UnitCompletion.unit_id.in_(sorted(units))
        )
        .correlate(Place)
        .scalar_subquery()
    )


def _with_facts(rows: Collection[Any]) -> tuple[Participant, ...]:
    facts = programme.facts([row.place_id for row in rows])
    done = units_done([row.person_id for row in rows])
    shapes = programme.programmes()
    listed = []
    for row in rows:
        shape, of_place = shapes[row.programme_id], facts[row.place_id]
        units = rules.units_done(shape, done[row.person_id])
        completed = row.completed_at is not None
        listed.append(
            Participant(
                place_id=row.place_id,
                name=f"{row.given_name} {row.family_name}",
                organisation=row.organisation or "",
                cohort=row.cohort,
                units_done=units,
                units_total=len(shape.units),
                workshops_attended=of_place.workshops_attended,
                workshops_total=of_place.workshops_total,
                sets_attended=of_place.sets_attended,
                sets_total=of_place.sets_total,
                last_active_on=row.last_active_on,
                standing=standing_of(completed, row.last_active_on, today()),
                behind=None if completed else rules.behind(shape, units, row.starts_on, today()),
            )
        )
    return tuple(listed)
