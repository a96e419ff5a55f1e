"""The dates of a cohort: as planned, or as the pattern of the programme lets expect."""

from __future__ import annotations

from datetime import date, datetime

from flask import Flask

from abp_lms.clock import LONDON
from abp_lms.programme import queries
from abp_lms.programme.planning import Planned, plan

START = date(2026, 9, 3)  # a Thursday


def test_without_meetings_the_pattern_says_what_to_expect(app: Flask) -> None:
    lines = plan(queries.programme("llr"), START, {})

    assert [(line.title, line.on) for line in lines[:5]] == [
        ("Start check-in, 20 minutes", date(2026, 8, 27)),
        ("Workshop one", START),
        ("Workshop two", date(2026, 9, 10)),
        ("Set 1, 90 minutes", date(2026, 10, 1)),
        ("Set 2, 90 minutes", date(2026, 10, 29)),  # four weeks on, over the change of clocks
    ]
    assert [line.title for line in lines][-1] == "End check-in, 20 minutes"
    assert sum(line.title.startswith("Set") for line in lines) == 6
    assert all(line.at is None for line in lines)


def test_a_meeting_that_has_a_date_stands_with_its_time_in_its_order(app: Flask) -> None:
    late = datetime(2026, 12, 8, 18, 30, tzinfo=LONDON)
    set_1 = Planned(late, late.replace(hour=20, minute=0))

    lines = plan(queries.programme("hw"), START, {"set-1": set_1})

    [found] = [line for line in lines if line.title.startswith("Set 1,")]
    assert (found.on, found.at, found.ends_at) == (late.date(), late, set_1.ends_at)
    assert [line.on for line in lines] == sorted(line.on for line in lines)
    assert sum(line.title.startswith("Set") for line in lines) == 5


def test_without_line_managers_there_are_no_check_ins_and_without_sets_none(app: Flask) -> None:
    lines = plan(queries.programme("university"), START, {})

    assert [line.title for line in lines] == ["Workshop"]
