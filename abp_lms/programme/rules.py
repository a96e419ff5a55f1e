"""What is allowed and what follows in a programme. Pure: knows no web, no database, no clock."""

from __future__ import annotations

from collections.abc import Collection
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from uuid import UUID

from abp_lms.clock import LONDON
from abp_lms.errors import Refused
from abp_lms.programme.outline import Programme

# The smallest cohort that the programme's own page names; the largest is the outline's `places`.
MINIMUM = 12
# Begins the key of every e-mail to a line manager about somebody.
MANAGER_MAIL = "completed"
# More units behind than this is worth a word; fewer is a busy week or two.
A_LITTLE = 4


class PlaceState(StrEnum):
    OFFERED = "offered"
    CONFIRMED = "confirmed"
    WITHDRAWN = "withdrawn"
    COMPLETED = "completed"


class MeetingKind(StrEnum):
    WORKSHOP = "workshop"
    SET = "set"


class Outcome(StrEnum):
    """`made up`: missed, and done since by a catch-up that the facilitator agreed."""

    ATTENDED = "attended"
    APOLOGIES = "apologies"
    MADE_UP = "made up"


class Component(StrEnum):
    """The five things a participant agrees to do."""

    WORKSHOPS = "workshops"
    WORKBOOK = "workbook"
    SETS = "sets"
    MANAGER = "manager"
    EVALUATION = "evaluation"


COMPONENT_OF = {MeetingKind.WORKSHOP: Component.WORKSHOPS, MeetingKind.SET: Component.SETS}
# A withdrawn person's chair is free again; everybody else sits on theirs.
TAKEN = frozenset({PlaceState.OFFERED, PlaceState.CONFIRMED, PlaceState.COMPLETED})
COUNTS = frozenset({Outcome.ATTENDED, Outcome.MADE_UP})

_AFTER = {
    PlaceState.OFFERED: {PlaceState.CONFIRMED, PlaceState.WITHDRAWN},
    PlaceState.CONFIRMED: {PlaceState.COMPLETED, PlaceState.WITHDRAWN},
    PlaceState.WITHDRAWN: {PlaceState.OFFERED},
    PlaceState.COMPLETED: set(),
}


def refuse_unless_next(state: PlaceState, wanted: PlaceState) -> None:
    """A place goes from offered to confirmed to completed; out until completed; back in by an offer."""
    if wanted not in _AFTER[state]:
        raise Refused(f"This place is {state}, so it cannot become {wanted}.")


def refuse_unless_open(taken: int, maximum: int, ends_on: date | None, today: date) -> None:
    """A cohort takes people until it is full or over."""
    if ends_on is not None and ends_on < today:
        raise Refused("This cohort is over. Offer a place in another one.")
    if taken >= maximum:
        raise Refused(
            f"This cohort is full: all {maximum} places are taken. Offer a place in another one."
        )


def refuse_unless_sizes(minimum: int, maximum: int) -> None:
    if not 0 < minimum <= maximum:
        raise Refused("A cohort needs a smallest size of 1 or more, and a largest size above it.")


def refuse_unless_lasting(starts_at: datetime, ends_at: datetime) -> None:
    if ends_at <= starts_at:
        raise Refused("A meeting ends after it starts.", field="ends_at")


def units_behind(*, done: int, total: int, starts_on: date, weeks: int, today: date) -> int:
    """How many units fewer than whole weeks gone would make; 0 when level or ahead."""
    gone = (today - starts_on).days // 7
    expected = total * min(max(gone, 0), weeks) // weeks
    return max(expected - done, 0)


def behind(programme: Programme, done: int, starts_on: date, today: date) -> int | None:
    """units_behind() in a programme; None in one where everybody goes at their own pace."""
    if programme.pace == "own":
        return None
    total, weeks = len(programme.units), programme.weeks
    return units_behind(done=done, total=total, starts_on=starts_on, weeks=weeks, today=today)


