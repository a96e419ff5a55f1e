"""What people may open in the workbook, and what they have done there."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, case, literal, select, true, union_all

from abp_lms.clock import now
from abp_lms.database import session
from abp_lms.errors import NotFound
from abp_lms.learning import workbook
from abp_lms.learning.models import (
    DocumentSave,
    How,
    LeftOut,
    PageRead,
    PracticeEntry,
    QuizAnswer,
    QuizAttempt,
    ReflectionSave,
    ScenarioRun,
    Sorted,
    UnitCompletion,
)
from abp_lms.learning.rules import Deeds
from abp_lms.learning.workbook import Unit, Workbook
from abp_lms.programme.models import Meeting
from abp_lms.programme.outline import Module, UnitEntry
from abp_lms.programme.queries import CurrentPlace, current_place
from abp_lms.settings import current


@dataclass(frozen=True)
class MyUnit:
    """A unit as part of the programme in which a person has a place."""

    place: CurrentPlace
    module: Module
    entry: UnitEntry
    unit: Unit


def the_workbook() -> Workbook:
    """All units and programmes that are written."""
    return workbook.load(current().content)


def my_place(person_id: UUID) -> CurrentPlace:
    """The person's place; raises NotFound for a person without one."""
    place = current_place(person_id)
    if place is None:
        raise NotFound()
    return place


def my_unit(person_id: UUID, unit_id: str) -> MyUnit:
    """A written unit of the person's own programme; raises NotFound for any other."""
    place = my_place(person_id)
    unit = the_workbook().units_in(place.programme).get(unit_id)
    module = place.programme.module_of(unit_id)
    if unit is None or module is None:
        raise NotFound()
    entry = next(entry for entry in module.units if entry.id == unit_id)
    return MyUnit(place, module, entry, unit)


def units_done(person_ids: Collection[UUID]) -> dict[UUID, frozenset[str]]:
    """The ids of the units that each person has completed, in one query."""
    rows = session.execute(
        select(UnitCompletion.person_id, UnitCompletion.unit_id).where(
            UnitCompletion.person_id.in_(person_ids)
        )
    )
    found: dict[UUID, set[str]] = {person_id: set() for person_id in person_ids}
    for person_id, unit_id in rows:
        found[person_id].add(unit_id)
    return {person_id: frozenset(units) for person_id, units in found.items()}


def completed_at(person_id: UUID, unit_id: str) -> datetime | None:
    """When a person completed a unit, or None."""
    return session.scalar(
        select(UnitCompletion.at).where(
            UnitCompletion.person_id == person_id, UnitCompletion.unit_id == unit_id
        )
    )


def just_completed(person_id: UUID, unit_id: str) -> bool:
    """Whether a unit was completed within the last minute: by the deed that is being answered, or
    by the first of two clicks.
    """
    at = completed_at(person_id, unit_id)
    return at is not None and now() - at < timedelta(minutes=1)


def last_answer(person_id: UUID, unit_id: str, question_id: str) -> list[str] | None:
    """The options that a person chose when they last answered a question, or None."""
    return session.scalar(
        select(QuizAnswer.chosen)
        .where(
            QuizAnswer.person_id == person_id,
            QuizAnswer.unit_id == unit_id,
            QuizAnswer.question_id == question_id,
        )
        .order_by(QuizAnswer.at.desc())
        .limit(1)
    )


def sorted_of(person_id: UUID, unit_id: str) -> dict[str, dict[str, str]]:
    """Where a person put the situations of a unit: group by situation by sort, as ids; one query."""
    rows = session.execute(
        select(Sorted.sort_id, Sorted.situation_id, Sorted.group_id).where(
            Sorted.person_id == person_id, Sorted.unit_id == unit_id
        )
    )
    found: dict[str, dict[str, str]] = {}
    for sort_id, situation_id, group_id in rows:
        found.setdefault(sort_id, {})[situation_id] = group_id
    return found


def set_meeting(cohort_id: UUID, number: int) -> Meeting | None:
    """The meeting of a cohort's action learning set of that number, once it has a date."""
    return session.scalar(
        select(Meeting).where(Meeting.cohort_id == cohort_id, Meeting.ref == f"set-{number}")
    )


# Each table of deeds: the kind of what a row tells, and the part of the unit that it names.
_KINDS_OF_DEED: tuple[tuple[type[Any], ColumnElement[str], ColumnElement[str]], ...] = (
    (PageRead, literal("page"), PageRead.page_id.expression),
    (
        ScenarioRun,
        case((ScenarioRun.ended_at.is_(None), "begun"), else_="ended"),
        ScenarioRun.scenario_id.expression,
    ),
    (
        ReflectionSave,
        case((ReflectionSave.how == How.SKIPPED, "skipped"), else_="reflected"),
        ReflectionSave.reflection_id.expression,
    ),
    (PracticeEntry, literal("practised"), PracticeEntry.practice_id.expression),
    (DocumentSave, literal("practised"), DocumentSave.document_id.expression),
    (QuizAnswer, literal("answered"), QuizAnswer.question_id.expression),
    (QuizAttempt, literal("attempted"), QuizAttempt.quiz_id.expression),
    (LeftOut, literal("left out"), LeftOut.piece.expression),
)


def deeds(person_id: UUID, unit_id: str | None = None) -> dict[str, Deeds]:
    """A person's deeds by unit (all units, or one), in one query."""
    selects = [
        select(kind, table.unit_id, part).where(
            table.person_id == person_id, true() if unit_id is None else table.unit_id == unit_id
        )
        for table, kind, part in _KINDS_OF_DEED
    ]
    parts: dict[str, defaultdict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for kind, of_unit, part in session.execute(union_all(*selects)):
        parts[of_unit][kind].add(part)
    return {
        unit: Deeds(
            pages=frozenset(found["page"]),
            scenario_begun=bool(found["begun"]),
            scenario_ended=bool(found["ended"]),
            reflected=frozenset(found["reflected"]),
            skipped=frozenset(found["skipped"]),
            practised=bool(found["practised"]),
            answered=frozenset(found["answered"]),
            quiz_attempted=bool(found["attempted"]),
            left_out=frozenset(found["left out"]),
        )
        for unit, found in parts.items()
    }


def last_deed_at(person_id: UUID, unit_id: str) -> datetime:
    """When the person did the last of what they did in a unit; raises ValueError for nothing done."""
    kinds = (PageRead, ReflectionSave, PracticeEntry, DocumentSave, QuizAnswer, LeftOut)
    moments = [
        select(kind.at).where(kind.person_id == person_id, kind.unit_id == unit_id)
        for kind in kinds
    ]
    ended = select(ScenarioRun.ended_at).where(
        ScenarioRun.person_id == person_id,
        ScenarioRun.unit_id == unit_id,
        ScenarioRun.ended_at.is_not(None),
    )
    last: datetime = max(session.scalars(union_all(*moments, ended)))
    return last
