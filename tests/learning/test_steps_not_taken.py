"""What waited on a device and cannot be taken: refused in plain words, and nothing changed."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import func, select

from abp_lms.database import session
from abp_lms.learning.actions import quizzes
from abp_lms.learning.models import (
    PageRead,
    QuizAnswer,
    ReflectionSave,
    ScenarioRun,
)
from abp_lms.learning.views.waiting import NOT_TAKEN
from abp_lms.learning.workbook import Unit
from abp_lms.recording.models import OutboxEntry
from tests.learning.conftest import Learner, make_learner
from tests.learning.test_drafts import count, send
from tests.learning.waited import (
    Item,
    recorded,
    save_of,
    sealed,
    sync,
)


def test_words_for_a_prompt_that_is_gone_stay_as_a_draft(learner: Learner, unit: Unit) -> None:
    item = save_of(unit, "a-prompt-of-last-year", "what", "Do not lose me.")

    answer = sync(learner, item)

    assert answer["taken"] == {"0": "draft"}
    assert "no longer in your workbook" in answer["told"]["0"]
    assert "Do not lose me." in learner.client.get("/workbook/my-words").text


@pytest.mark.parametrize(
    "item",
    [
        {"kind": "dance"},
        {"kind": "answer", "part": "x", "chosen": "not a list", "key": str(uuid4())},
        {"kind": "answer", "part": "x", "chosen": []},
        {"kind": "scenario", "part": "x", "path": [["one"]], "key": str(uuid4())},
        {"kind": "scenario", "part": "x", "path": "no path", "key": str(uuid4())},
        {"kind": "on-paper", "part": "x", "key": "no key"},
        {"kind": "leave-out", "key": str(uuid4())},
    ],
)
def test_what_makes_no_sense_is_refused_and_changes_nothing(
    learner: Learner, unit: Unit, item: Item
) -> None:
    answer = sync(learner, {"unit": unit.id} | item)

    assert set(answer["refused"]) == {"0"}
    for table in (PageRead, ScenarioRun, QuizAnswer, ReflectionSave, OutboxEntry):
        assert session.scalar(select(func.count()).select_from(table)) == 0


def test_a_step_of_somebody_else_is_done_for_nobody(app: Flask, unit: Unit) -> None:
    author, somebody = make_learner(app), make_learner(app)
    item = {"kind": "read", "unit": unit.id, "part": unit.pages[0].id}

    answer = send(somebody.client, "/workbook/drafts/sync", {"items": {"a": sealed(author, item)}})

    assert answer.json is not None
    assert set(answer.json["refused"]) == {"a"}
    assert count(PageRead) == 0


def test_a_step_in_a_unit_of_another_programme_is_refused(app: Flask) -> None:
    learner = make_learner(app)
    item = {
        "kind": "read",
        "unit": "u07-u08",
        "part": "x",
        "said_at": datetime.now(UTC).isoformat(),
    }

    assert set(sync(learner, item)["refused"]) == {"0"}


def test_a_fault_in_one_thing_leaves_no_half_of_it_and_holds_up_nothing_else(
    learner: Learner, unit: Unit, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    assert unit.quiz
    question = unit.quiz.questions[0]
    answer = {
        "kind": "answer",
        "unit": unit.id,
        "part": question.id,
        "chosen": [question.options[0].id],
        "key": str(uuid4()),
    }
    first, second = ({"kind": "read", "unit": unit.id, "part": page.id} for page in unit.pages[:2])

    def fail(*_: object, **__: object) -> None:
        session.flush()
        raise RuntimeError("what somebody wrote")

    with monkeypatch.context() as broken:
        broken.setattr(quizzes, "complete_if_done", fail)
        meanwhile = sync(learner, first, answer, second)

    assert meanwhile["taken"] == {"0": "read", "2": "read"}
    assert meanwhile["refused"] == {"1": NOT_TAKEN}
    assert (count(PageRead), count(QuizAnswer)) == (2, 0)
    assert not any("answered" in json.dumps(one["verb"]) for one in recorded(learner.person.id))
    assert "RuntimeError" in caplog.text
    assert "what somebody wrote" not in caplog.text
    assert sync(learner, answer)["taken"] == {"0": "answer"}
