"""What follows from a person's deeds in the workbook. Pure: knows no web, no database, no clock."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from abp_lms.errors import Refused
from abp_lms.learning.workbook import Piece, Question, Scenario, Step, Unit

# A deed that waited for a connection longer than this counts as done this long ago.
OLDEST_DEED = timedelta(days=30)
# A page left open for longer than this was not worked on all the time.
LONGEST_SITTING = timedelta(hours=3)
# Longer than anybody writes at a break, short enough to seal, send and show at once.
LONGEST_TEXT = 20_000

Boxes = Mapping[str, str]


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
    practised: bool = False  # or said: no chance yet
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
    logged or "no chance yet", every question answered once. No answer is judged, and a piece that
    the person may leave out and has left out counts the same.
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


def when_done(said: datetime | None, now: datetime) -> datetime:
    """The time of a deed as the device said it: never in the future, never older than 30 days."""
    if said is None:
        return now
    return min(max(said, now - OLDEST_DEED), now)


def time_taken(opened_at: datetime | None, done_at: datetime) -> timedelta | None:
    """How long a page was worked on, or None where that is not known."""
    if opened_at is None or not timedelta() <= done_at - opened_at <= LONGEST_SITTING:
        return None
    return done_at - opened_at


def refuse_unless_written(boxes: Boxes) -> None:
    """A save has a word in one box at least, and no box is longer than we can keep."""
    refuse_if_long(boxes)
    if is_blank(boxes):
        raise Refused(
            "Write something in one of the boxes, or choose I wrote it on paper, or Skip for now",
            field="what",
        )


def refuse_if_long(boxes: Boxes) -> None:
    for name, text in boxes.items():
        if len(text) > LONGEST_TEXT:
            raise Refused(
                f"Shorten this to {LONGEST_TEXT:,} characters. You have {len(text):,}", field=name
            )


def is_blank(boxes: Boxes) -> bool:
    return not any(text.strip() for text in boxes.values())


def good_answer(question: Question, chosen: Collection[str]) -> bool:
    """Whether what was chosen is a good answer: all of them where several may be chosen."""
    good = {option.id for option in question.options if option.good}
    return set(chosen) == good if question.several else bool(chosen) and set(chosen) <= good


def refuse_unless_options(question: Question, chosen: Collection[str]) -> None:
    known = {option.id for option in question.options}
    if not chosen or not set(chosen) <= known or (len(chosen) > 1 and not question.several):
        raise Refused("Choose an answer", field="chosen")


# Scenarios

Path = list[list[str]]  # [[step id, option id], …]


@dataclass(frozen=True)
class Walk:
    """A way through a scenario: the steps decided, each with its option, and where it has come to."""

    decided: tuple[tuple[Step, str], ...] = ()
    at: str = ""
    ended: bool = False


def walk(scenario: Scenario, path: Path) -> Walk:
    """Follow `path` as far as the scenario still has its steps and options."""
    steps = {step.id: step for step in scenario.steps}
    at = scenario.first
    decided: list[tuple[Step, str]] = []
    for step_id, option_id in path:
        option = steps[at].option(option_id) if at in steps and step_id == at else None
        if option is None:
            break
        decided.append((steps[at], option_id))
        at = option.leads_to
    return Walk(tuple(decided), at, at not in steps)


def decide(scenario: Scenario, path: Path, step_id: str, option_id: str) -> Path:
    """The path after choosing an option at a step: where the walk has come to, or, going back, at
    an earlier step, from which the walk then goes on anew.
    """
    walked = walk(scenario, path)
    before = [[step.id, option] for step, option in walked.decided]
    places = [step.id for step, _ in walked.decided]
    if step_id in places:
        before = before[: places.index(step_id)]
    elif step_id != walked.at or walked.ended:
        raise Refused("The story has moved on. Go on from where you are.")
    step = scenario.step(step_id)
    if not isinstance(step, Step) or step.option(option_id) is None:
        raise Refused("Choose what you would do", field="choice")
    return [*before, [step_id, option_id]]


# Drafts


@dataclass(frozen=True)
class Hand:
    """Who wrote a version of a draft: a page in a browser, and how often it had sent by then.

    `base` is the version of the draft that it had seen. All are unknown without JavaScript.
    """

    writer: UUID | None = None
    counter: int = 0
    base: int | None = None


@dataclass(frozen=True)
class Kept:
    """The draft as it is kept; `boxes` are empty where its text has been saved."""

    boxes: Boxes
    writer: UUID | None
    counter: int
    version: int
    edited_at: datetime


class Merge(StrEnum):
    """What becomes of a version that comes in."""

    TAKE = "take"
    IGNORE = "ignore"  # the same, or older words of the same hand
    TAKE_AND_SET_ASIDE = "take, and set the kept one aside"
    SET_ASIDE = "keep the kept one, and set the new one aside"


@dataclass(frozen=True)
class Incoming:
    """A version of a draft as a browser sends it."""

    boxes: Boxes
    edited_at: datetime
    hand: Hand = field(default_factory=Hand)


def merge(kept: Kept | None, incoming: Incoming) -> Merge:
    """The newest words win, and words that another hand has written meanwhile are never dropped."""
    if kept is None:
        return Merge.TAKE
    hand = incoming.hand
    if hand.writer is not None and hand.writer == kept.writer:
        return Merge.TAKE if hand.counter > kept.counter else Merge.IGNORE
    if _words(incoming.boxes) == _words(kept.boxes):
        return Merge.IGNORE
    if is_blank(kept.boxes) or not is_other_hand(hand, writer=kept.writer, version=kept.version):
        return Merge.TAKE
    if is_blank(incoming.boxes):
        return Merge.IGNORE
    newer = incoming.edited_at >= kept.edited_at
    return Merge.TAKE_AND_SET_ASIDE if newer else Merge.SET_ASIDE


def is_other_hand(hand: Hand, *, writer: UUID | None, version: int) -> bool:
    """Whether a draft, last written by `writer`, holds words that `hand` has never seen."""
    same = hand.writer is not None and hand.writer == writer
    return not same and hand.base is not None and hand.base != version


def _words(boxes: Boxes) -> dict[str, str]:
    return {name: text.strip() for name, text in boxes.items() if text.strip()}


def box_names(unit: Unit, prompt_id: str) -> tuple[str, ...]:
    """The boxes of a reflection, or of the practice log's note; none where there is no such prompt."""
    if unit.reflection(prompt_id) is not None:
        return "what", "so_what", "now_what"
    return ("note",) if prompt_id == unit.practice.id else ()
