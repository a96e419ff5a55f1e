"""Things done without a connection, as a device keeps and sends them."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import select

from abp_lms import sealing
from abp_lms.clock import now
from abp_lms.database import session
from abp_lms.learning.workbook import Scenario, Unit
from abp_lms.recording.models import OutboxEntry
from tests.learning.conftest import Learner
from tests.learning.test_drafts import draft, send

Item = dict[str, Any]


def sealed(learner: Learner, item: object) -> str:
    """As the person's own browser seals it."""
    return sealing.seal(json.dumps(item).encode(), learner.person.public_key)


def step(kind: str, said_at: datetime | None = None, **given: Any) -> Item:
    """Something that was done with one press."""
    return {"kind": kind, "key": str(uuid4()), "said_at": (said_at or now()).isoformat()} | given


def first_way(story: Scenario) -> list[list[str]]:
    """The way of whoever always chooses the first option."""
    steps = {step.id: step for step in story.steps}
    path: list[list[str]] = []
    at = story.first
    while at in steps:
        path.append([at, steps[at].options[0].id])
        at = steps[at].options[0].leads_to
    return path


def other_way(story: Scenario) -> list[list[str]]:
    """The same way, but with the last option at its last step."""
    *before, [step_id, _] = first_way(story)
    step = next(step for step in story.steps if step.id == step_id)
    return [*before, [step_id, step.options[-1].id]]


def walk_item(unit: Unit, path: list[list[str]], **given: object) -> Item:
    assert unit.scenario
    settings = unit.scenario.settings
    return {
        "kind": "scenario",
        "unit": unit.id,
        "part": unit.scenario.id,
        "setting": settings[0].id if settings else None,
        "path": path,
        "key": str(uuid4()),
        "begun_at": (now() - timedelta(minutes=30)).isoformat(),
        "said_at": now().isoformat(),
    } | given


def whole_unit(unit: Unit, begun: datetime) -> list[Item]:
    """Everything of a unit, one deed a minute, in the order in which it was done."""
    assert unit.scenario
    assert unit.quiz
    deeds: list[Item] = [{"kind": "read", "part": page.id} for page in unit.pages]
    deeds.append(walk_item(unit, first_way(unit.scenario), begun_at=begun.isoformat()))
    deeds += [{"kind": "on-paper", "part": prompt.id} for prompt in unit.reflections]
    deeds.append(save_of(unit, unit.practice.id, "note", "Short.", approach="no-chance-yet"))
    deeds += [
        {"kind": "answer", "part": question.id, "chosen": [question.options[0].id]}
        for question in unit.quiz.questions
    ]
    for minute, deed in enumerate(deeds):
        said = (begun + timedelta(minutes=minute)).isoformat()
        deed |= {"unit": unit.id, "key": str(uuid4()), "said_at": said}
        if deed["kind"] == "save":
            deed["edited_at"] = deed["fields"]["said_at"] = said
    return deeds


def save_of(unit: Unit, prompt_id: str, box: str, text: str, **fields: str) -> Item:
    given = {box: text, "save_key": str(uuid4())} | fields
    return {
        "kind": "save",
        "unit": unit.id,
        "prompt": prompt_id,
        "fields": given,
        **draft("", boxes={box: text}),
    }


def sync(
    learner: Learner, *items: Item, sent_at: datetime | None = None
) -> dict[str, dict[str, str]]:
    """Send items as the person's browser would, under names of no meaning."""
    named = {str(number): sealed(learner, item) for number, item in enumerate(items)}
    body = {"items": named, "sent_at": (sent_at or now()).isoformat()}
    answer = send(learner.client, "/workbook/drafts/sync", body)
    assert answer.status_code == 200
    assert answer.json is not None
    found: dict[str, dict[str, str]] = answer.json
    return found


def recorded(person_id: UUID) -> list[dict[str, Any]]:
    rows = session.scalars(select(OutboxEntry).where(OutboxEntry.person_id == person_id))
    return [json.loads(row.statement) for row in rows]
