"""How far a person has come in their programme, and what is next."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from abp_lms.learning import queries, rules
from abp_lms.learning.rules import Deeds, PieceProgress, State
from abp_lms.learning.workbook import Unit, Workbook
from abp_lms.moderation.queries import hidden_ids
from abp_lms.moderation.rules import Kind
from abp_lms.programme.outline import Module, Programme, UnitEntry


@dataclass(frozen=True)
class UnitProgress:
    """A unit of a programme and how far a person has come in it; `unit` is None while unwritten."""

    entry: UnitEntry
    unit: Unit | None
    state: State
    pieces: tuple[PieceProgress, ...]
    is_hidden: bool

    @property
    def title(self) -> str:
        return self.unit.title if self.unit else self.entry.title

    @property
    def next(self) -> PieceProgress | None:
        return rules.next_piece(self.pieces)

    @property
    def minutes_left(self) -> int:
        return sum(piece.minutes_left for piece in self.pieces)


@dataclass(frozen=True)
class MonthProgress:
    """A module of a programme with its units."""

    module: Module
    units: tuple[UnitProgress, ...]

    @property
    def next(self) -> NextStep | None:
        """The piece of these units to go on with."""
        return _next_step(self.units)

    @property
    def done(self) -> int:
        return sum(unit.state is State.DONE for unit in self.units)

    @property
    def state(self) -> State:
        states = {unit.state for unit in self.units}
        if states == {State.DONE}:
            return State.DONE
        if states == {State.NOT_READY}:
            return State.NOT_READY
        return State.STARTED if states & {State.DONE, State.STARTED} else State.NOT_STARTED


@dataclass(frozen=True)
class NextStep:
    """The piece to go on with; the order of the programme is advice."""

    unit: Unit
    piece: PieceProgress


@dataclass(frozen=True)
class Progress:
    """Where a person is in a programme. Units that are not written yet count in the total."""

    months: tuple[MonthProgress, ...]
    units_done: int
    units_total: int
    next: NextStep | None

    def unit(self, unit_id: str) -> UnitProgress:
        return next(
            unit for month in self.months for unit in month.units if unit.entry.id == unit_id
        )


def progress(person_id: UUID, programme: Programme, workbook: Workbook | None = None) -> Progress:
    """How far a person has come in a programme, true at this moment; three queries."""
    units = (workbook or queries.the_workbook()).units_in(programme)
    done = queries.units_done([person_id])[person_id]
    mine = queries.deeds(person_id)
    hidden = hidden_ids(Kind.UNIT)
    months = tuple(
        MonthProgress(
            module,
            tuple(
                _unit_progress(
                    entry, units.get(entry.id), mine.get(entry.id, Deeds()), done, hidden
                )
                for entry in module.units
            ),
        )
        for module in programme.modules
    )
    everything = [unit for month in months for unit in month.units]
    return Progress(
        months=months,
        units_done=sum(unit.state is State.DONE for unit in everything),
        units_total=len(everything),
        next=_next_step(everything),
    )


def _unit_progress(
    entry: UnitEntry,
    unit: Unit | None,
    mine: Deeds,
    done: Collection[str],
    hidden: Collection[str],
) -> UnitProgress:
    found = rules.pieces(unit, mine) if unit else ()
    if entry.id in done or set(entry.covers) <= set(done):
        state = State.DONE
    elif unit is None:
        state = State.NOT_READY
    elif any(piece.state is not State.NOT_STARTED for piece in found):
        state = State.STARTED
    else:
        state = State.NOT_STARTED
    return UnitProgress(entry, unit, state, found, entry.id in hidden)


def _next_step(units: Collection[UnitProgress]) -> NextStep | None:
    """The next piece of the first unit that is begun or open and not done."""
    for progress in units:
        if progress.unit is None or progress.state is State.DONE or progress.is_hidden:
            continue
        piece = progress.next
        if piece is not None:
            return NextStep(progress.unit, piece)
    return None
