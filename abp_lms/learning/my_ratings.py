"""How a person rated themselves over time, opened in memory for that person alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import ClassVar
from uuid import UUID

from sqlalchemy import select

from abp_lms.accounts.guards import SignedIn
from abp_lms.database import session
from abp_lms.errors import NotFound
from abp_lms.learning import rules
from abp_lms.learning.actions.drafts import open_boxes
from abp_lms.learning.models import RatingSave
from abp_lms.learning.queries import MyUnit, the_workbook
from abp_lms.learning.rules import Canvas, Dot, State
from abp_lms.learning.workbook import Scale, ScaleItem, Unit
from abp_lms.programme.outline import Programme
from abp_lms.programme.self_ratings import Moment


@dataclass(frozen=True)
class Asked:
    """A scale that a unit asks, at its moment of the programme."""

    scale: Scale
    moment: Moment
    state: State = State.NOT_STARTED


@dataclass(frozen=True)
class Column:
    """A moment of a scale: the unit that asks it in this programme (None: none that is written),
    and when it was answered last.
    """

    moment: Moment
    unit: Unit | None
    state: State
    at: datetime | None


@dataclass(frozen=True)
class Row:
    """A statement with the points of each column, None where there is no answer, and its picture."""

    item: ScaleItem
    points: tuple[int | None, ...]
    dots: tuple[Dot, ...]


@dataclass(frozen=True)
class Earlier:
    """A save whose answers were given anew later: the short names of its statements, with points."""

    moment: Moment
    at: datetime
    points: tuple[tuple[str, int], ...]


@dataclass(frozen=True)
class Rated:
    """A scale as its page shows it."""

    canvas: ClassVar[Canvas] = rules.CANVAS
    scale: Scale
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    earlier: tuple[Earlier, ...]

    @property
    def is_answered(self) -> bool:
        return any(row.dots for row in self.rows)

    @property
    def is_comparable(self) -> bool:
        return any(len(row.dots) > 1 for row in self.rows)


def asked(mine: MyUnit, scale_id: str) -> Asked:
    """A scale that a unit asks in this programme; raises NotFound for any other."""
    found = next((one for one in asked_in(mine) if one.scale.id == scale_id), None)
    if found is None:
        raise NotFound()
    return found


def asked_in(mine: MyUnit) -> list[Asked]:
    """The scales that a unit asks of everybody in this programme."""
    ratings = mine.place.programme.ratings
    moment = ratings.moment_of(mine.unit.id)
    if moment is None:
        return []
    scales = the_workbook().scales
    return [Asked(scales[ident], moment) for ident in ratings.scales if ident in scales]


def all_asked(person_id: UUID, mine: MyUnit) -> list[Asked]:
    """The same, with how far the person has come in each."""
    asked = asked_in(mine)
    if not asked:
        return []
    saved = session.execute(
        select(RatingSave.scale_id, RatingSave.part_id).where(
            RatingSave.person_id == person_id, RatingSave.moment == asked[0].moment
        )
    ).all()

    def state(scale: Scale) -> State:
        return rules.rating_state(scale, [part for ident, part in saved if ident == scale.id])

    return [replace(one, state=state(one.scale)) for one in asked]


def saved_at(person_id: UUID, asked: Asked) -> list[tuple[str, datetime]]:
    """The part of each save of a scale at its moment, and when it was."""
    rows = session.execute(
        select(RatingSave.part_id, RatingSave.at).where(
            RatingSave.person_id == person_id,
            RatingSave.scale_id == asked.scale.id,
            RatingSave.moment == asked.moment,
        )
    )
    return [(part_id, at) for part_id, at in rows]


def parts_saved(person_id: UUID, asked: Asked) -> list[str]:
    """The part of each save of a scale at its moment."""
    return [part_id for part_id, _ in saved_at(person_id, asked)]


def points_of(by: SignedIn, asked: Asked) -> dict[str, int]:
    """The answers that stand for a scale at its moment."""
    saves = _saves(by, scale_id=asked.scale.id)
    return rules.standing(points for row, points in saves if row.moment is asked.moment)


def all_of(by: SignedIn, programme: Programme | None) -> list[Rated]:
    """Every scale that the programme asks or that the person has answered; two queries."""
    saves = _saves(by)
    scales = set(programme.ratings.scales if programme else ()) | {row.scale_id for row, _ in saves}
    return [
        _rated(scale, programme, [one for one in saves if one[0].scale_id == scale.id])
        for scale in the_workbook().scales.values()
        if scale.id in scales
    ]


Save = tuple[RatingSave, dict[str, int]]


def _saves(by: SignedIn, *, scale_id: str | None = None) -> list[Save]:
    """A person's saves with their points, oldest first."""
    mine = select(RatingSave).where(RatingSave.person_id == by.id)
    if scale_id is not None:
        mine = mine.where(RatingSave.scale_id == scale_id)
    rows = session.scalars(mine.order_by(RatingSave.at, RatingSave.number)).all()
    opened = open_boxes(by, [row.sealed for row in rows])
    return [
        (row, {item: int(chosen) for item, chosen in boxes.items()})
        for row, boxes in zip(rows, opened, strict=True)
    ]


def _rated(scale: Scale, programme: Programme | None, saves: Sequence[Save]) -> Rated:
    units = the_workbook().units
    asking = programme.ratings.units if programme and scale.id in programme.ratings.scales else {}
    of_moment = {
        moment: [one for one in saves if one[0].moment is moment]
        for moment in Moment
        if moment in asking or any(row.moment is moment for row, _ in saves)
    }
    points = [rules.standing(points for _, points in held) for held in of_moment.values()]
    chosen = {item.id: tuple(each.get(item.id) for each in points) for item in scale.items}
    return Rated(
        scale,
        tuple(
            Column(
                moment,
                units.get(asking.get(moment, "")),
                rules.rating_state(scale, [row.part_id for row, _ in held]),
                max((row.at for row, _ in held), default=None),
            )
            for moment, held in of_moment.items()
        ),
        tuple(
            Row(item, chosen[item.id], rules.drawn(chosen[item.id], len(scale.points)))
            for item in scale.items
        ),
        tuple(_earlier(scale, one) for one in _replaced(saves)),
    )


def _replaced(saves: Sequence[Save]) -> list[Save]:
    """The saves whose part was answered otherwise later at the same moment, newest first."""
    found = []
    later: dict[tuple[Moment, str], dict[str, int]] = {}
    for row, points in reversed(saves):
        screen = (row.moment, row.part_id)
        if later.setdefault(screen, points) != points:
            found.append((row, points))
        later[screen] = points
    return found


def _earlier(scale: Scale, save: Save) -> Earlier:
    row, points = save
    said = tuple((item.short, points[item.id]) for item in scale.items if points.get(item.id))
    return Earlier(row.moment, row.at, said)
