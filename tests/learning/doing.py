"""Does deeds by calling them, and tells what was recorded of them."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import select

from abp_lms.database import session
from abp_lms.learning import queries
from abp_lms.learning.actions import (
    practice,
    quizzes,
    reading,
    reflections,
    scenarios,
)
from abp_lms.learning.workbook import Unit
from abp_lms.recording.models import OutboxEntry

SAID = datetime(2026, 11, 3, 14, 2, tzinfo=UTC)


def statements() -> list[dict[str, Any]]:
    return [json.loads(row.statement) for row in session.scalars(select(OutboxEntry))]


def do_all_but_reading(person_id: UUID, unit: Unit) -> None:
    assert unit.scenario
    assert unit.quiz
    here = {"person_id": person_id, "unit_id": unit.id}
    steps = {step.id: step for step in unit.scenario.steps}
    scenarios.start(**here, setting_id=unit.scenario.settings[0].id)
    at = unit.scenario.first
    while at in steps:
        at = scenarios.choose(**here, step_id=at, option_id=steps[at].options[0].id)
    for prompt in unit.reflections:
        reflections.mark_on_paper(**here, reflection_id=prompt.id, save_key=uuid4())
    practice.log(**here, done_on=None, approach_id=None, note="", save_key=uuid4())
    for question in unit.quiz.questions:
        quizzes.answer(
            **here,
            question_id=question.id,
            chosen=[question.options[0].id],
            save_key=uuid4(),
        )


def read_all(person_id: UUID, unit: Unit) -> None:
    for page in unit.pages:
        reading.read_page(person_id=person_id, unit_id=unit.id, page_id=page.id)


def is_complete(person_id: UUID, unit: Unit) -> bool:
    return unit.id in queries.units_done([person_id])[person_id]
