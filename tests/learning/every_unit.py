"""Every unit that is written, for tests that go through all of them, and how a page of it reads."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path

from flask import Flask

from abp_lms.database import session
from abp_lms.learning import queries
from abp_lms.learning.workbook import Unit
from tests.factories import make_academy
from tests.learning.conftest import Learner, make_learner
from tests.programme.factories import make_cohort

_MODULES = Path(__file__).parents[2] / "content" / "modules"
EVERY = sorted(path.stem for path in _MODULES.glob("*.md"))


def with_block(kind: str) -> list[str]:
    """The ids of the units that have a block of this kind."""
    block = f"\n:::{kind}"
    return [unit for unit in EVERY if block in (_MODULES / f"{unit}.md").read_text("utf-8")]


def open_to_somebody(app: Flask, unit_id: str) -> tuple[Learner, Unit]:
    """A unit, and a learner of a programme that holds it: merged ones stand in one of them only."""
    programmes = queries.the_workbook().programmes.values()
    programme_id = next(one.id for one in programmes if one.module_of(unit_id))
    academy = make_academy(programme_id=programme_id)
    learner = make_learner(app, cohort=make_cohort(academy=academy))
    unit = queries.the_workbook().units[unit_id]
    session.rollback()
    return learner, unit


def words(html: str) -> str:
    """What a person reads of some HTML."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def main_of(page: str) -> str:
    """A page without what stands around its content."""
    return page.split("<main")[1].split("</main>")[0]
