"""The run sheet of a set, from `content/guides/run-sheet.yaml`, and its times on the clock."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from pathlib import Path

from abp_lms.content_files import (
    Finding,
    Section,
    SourceFile,
    read_section,
    refuse_errors,
    remembered,
)
from abp_lms.errors import NotFound, Refused

FILE = "guides/run-sheet.yaml"
LONGEST = 480  # minutes
TYPED = re.compile(r"(\d{1,2})(?:[:.]([0-5]\d))?\s*([ap]m)?", re.IGNORECASE)


@dataclass(frozen=True)
class Step:
    """One thing at a time. `part` names the presenter to whom it belongs, if to one."""

    id: str
    title: str
    minutes: int
    say: str
    part: str | None


@dataclass(frozen=True)
class RunSheet:
    """The steps of a set in their order; `minutes` is what they sum to."""

    steps: tuple[Step, ...]
    minutes: int


@dataclass(frozen=True)
class TimedStep:
    """A step and when it is."""

    step: Step
    starts_at: datetime
    ends_at: datetime


@remembered(FILE)
def load_run_sheet(folder: Path) -> RunSheet:
    """The run sheet of a content folder; raises ContentError with every fault, NotFound without."""
    findings: list[Finding] = []
    sheet = read_run_sheet(folder, findings)
    refuse_errors(findings)
    if sheet is None:
        raise NotFound()
    return sheet


def read_run_sheet(folder: Path, findings: list[Finding]) -> RunSheet | None:
    """The run sheet as far as it can be read; faults are added to `findings`. None: there is none."""
    path = folder / FILE
    if not path.exists():
        return None
    source = SourceFile.read(path, folder, findings)
    held = read_section(source, source.lines) if source.lines else None
    if held is None:
        return None
    presenter = [_read_step(section, None) for section in held.sections("presenter")]
    steps = tuple(step for part in held.sections("parts") for step in _read_part(part, presenter))
    minutes = held.number("minutes", at_least=10, at_most=LONGEST)
    held.close()
    total = sum(step.minutes for step in steps)
    if total != minutes:
        problem = f"the steps sum to {total} minutes, and the set has {minutes}."
        source.error(held.line("minutes"), problem, "Change one of them.")
    idents = [step.id for step in steps]
    for ident in sorted({ident for ident in idents if ident and idents.count(ident) > 1}):
        source.error(held.line("parts"), f'the step "{ident}" stands twice.', "Give it another id.")
    return RunSheet(steps, total)


def timetable(sheet: RunSheet, starts_at: datetime) -> tuple[TimedStep, ...]:
    """Each step with its times, the first at `starts_at`."""
    timed, at = [], starts_at
    for step in sheet.steps:
        ends_at = at + timedelta(minutes=step.minutes)
        timed.append(TimedStep(step, at, ends_at))
        at = ends_at
    return tuple(timed)


def time_typed(text: str) -> time:
    """A time of day as people type it: 13:00, 9.30, 1pm, 1:30 PM. Raises Refused for anything else."""
    found = TYPED.fullmatch(text.strip())
    hour, minute, half = (int(found[1]), int(found[2] or 0), found[3]) if found else (99, 0, None)
    if half and 1 <= hour <= 12:
        hour = hour % 12 + (12 if half.lower() == "pm" else 0)
    elif half:
        hour = 99
    if hour > 23 or (found and not found[2] and not half):
        raise Refused("Enter a time, such as 1:30pm or 13:30.", field="start")
    return time(hour, minute)


def _read_part(section: Section, presenter: Sequence[Step]) -> list[Step]:
    if not section.flag("presenter"):
        return [_read_step(section, None)]
    ident, title = section.ident("id"), section.text("title")
    section.close()
    return [
        Step(f"{ident}-{step.id}", step.title, step.minutes, step.say, title) for step in presenter
    ]


def _read_step(section: Section, part: str | None) -> Step:
    step = Step(
        id=section.ident("id"),
        title=section.text("title"),
        minutes=section.number("minutes", at_least=1, at_most=LONGEST),
        say=section.text("say"),
        part=part,
    )
    section.close()
    return step
