"""Completions as a CSV file (RFC 4180) that opens right in a spreadsheet and loads into another platform.

UTF-8 with a byte order mark, lines end in CRLF, dates are ISO 8601. Written a slice at a time, so a
large academy needs no more memory than a small one. Never holds free text.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, select

from abp_lms.accounts.models import Academy, Organisation, Person
from abp_lms.clock import LONDON
from abp_lms.database import session
from abp_lms.learning.models import UnitCompletion
from abp_lms.programme import queries as programme
from abp_lms.programme import rules
from abp_lms.programme.models import Cohort, Place
from abp_lms.programme.outline import Programme

SLICE = 500
BYTE_ORDER_MARK = "\ufeff"

# What a spreadsheet may take for the beginning of a formula, in both widths (OWASP, CSV injection).
_FORMULA = ("=", "+", "-", "@", "\uff1d", "\uff0b", "\uff0d", "\uff20")
_BREAKS = ("\t", "\r", "\n")

COLUMNS = (
    "person id",
    "given name",
    "family name",
    "e-mail",
    "organisation",
    "academy",
    "programme",
    "cohort",
    "place state",
    "workshops attended",
    "workshops total",
    "sets attended",
    "sets total",
    "units done",
    "units total",
    "programme completed on",
)


def completions(academy_ids: Collection[UUID], cohort_id: UUID | None = None) -> Iterator[str]:
    """The file, in pieces: one row for each place of these academies, or of one cohort of theirs.

    After the fixed columns comes one for each unit: the day on which it was completed.
    """
    unit_ids = _units_of(_programmes_of(academy_ids, cohort_id))
    yield BYTE_ORDER_MARK + _lines([(*COLUMNS, *(f"{unit} completed on" for unit in unit_ids))])
    found = session.execute(_places(academy_ids, cohort_id).execution_options(yield_per=SLICE))
    for places in found.partitions():
        yield _lines(_rows(places, unit_ids))


def safe(value: object) -> str:
    """A cell as text that no spreadsheet runs as a formula."""
    text = "" if value is None else str(value)
    bare = text.lstrip()
    before = text.removesuffix(bare)
    risky = bare.startswith(_FORMULA) or any(one in before for one in _BREAKS)
    return f"'{text}" if risky else text


def _rows(places: Sequence[Any], unit_ids: Sequence[str]) -> Iterator[Sequence[object]]:
    facts = programme.facts([row.place_id for row in places])
    completed = _unit_completions([row.person_id for row in places])
    shapes = programme.programmes()
    for row in places:
        shape, of_place = shapes[row.programme_id], facts[row.place_id]
        units = completed.get(row.person_id, {})
        yield (
            row.person_id,
            row.given_name,
            row.family_name,
            row.email,
            row.organisation,
            row.academy,
            shape.name,
            row.cohort,
            row.state.value,
            of_place.workshops_attended,
            of_place.workshops_total,
            of_place.sets_attended,
            of_place.sets_total,
            rules.units_done(shape, units.keys()),
            len(shape.units),
            _day(row.completed_at),
            *(_day(units.get(unit_id)) for unit_id in unit_ids),
        )


def _places(academy_ids: Collection[UUID], cohort_id: UUID | None) -> Select[*tuple[Any, ...]]:
    wanted = (
        select(
            Place.id.label("place_id"),
            Place.person_id,
            Place.state,
            Place.completed_at,
            Person.given_name,
            Person.family_name,
            Person.email,
            Organisation.name.label("organisation"),
            Academy.name.label("academy"),
            Cohort.name.label("cohort"),
            Cohort.programme_id,
        )
        .join(Cohort, Place.cohort_id == Cohort.id)
        .join(Academy, Cohort.academy_id == Academy.id)
        .join(Person, Place.person_id == Person.id)
        .outerjoin(Organisation, Person.organisation_id == Organisation.id)
        .where(Cohort.academy_id.in_(academy_ids))
        .order_by(Cohort.starts_on, Cohort.name, Person.family_name, Person.given_name, Place.id)
    )
    return wanted if cohort_id is None else wanted.where(Cohort.id == cohort_id)


def _programmes_of(academy_ids: Collection[UUID], cohort_id: UUID | None) -> list[Programme]:
    wanted = select(Cohort.programme_id).where(Cohort.academy_id.in_(academy_ids)).distinct()
    if cohort_id is not None:
        wanted = wanted.where(Cohort.id == cohort_id)
    shapes = programme.programmes()
    return [shapes[programme_id] for programme_id in sorted(session.scalars(wanted))]


def _units_of(programmes: Iterable[Programme]) -> list[str]:
    """The units of these programmes in their order; a merged unit is the units it covers."""
    units = [unit for shape in programmes for entry in shape.units for unit in entry.covers]
    return list(dict.fromkeys(units))


def _unit_completions(person_ids: Collection[UUID]) -> dict[UUID, dict[str, datetime]]:
    rows = session.execute(
        select(UnitCompletion.person_id, UnitCompletion.unit_id, UnitCompletion.at).where(
            UnitCompletion.person_id.in_(person_ids)
        )
    )
    found: dict[UUID, dict[str, datetime]] = {}
    for person_id, unit_id, at in rows:
        found.setdefault(person_id, {})[unit_id] = at
    return found


def _day(moment: datetime | None) -> date | None:
    return moment.astimezone(LONDON).date() if moment else None


def _lines(rows: Iterable[Sequence[object]]) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n").writerows([safe(cell) for cell in row] for row in rows)
    return out.getvalue()