def pace_in_words(behind: int) -> str:
    """Said as a colleague would: a prompt for a conversation, not a mark."""
    if behind == 0:
        return "on track"
    units = "1 unit" if behind == 1 else f"{behind} units"
    return f"a little behind: {units}" if behind <= A_LITTLE else f"behind: {units}"


def components(programme: Programme) -> frozenset[Component]:
    """The components that a programme needs: those that it has anything of."""
    has = {
        Component.WORKSHOPS: bool(programme.workshops),
        Component.WORKBOOK: bool(programme.units),
        Component.SETS: programme.sets.count > 0,
        Component.MANAGER: programme.line_manager,
        Component.EVALUATION: bool(programme.evaluation),
    }
    return frozenset(component for component, needed in has.items() if needed)


def units_done(programme: Programme, done: Collection[str]) -> int:
    """How many of the programme's units are done, of those that a person has done anywhere.

    A merged unit is done when all the units are whose place it takes.
    """
    return sum(set(unit.covers) <= set(done) for unit in programme.units)


def meetings_of(programme: Programme, kind: MeetingKind) -> int:
    """How many meetings of a kind a programme has."""
    return len(programme.workshops) if kind is MeetingKind.WORKSHOP else programme.sets.count


def attended(
    programme: Programme,
    kind: MeetingKind,
    *,
    here: Collection[str],
    elsewhere: Collection[str],
) -> int:
    """How many meetings of a kind count as attended in a programme, by their refs.

    `elsewhere`: in a place that the person gave up. A set is the same one by its number, and where
    this programme has fewer, each counts for one that is missing. A workshop is the same by its id.
    """
    if kind is MeetingKind.WORKSHOP:
        elsewhere = set(elsewhere) & {workshop.id for workshop in programme.workshops}
    return min(len({*here, *elsewhere}), meetings_of(programme, kind))


def counts_in(programme: Programme, component: Component, done_in: Programme) -> bool:
    """Whether talks or an evaluation that were done in one programme count in another.

    An evaluation does where it was asked at each moment at which this programme asks. What has units
    or meetings is counted by them instead.
    """
    if component not in components(programme):
        return False
    if component is Component.EVALUATION:
        return set(programme.evaluation) <= set(done_in.evaluation)
    return component is Component.MANAGER


def refuse_unless_markable(outcome: Outcome, meets_on: date, today: date) -> None:
    """Apologies may come before a meeting; that somebody was there is known on the day."""
    if outcome in COUNTS and today < meets_on:
        raise Refused("This meeting is still to come. Mark who was there from the day itself.")


def is_complete(needed: Collection[Component], shown: Collection[Component]) -> bool:
    """Whether every component that the programme needs has its evidence."""
    return set(needed) <= set(shown)


def manager_mail_due(now: datetime, setting: str) -> datetime:
    """When the day's completions go to a manager, in UTC.

    `setting` is "now", or a time of day in England ("17:00"): today's, or tomorrow's once it is past.
    """
    if setting == "now":
        return now
    local = now.astimezone(LONDON)
    due = datetime.combine(local.date(), time.fromisoformat(setting.zfill(5)), LONDON)
    if due < local:
        due = datetime.combine(local.date() + timedelta(days=1), due.timetz())
    return due.astimezone(UTC)


def short_name(given_name: str, family_name: str) -> str:
    """Ada O.: enough for a manager who knows them, in an e-mail that anybody may find."""
    return f"{given_name} {family_name[:1]}.".removesuffix(" .")


def manager_mail_key(place_id: UUID, day: date) -> str:
    """One e-mail at most for a participant and a day: the last one says it all."""
    return f"{MANAGER_MAIL}:{place_id}:{day.isoformat()}"


def series(first: datetime, count: int, every: str) -> list[datetime]:
    """`count` moments from `first` on: the same weekday and time of day in England.

    A month is four weeks, so that people who work shifts keep one weekday.
    """
    weeks = {"week": 1, "fortnight": 2, "month": 4}[every]
    local = first.astimezone(LONDON)
    return [
        datetime.combine(local.date() + timedelta(weeks=weeks * number), local.time(), LONDON)
        for number in range(count)
    ]
