"""How far a unit has come, by what a person has done in it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from enum import StrEnum

from abp_lms.learning.workbook import Piece, Unit


class State(StrEnum):
    """How far a piece or a unit has come, as its page says it."""

    NOT_STARTED = "Not started"
    STARTED = "Started"
    SKIPPED = "Skipped for now"
    LEFT_OUT = "Left out"
    DONE = "Done"
    NOT_READY = "Not ready yet"


@dataclass(frozen=True)
class Deeds:
    """What one person has done in one unit, by ids of its content."""

    pages: frozenset[str] = frozenset()
    scenario_begun: bool = False
    scenario_ended: bool = False
    reflected: frozenset[str] = frozenset()  # written or on paper
    skipped: frozenset[str] = frozenset()
    practised: bool = False  # or said: no chance yet, or wrote the letter or the plan
    answered: frozenset[str] = frozenset()
    quiz_attempted: bool = False
    left_out: frozenset[str] = frozenset()  # pieces


# What leaves nothing to do.
SETTLED = frozenset({State.DONE, State.LEFT_OUT})


@dataclass(frozen=True)
class PieceProgress:
    """One piece of a unit: `done` of `total` parts, and the minutes that are left of it."""

    piece: Piece
    state: State
    done: int
    total: int
    minutes: int
    minutes_left: int


def pieces(unit: Unit, deeds: Deeds) -> tuple[PieceProgress, ...]:
    """The pieces that a unit has, in their order; a piece without content is left out."""
    found = [_piece(unit, "read", deeds.pages, [page.id for page in unit.pages])]
    if unit.scenario is not None:
        found.append(_scenario(unit, deeds))
    found.append(
        _piece(
            unit, "reflect", deeds.reflected, [one.id for one in unit.reflections], deeds.skipped
        )
    )
    found.append(_piece(unit, "practise", ["log"] if deeds.practised else [], ["log"]))
    if unit.quiz is not None:
        questions = [question.id for question in unit.quiz.questions]
        found.append(
            _piece(unit, "recall", questions if deeds.quiz_attempted else deeds.answered, questions)
        )
    return tuple(
        replace(piece, state=State.LEFT_OUT, minutes_left=0)
        if piece.piece in deeds.left_out and piece.state is not State.DONE
        else piece
        for piece in found
    )


def _piece(
    unit: Unit,
    piece: Piece,
    deeds: Collection[str],
    parts: Collection[str],
    skipped: Collection[str] = (),
) -> PieceProgress:
    done = sum(part in deeds for part in parts)
    left = [part for part in parts if part not in deeds]
    if not left:
        state = State.DONE
    elif all(part in skipped for part in left):
        state = State.SKIPPED
    else:
        state = State.STARTED if done or set(skipped) & set(left) else State.NOT_STARTED
    minutes: int = getattr(unit.minutes, piece)
    minutes_left = -(-minutes * len(left) // len(parts)) if parts else 0
    return PieceProgress(piece, state, done, len(parts), minutes, minutes_left)


def _scenario(unit: Unit, deeds: Deeds) -> PieceProgress:
    minutes = unit.minutes.scenario
    if deeds.scenario_ended:
        return PieceProgress("scenario", State.DONE, 1, 1, minutes, 0)
    state = State.STARTED if deeds.scenario_begun else State.NOT_STARTED
    return PieceProgress("scenario", state, 0, 1, minutes, minutes)


def is_complete(unit: Unit, deeds: Deeds) -> bool:
    """Every piece is done: pages read, an ending reached, reflections saved or on paper, practice
    logged or "no chance yet" (or its letter or plan written, here or on paper), every question
    answered once. No answer is judged, and a piece that the person may leave out and has left out
    counts the same.
    """
    return all(piece.state in SETTLED for piece in pieces(unit, deeds))


def next_piece(found: Collection[PieceProgress]) -> PieceProgress | None:
    """The first piece that is left; one skipped for now comes after all others."""
    left = [piece for piece in found if piece.state not in SETTLED]
    return next(
        (piece for piece in left if piece.state is not State.SKIPPED), next(iter(left), None)
    )


def first_left(parts: Collection[str], done: Collection[str]) -> str:
    """The first part that is not done; the first of all when none is left."""
    parts = list(parts)
    return next((part for part in parts if part not in done), parts[0])
