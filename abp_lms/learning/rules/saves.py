"""What may be saved, and when it counts as done."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, datetime, timedelta

from abp_lms.errors import Refused
from abp_lms.learning.workbook import Practice, Unit

# A deed that waited for a connection longer than this counts as done this long ago.
OLDEST_DEED = timedelta(days=30)
# A page left open for longer than this was not worked on all the time.
LONGEST_SITTING = timedelta(hours=3)
# Longer than anybody writes at a break, short enough to seal, send and show at once.
LONGEST_TEXT = 20_000

Boxes = Mapping[str, str]
LETTER_BOXES = ("letter",)
PLAN_BOXES = ("act", "when", "help", "measure", "manager")


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


def refuse_unless_written(boxes: Boxes, *, may_skip: bool) -> None:
    """A save has a word in one box at least, and no box is longer than we can keep."""
    refuse_if_long(boxes)
    if is_blank(boxes):
        raise Refused(nothing_written(boxes, may_skip=may_skip), field=next(iter(boxes)))


def nothing_written(boxes: Collection[str], *, may_skip: bool) -> str:
    """What is said where all boxes are empty."""
    others = "I wrote it on paper, or Skip for now" if may_skip else "I wrote it on paper"
    where = "one of the boxes" if len(boxes) > 1 else "the box"
    return f"Write something in {where}, or choose {others}"


def refuse_unless_practice(
    practice: Practice, approach_id: str | None, done_on: date | None, today: date
) -> None:
    """A line of the log names an approach of the practice and a day that has come, or says (None)
    that there was no chance yet.
    """
    if approach_id is not None and approach_id not in {one.id for one in practice.approaches}:
        raise Refused("Choose what fits, or choose No chance yet", field="approach")
    if approach_id is not None and done_on is None:
        raise Refused("Enter the day on which you did it", field="done_on")
    if done_on is not None and done_on > today:
        raise Refused("Enter a day that is today or in the past", field="done_on")


def refuse_if_long(boxes: Boxes) -> None:
    for name, text in boxes.items():
        if len(text) > LONGEST_TEXT:
            raise Refused(
                f"Shorten this to {LONGEST_TEXT:,} characters. You have {len(text):,}", field=name
            )


def is_blank(boxes: Boxes) -> bool:
    return not any(text.strip() for text in boxes.values())


ALL_BOXES = frozenset({"what", "so_what", "now_what", "note", *LETTER_BOXES, *PLAN_BOXES})


def box_names(unit: Unit, prompt_id: str) -> tuple[str, ...]:
    """The boxes of a prompt: of a reflection, a letter, a plan, or the practice log's note; none
    where there is no such prompt.
    """
    if unit.reflection(prompt_id) is not None:
        return "what", "so_what", "now_what"
    if unit.document(prompt_id) is not None:
        return LETTER_BOXES if unit.letter and unit.letter.id == prompt_id else PLAN_BOXES
    return ("note",) if prompt_id == unit.practice.id else ()
