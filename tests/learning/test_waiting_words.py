"""Words that waited on a device: taken for their author, once, and for nobody else."""

from __future__ import annotations

from uuid import uuid4

from flask import Flask

from abp_lms.learning.models import Draft, PracticeEntry, ReflectionSave
from abp_lms.learning.workbook import Unit
from tests.learning.conftest import Learner, make_learner
from tests.learning.test_drafts import NOW, count, draft, send, shown
from tests.learning.waited import sealed


def test_what_waited_in_the_browser_is_taken_for_its_author(learner: Learner, unit: Unit) -> None:
    item = {"kind": "draft", "unit": unit.id, "prompt": unit.reflections[0].id}
    items = {"a": sealed(learner, item | draft("From the lift."))}

    answer = send(learner.client, "/workbook/drafts/sync", {"items": items})

    assert answer.json is not None
    assert answer.json["taken"] == {"a": "draft"}
    assert answer.json["refused"] == {}
    assert answer.json["told"]["a"] == f"{unit.title}: what you wrote. Sent"
    assert shown(learner, unit)["boxes"]["what"] == "From the lift."


def test_what_another_person_wrote_is_refused_and_seen_by_nobody(
    app: Flask, learner: Learner, unit: Unit
) -> None:
    item = {"kind": "draft", "unit": unit.id, "prompt": unit.reflections[0].id}
    items = {"a": sealed(learner, item | draft("Not yours."))}
    somebody = make_learner(app)

    answer = send(somebody.client, "/workbook/drafts/sync", {"items": items})

    assert answer.json is not None
    assert answer.json["taken"] == {}
    assert "Not yours" not in answer.text
    assert count(Draft) == 0


def test_a_save_that_waited_arrives_once_and_is_known_the_second_time(
    learner: Learner, unit: Unit
) -> None:
    fields = {"what": "In the lift.", "save_key": str(uuid4()), "said_at": NOW.isoformat()}
    item = {"kind": "save", "unit": unit.id, "prompt": unit.reflections[0].id, "fields": fields}
    items = {"a": sealed(learner, item | draft("In the lift."))}

    first = send(learner.client, "/workbook/drafts/sync", {"items": items})
    again = send(learner.client, "/workbook/drafts/sync", {"items": items})

    assert first.json is not None
    assert again.json is not None
    assert first.json["taken"] == {"a": "save"}
    assert again.json["taken"] == {"a": "known"}
    assert count(ReflectionSave) == 1


def test_practice_that_was_logged_offline_arrives(learner: Learner, unit: Unit) -> None:
    fields = {"approach": "no-chance-yet", "note": "Short.", "save_key": str(uuid4())}
    item = {"kind": "save", "unit": unit.id, "prompt": unit.practice.id, "fields": fields}

    send(
        learner.client,
        "/workbook/drafts/sync",
        {"items": {"a": sealed(learner, item | draft("", boxes={"note": "Short."}))}},
    )

    assert count(PracticeEntry) == 1


def test_a_save_that_cannot_be_made_keeps_its_words_as_a_draft(
    learner: Learner, unit: Unit
) -> None:
    fields = {"approach": "nothing-we-know", "note": "Do not lose me."}
    item = {"kind": "save", "unit": unit.id, "prompt": unit.practice.id, "fields": fields}
    words = draft("", boxes={"note": "Do not lose me."})

    answer = send(
        learner.client, "/workbook/drafts/sync", {"items": {"a": sealed(learner, item | words)}}
    )

    assert answer.json is not None
    assert answer.json["taken"] == {"a": "draft"}
    page = learner.client.get(f"/workbook/units/{unit.id}/practise").text
    assert "Do not lose me." in page


def test_garbage_in_the_browser_is_refused_and_the_rest_taken(learner: Learner, unit: Unit) -> None:
    good = {"kind": "draft", "unit": unit.id, "prompt": unit.reflections[0].id} | draft("Good.")
    items = {
        "good": sealed(learner, good),
        "garbage": "not a JWE",
        "a list": sealed(learner, [1, 2]),
        "no unit": sealed(learner, {"kind": "draft"}),
        "elsewhere": sealed(learner, good | {"unit": "nowhere"}),
        "spoilt": sealed(learner, good | {"boxes": "no boxes"}),
    }

    answer = send(learner.client, "/workbook/drafts/sync", {"items": items})

    assert answer.status_code == 200
    assert answer.json is not None
    assert answer.json["taken"] == {"good": "draft"}
    assert set(answer.json["refused"]) == set(items) - {"good"}
