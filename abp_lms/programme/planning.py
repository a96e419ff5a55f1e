"""The dates of a programme for one cohort: as they are planned, or as its pattern lets expect. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from abp_lms.clock import LONDON
from abp_lms.programme.outline import Programme
from abp_lms.programme.rules import series


@dataclass(frozen=True)
class PlanLine:
    """Something to make time for. `at`: planned, in UTC or English time; else only `on` is expected."""

    title: str
    on: date
    at: datetime | None
    ends_at: datetime | None


@dataclass(frozen=True)
class Planned:
    """A meeting that has its date."""

    starts_at: datetime
    ends_at: datetime


def plan(programme: Programme, starts_on: date, meetings: Mapping[str, Planned]) -> list[PlanLine]:
    """Workshops, sets and the three check-ins of a cohort that starts on a day, in order of time.

    `meetings` are those with a date, by their ref in the programme. The first set is expected one
    interval after the start.
    """
    lines = [
        _line(
            workshop.title,
            meetings.get(workshop.id),
            starts_on + timedelta(days=workshop.days_after_first),
        )
        for workshop in programme.workshops
    ]
    start = datetime.combine(starts_on, datetime.min.time(), LONDON)
    expected = series(start, programme.sets.count + 1, programme.sets.every)[1:]
    for number, moment in enumerate(expected, start=1):
        title = f"Set {number}, {programme.sets.minutes} minutes"
        lines.append(_line(title, meetings.get(f"set-{number}"), moment.date()))
    if programme.line_manager:
        weeks = timedelta(weeks=programme.weeks)
        for name, on in (
            ("Start", starts_on - timedelta(weeks=1)),
            ("Middle", starts_on + weeks // 2),
            ("End", starts_on + weeks),
        ):
            lines.append(PlanLine(f"{name} check-in, 20 minutes", on, None, None))
    return sorted(lines, key=lambda line: line.on)


def _line(title: str, planned: Planned | None, expected: date) -> PlanLine:
    if planned is None:
        return PlanLine(title, expected, None, None)
    on = planned.starts_at.astimezone(LONDON).date()
    return PlanLine(title, on, planned.starts_at, planned.ends_at)
