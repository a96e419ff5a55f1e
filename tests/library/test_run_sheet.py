"""The run sheet of a set: read with its faults told, put on the clock."""

from __future__ import annotations

import itertools
from datetime import datetime, time, timedelta
from pathlib import Path

import pytest

from abp_lms.clock import LONDON
from abp_lms.content_files import ContentError
from abp_lms.errors import NotFound, Refused
from abp_lms.library.run_sheet import load_run_sheet, time_typed, timetable
from abp_lms.settings import Settings
from tests.learning.workbook.written import line_of, told, write_content

SHEET = """\
minutes: 30
presenter:
  - {id: tell, title: They tell it, minutes: 4, say: Tell us.}
  - {id: act, title: Their action, minutes: 6, say: Choose a day.}
parts:
  - {id: welcome, title: Welcome, minutes: 5, say: Hello.}
  - {id: first, title: First presenter, presenter: true}
  - {id: second, title: Second presenter, presenter: true}
  - {id: close, title: Close, minutes: 5, say: Goodbye.}
"""


def write_sheet(folder: Path, text: str = SHEET) -> Path:
    (folder / "guides").mkdir(parents=True)
    (folder / "guides" / "run-sheet.yaml").write_text(text)
    return folder


def test_each_presenter_has_the_same_steps(tmp_path: Path) -> None:
    sheet = load_run_sheet(write_sheet(tmp_path))

    assert [(one.id, one.part, one.minutes) for one in sheet.steps] == [
        ("welcome", None, 5),
        ("first-tell", "First presenter", 4),
        ("first-act", "First presenter", 6),
        ("second-tell", "Second presenter", 4),
        ("second-act", "Second presenter", 6),
        ("close", None, 5),
    ]


def test_each_step_follows_the_one_before_over_midnight_too(tmp_path: Path) -> None:
    starts_at = datetime(2026, 11, 3, 23, 45, tzinfo=LONDON)

    timed = timetable(load_run_sheet(write_sheet(tmp_path)), starts_at)

    assert timed[0].starts_at == starts_at
    assert all(one.ends_at == other.starts_at for one, other in itertools.pairwise(timed))
    assert timed[-1].ends_at == starts_at + timedelta(minutes=30)


@pytest.mark.parametrize(
    ("words", "become", "at", "said"),
    [
        (
            "minutes: 30",
            "minutes: 90",
            "minutes: 90",
            "the steps sum to 30 minutes, and the set has 90. Change one of them.",
        ),
        (
            "id: second",
            "id: first",
            "parts:",
            'the step "first-act" stands twice. Give it another id.',
        ),
        (
            "minutes: 4, say: Tell us.",
            "minutes: four, say: Tell us.",
            "id: tell",
            '"minutes" must be a whole number from 1 to 480.',
        ),
        ("say: Hello.", "says: Hello.", "says:", '"says" is no key that is known here.'),
    ],
)
def test_a_fault_is_told_with_its_line(
    tmp_path: Path, words: str, become: str, at: str, said: str
) -> None:
    broken = SHEET.replace(words, become)

    found = told(write_sheet(tmp_path / "content", broken))

    place = f"content/guides/run-sheet.yaml:{line_of(broken, at)}: {said}"
    assert any(one.startswith(place) for one in found), found
    with pytest.raises(ContentError):
        load_run_sheet(tmp_path / "content")


def test_sets_that_last_longer_than_the_run_sheet_are_warned_of(tmp_path: Path) -> None:
    [found] = told(write_sheet(tmp_path / "content"))

    assert found == (
        "content/programmes/llr.yaml:1: warning: sets last 90 minutes, and the run sheet 30. "
        "The timer follows guides/run-sheet.yaml; change one of them."
    )


def test_content_without_a_run_sheet_is_sound_and_has_no_timer(tmp_path: Path) -> None:
    assert told(tmp_path / "content") == []
    with pytest.raises(NotFound):
        load_run_sheet(write_content(tmp_path / "content"))


def test_what_is_shipped_has_two_presenters_in_90_minutes(settings: Settings) -> None:
    sheet = load_run_sheet(settings.content)

    presenting = [step for step in sheet.steps if step.part]
    assert sheet.minutes == 90
    assert sum(step.minutes for step in presenting) == 60


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("13:30", time(13, 30)),
        ("9.05", time(9, 5)),
        (" 1:30pm ", time(13, 30)),
        ("1 PM", time(13)),
        ("12am", time(0)),
        ("12:15pm", time(12, 15)),
        ("00:00", time(0)),
    ],
)
def test_a_time_is_understood_as_people_type_it(typed: str, meant: time) -> None:
    assert time_typed(typed) == meant


@pytest.mark.parametrize(
    "typed", ["", "half past one", "13", "25:00", "13:60", "13pm", "0am", "-1:00"]
)
def test_what_is_no_time_is_refused_with_an_example(typed: str) -> None:
    with pytest.raises(Refused, match="such as 1:30pm or 13:30"):
        time_typed(typed)
