"""`abp content …`, for authors, and `abp places …`, for those who look after participants."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click
from flask import Flask
from sqlalchemy import select

from abp_lms import settings
from abp_lms.accounts.models import Person
from abp_lms.clock import today
from abp_lms.content_files import counted
from abp_lms.database import session, unit_of_work
from abp_lms.errors import Refused
from abp_lms.learning import queries
from abp_lms.learning.actions import moving
from abp_lms.learning.workbook import Reading, Unit, check
from abp_lms.programme.cohorts import cohort_called
from abp_lms.programme.queries import current_place
from abp_lms.programme.rules import units_done


@click.group()
def content() -> None:
    """Look after the workbook's texts."""


@content.command("check")
@click.option("--json", "as_json", is_flag=True, help="Print everything as JSON.")
@click.option("--strict", is_flag=True, help="Let warnings count as errors do.")
@click.argument(
    "folder", required=False, type=click.Path(exists=True, file_okay=False, path_type=Path)
)
@click.pass_context
def check_content(context: click.Context, as_json: bool, strict: bool, folder: Path | None) -> None:
    """Say what is wrong with the texts, where, and how to mend it.

    Reads the installation's content, or FOLDER. The exit code is 0 when there is no error, 1 when
    there is one (with --strict, a warning), 2 when the call is broken.
    """
    folder = folder or settings.current().content
    if not (folder / "modules").is_dir() and not (folder / "programmes").is_dir():
        raise click.UsageError(f"{folder} holds neither modules/ nor programmes/.")
    reading = check(folder.resolve(), today())
    click.echo(json.dumps(as_facts(reading), indent=2) if as_json else as_lines(reading))
    counted = ("error", "warning") if strict else ("error",)
    context.exit(int(any(finding.level in counted for finding in reading.findings)))


@click.group()
def places() -> None:
    """Look after people's places in cohorts."""


@places.command("move")
@click.argument("email")
@click.option("--academy", required=True, help="Name of the academy to which they go.")
@click.option("--cohort", required=True, help="Name of the cohort in which they go on.")
@click.pass_obj
def move_place(make_app: Callable[[], Flask], email: str, academy: str, cohort: str) -> None:
    """Let a participant go on in another cohort. What they wrote and did stays theirs."""
    with make_app().app_context(), unit_of_work():
        person_id = session.scalar(select(Person.id).filter_by(email=email.strip().lower()))
        place = current_place(person_id) if person_id else None
        if place is None:
            raise Refused(f"{email} is on no programme here.")
        cohort_id = cohort_called(cohort, academy=academy)
        moving.move(place_id=place.place_id, cohort_id=cohort_id, by_id=None)
        programme = queries.my_place(place.person_id).programme
        done = units_done(programme, queries.units_done([place.person_id])[place.person_id])
    click.echo(
        f"{email} goes on in {cohort}, {academy}: {done} of {len(programme.units)} units done."
    )


def as_lines(reading: Reading) -> str:
    """A line for each finding, and a last line that counts them."""
    levels = [finding.level for finding in reading.findings]
    counts = ", ".join(
        counted(levels.count(level), level) for level in ("error", "warning", "note")
    )
    workbook = reading.workbook
    programmes = counted(len(workbook.programmes), "programme")
    read = f"{programmes} and {counted(len(workbook.units), 'unit')} read"
    return "\n".join([*map(str, reading.findings), f"{read}: {counts}."])


def as_facts(reading: Reading) -> dict[str, Any]:
    """The same for scripts, with what each programme and unit holds."""
    workbook = reading.workbook
    return {
        "programmes": {
            ident: {"units": [entry.id for entry in programme.units]}
            for ident, programme in workbook.programmes.items()
        },
        "units": {ident: _unit_facts(unit) for ident, unit in workbook.units.items()},
        "findings": [
            {
                "file": finding.file,
                "line": finding.line,
                "level": finding.level,
                "problem": finding.problem,
                "mend": finding.mend,
            }
            for finding in reading.findings
        ],
    }


def _unit_facts(unit: Unit) -> dict[str, Any]:
    """What it is for, and counts; `decisions` are those of the longest way through the scenario."""
    return {
        "title": unit.title,
        "aims": list(unit.aims),
        "understand": list(unit.understand),
        "minutes": unit.minutes.total,
        "words": unit.words,
        "pages": len(unit.pages),
        "decisions": unit.scenario.longest if unit.scenario else 0,
        "endings": len(unit.scenario.endings) if unit.scenario else 0,
        "questions": len(unit.quiz.questions) if unit.quiz else 0,
        "prompts": len(unit.reflections),
        "sources": len(unit.sources),
        "sentences": len(unit.sentences),
        "situations": sum(len(sort.situations) for sort in unit.sorts),
    }
