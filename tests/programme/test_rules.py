"""The rules of a programme."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from abp_lms.accounts.models import Sector
from abp_lms.clock import LONDON
from abp_lms.errors import Refused
from abp_lms.programme import rules
from abp_lms.programme.reading_outlines import SECTORS, load_programmes
from abp_lms.programme.rules import Component, Outcome, PlaceState

CONTENT = Path(__file__).resolve().parents[2] / "content"
START = date(2026, 9, 3)


@pytest.fixture(scope="module")
def programmes():
    return load_programmes(CONTENT)


def test_a_completed_place_stays_completed():
    for wanted in PlaceState:
        with pytest.raises(Refused):
            rules.refuse_unless_next(PlaceState.COMPLETED, wanted)


def test_a_withdrawn_person_can_be_offered_the_place_again():
    rules.refuse_unless_next(PlaceState.WITHDRAWN, PlaceState.OFFERED)


@pytest.mark.parametrize(("taken", "open_"), [(0, True), (19, True), (20, False), (21, False)])
def test_a_cohort_takes_people_until_it_is_full(taken, open_):
    if open_:
        rules.refuse_unless_open(taken, 20, None, START)
    else:
        with pytest.raises(Refused, match="all 20 places are taken"):
            rules.refuse_unless_open(taken, 20, None, START)


def test_a_cohort_that_is_over_takes_nobody():
    rules.refuse_unless_open(0, 20, START, START)
    with pytest.raises(Refused, match="over"):
        rules.refuse_unless_open(0, 20, START, START + timedelta(days=1))


@pytest.mark.parametrize(
    ("weeks_gone", "done", "words"),
    [
        (-2, 0, "on track"),
        (0, 0, "on track"),
        (1, 0, "a little behind: 1 unit"),
        (4, 4, "on track"),
        (4, 9, "on track"),
        (4, 2, "a little behind: 2 units"),
        (8, 2, "behind: 6 units"),
        (26, 26, "on track"),
        (60, 25, "a little behind: 1 unit"),
    ],
)
def test_pace_is_said_in_units_and_weeks(weeks_gone, done, words):
    behind = rules.units_behind(
        done=done,
        total=26,
        starts_on=START,
        weeks=26,
        today=START + timedelta(weeks=weeks_gone, days=3),
    )

    assert rules.pace_in_words(behind) == words


@given(
    done=st.integers(0, 40),
    total=st.integers(1, 40),
    weeks=st.integers(1, 104),
    days=st.integers(-400, 1200),
)
def test_nobody_is_further_behind_than_there_are_units(done, total, weeks, days):
    behind = rules.units_behind(
        done=done, total=total, starts_on=START, weeks=weeks, today=START + timedelta(days=days)
    )

    assert 0 <= behind <= max(total - done, 0)


def test_each_programme_needs_what_it_has(programmes):
    assert rules.components(programmes["llr"]) == set(Component)
    assert rules.components(programmes["hw"]) == set(Component)
    assert rules.components(programmes["university"]) == {
        Component.WORKSHOPS,
        Component.WORKBOOK,
        Component.EVALUATION,
    }


def test_a_programme_is_complete_when_every_part_it_needs_is_shown():
    needed = {Component.WORKSHOPS, Component.WORKBOOK}

    assert not rules.is_complete(needed, {Component.WORKSHOPS, Component.SETS})
    assert rules.is_complete(needed, {Component.WORKSHOPS, Component.WORKBOOK, Component.SETS})


def test_a_merged_unit_is_done_when_all_that_it_merges_are(programmes):
    hw = programmes["hw"]

    assert rules.units_done(hw, {"u02"}) == 0
    assert rules.units_done(hw, {"u02", "u03"}) == 1
    assert rules.units_done(hw, {"orientation", "u01", "elsewhere"}) == 2


def test_attendance_is_known_on_the_day_and_apologies_before():
    rules.refuse_unless_markable(Outcome.APOLOGIES, START, START - timedelta(days=1))
    rules.refuse_unless_markable(Outcome.ATTENDED, START, START)
    with pytest.raises(Refused, match="still to come"):
        rules.refuse_unless_markable(Outcome.ATTENDED, START, START - timedelta(days=1))


@pytest.mark.parametrize(
    ("now", "setting", "due"),
    [
        ("2026-06-01T12:00+01:00", "now", "2026-06-01T12:00+01:00"),
        ("2026-06-01T12:00+01:00", "17:00", "2026-06-01T17:00+01:00"),
        ("2026-06-01T18:00+01:00", "17:00", "2026-06-02T17:00+01:00"),
        # The night on which the clocks go back: five in the afternoon stays five.
        ("2026-10-24T18:00+01:00", "17:00", "2026-10-25T17:00+00:00"),
        ("2026-12-01T06:00+00:00", "7:30", "2026-12-01T07:30+00:00"),
    ],
)
def test_a_manager_hears_the_same_day_at_the_set_time(now, setting, due):
    assert rules.manager_mail_due(datetime.fromisoformat(now), setting) == datetime.fromisoformat(
        due
    )


def test_sets_keep_their_weekday_and_hour_when_the_clocks_change():
    first = datetime(2026, 9, 3, 14, tzinfo=LONDON)

    moments = [one.astimezone(LONDON) for one in rules.series(first, 6, "month")]

    assert [one.date() for one in moments[:3]] == [
        date(2026, 9, 3),
        date(2026, 10, 1),
        date(2026, 10, 29),
    ]
    assert {(one.weekday(), one.hour) for one in moments} == {(3, 14)}
    assert moments[2].astimezone(UTC).hour == 14
    assert moments[0].astimezone(UTC).hour == 13


def test_the_sectors_that_a_programme_may_name_are_those_of_employers() -> None:
    assert tuple(Sector) == SECTORS
