"""Steps made without a connection: taken once, in any order, at their own times, lowering nothing."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from abp_lms.clock import now
from abp_lms.database import session
from abp_lms.learning import my_progress, queries
from abp_lms.learning.actions import scenarios
from abp_lms.learning.models import (
    Draft,
    LeftOut,
    PageRead,
    QuizAnswer,
    ReflectionSave,
    ScenarioRun,
    SetAside,
)
from abp_lms.learning.rules import State
from abp_lms.learning.workbook import Scenario, Unit
from abp_lms.recording.models import OutboxEntry
from tests.learning.conftest import Learner, make_learner
from tests.learning.doing import do_all_but_reading, read_all
from tests.learning.test_drafts import count, draft, send
from tests.learning.test_waiting_words import sealed

Item = dict[str, Any]


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


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(shuffled=st.randoms(use_true_random=False), doubles=st.integers(0, 6), cut=st.integers(1, 9))
def test_whatever_the_order_and_however_often_each_deed_is_one_at_its_time(
    app: Flask, unit: Unit, shuffled: Any, doubles: int, cut: int
) -> None:
    learner = make_learner(app)
    begun = (now() - timedelta(days=2)).replace(microsecond=0)
    deeds = whole_unit(unit, begun)
    sent = deeds + [shuffled.choice(deeds) for _ in range(doubles)]
    shuffled.shuffle(sent)

    for first in range(0, len(sent), cut):
        sync(learner, *sent[first : first + cut])

    person_id = learner.person.id
    statements = recorded(person_id)
    names = Counter(one["object"]["id"] for one in statements)
    assert set(names.values()) == {1}
    # Each deed, the quiz as a whole, and the unit
    assert len(names) == len(deeds) + 2
    moments = [datetime.fromisoformat(one["timestamp"]) for one in statements]
    expected = {begun + timedelta(minutes=minute) for minute in range(len(deeds))}
    assert set(moments) == expected
    last = max(expected)
    assert queries.completed_at(person_id, unit.id) == last
    [done] = [one for one in statements if one["object"]["id"].endswith(f"/units/{unit.id}")]
    assert datetime.fromisoformat(done["timestamp"]) == last


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        (timedelta(days=3), lambda at: at + timedelta(days=0)),
        (-timedelta(days=90), lambda at: at - timedelta(days=30)),
    ],
    ids=["in the future", "long ago"],
)
def test_a_time_that_cannot_be_is_put_where_it_can(
    learner: Learner, unit: Unit, said: timedelta, expected: Callable[[datetime], datetime]
) -> None:
    page = unit.pages[0].id
    at = now()

    sync(
        learner,
        {"kind": "read", "unit": unit.id, "part": page, "said_at": (at + said).isoformat()},
    )

    kept = session.scalars(select(PageRead.at)).one()
    assert abs(kept - expected(at)) < timedelta(seconds=30)


@pytest.mark.parametrize("wrong_by", [timedelta(days=1), -timedelta(days=1)], ids=["fast", "slow"])
def test_a_clock_that_is_a_day_wrong_is_put_right_when_it_sends(
    learner: Learner, unit: Unit, wrong_by: timedelta
) -> None:
    prompt, at = unit.reflections[0].id, now()
    done_at = at - timedelta(hours=2)
    said = (done_at + wrong_by).isoformat()
    page = {"kind": "read", "unit": unit.id, "part": unit.pages[0].id, "said_at": said}

    sync(
        learner,
        page,
        save_of(unit, prompt, "what", "Two hours ago.", said_at=said),
        sent_at=at + wrong_by,
    )

    for kept in (PageRead.at, ReflectionSave.at):
        assert abs(session.scalars(select(kept)).one() - done_at) < timedelta(seconds=30)


def test_what_was_done_meanwhile_elsewhere_is_known_and_lowers_nothing(
    learner: Learner, unit: Unit
) -> None:
    read_all(learner.person.id, unit)
    do_all_but_reading(learner.person.id, unit)
    completed = queries.completed_at(learner.person.id, unit.id)

    answer = sync(
        learner,
        {"kind": "read", "unit": unit.id, "part": unit.pages[0].id, "said_at": now().isoformat()},
        {"kind": "skip", "unit": unit.id, "part": unit.reflections[0].id, "key": str(uuid4())},
    )

    assert answer["taken"]["0"] == "known"
    assert "here already" in answer["told"]["0"]
    assert queries.completed_at(learner.person.id, unit.id) == completed
    place = queries.my_place(learner.person.id)
    progress = my_progress.progress(learner.person.id, place.programme)
    assert progress.unit(unit.id).state is State.DONE


def test_a_way_goes_on_from_where_it_was_left_off_online(learner: Learner, unit: Unit) -> None:
    assert unit.scenario
    way = first_way(unit.scenario)
    here = {"person_id": learner.person.id, "unit_id": unit.id}
    scenarios.start(**here, setting_id=unit.scenario.settings[0].id)
    scenarios.choose(**here, step_id=way[0][0], option_id=way[0][1])

    sync(learner, walk_item(unit, way))

    run = session.scalars(select(ScenarioRun)).one()
    assert run.path == way
    assert run.ended_at is not None


def test_a_way_that_comes_in_pieces_is_one_way(learner: Learner, unit: Unit) -> None:
    assert unit.scenario
    way, key = first_way(unit.scenario), str(uuid4())

    for length in (1, 3, 2, len(way), 1):
        sync(learner, walk_item(unit, way[:length], key=key))

    run = session.scalars(select(ScenarioRun)).one()
    assert run.path == way
    assert run.ended_at is not None


def test_another_way_on_another_device_stays_and_both_are_kept(
    learner: Learner, unit: Unit
) -> None:
    assert unit.scenario
    # given a way that came to its end online, while a phone had begun another one without a connection
    do_all_but_reading(learner.person.id, unit)
    ended = session.scalars(select(ScenarioRun)).one()
    path, at = ended.path, ended.ended_at

    answer = sync(learner, walk_item(unit, other_way(unit.scenario)))

    runs = session.scalars(select(ScenarioRun).order_by(ScenarioRun.number)).all()
    assert answer["taken"] == {"0": "scenario"}
    assert [run.path for run in runs] == [path, other_way(unit.scenario)]
    assert runs[0].ended_at == at
    assert queries.deeds(learner.person.id, unit.id)[unit.id].scenario_ended


def test_an_unfinished_way_from_a_phone_takes_no_end_away(learner: Learner, unit: Unit) -> None:
    assert unit.scenario
    do_all_but_reading(learner.person.id, unit)

    sync(learner, walk_item(unit, other_way(unit.scenario)[:2]))

    assert queries.deeds(learner.person.id, unit.id)[unit.id].scenario_ended


def test_a_way_that_the_story_no_longer_has_is_kept_as_far_as_it_goes_and_told(
    learner: Learner, unit: Unit
) -> None:
    assert unit.scenario
    way = first_way(unit.scenario)[:2]

    answer = sync(learner, walk_item(unit, [*way, ["a-step-of-last-year", "gone"]]))

    assert "as far as the story still goes" in answer["told"]["0"]
    assert session.scalars(select(ScenarioRun)).one().path == way


@pytest.mark.parametrize(
    "changed",
    [
        {"part": "a-story-of-last-year"},
        {"setting": "a-setting-of-last-year"},
        {"path": [["a-step-of-last-year", "gone"]]},
    ],
)
def test_a_way_of_which_nothing_fits_is_refused_in_plain_words(
    learner: Learner, unit: Unit, changed: Item
) -> None:
    assert unit.scenario

    answer = sync(learner, walk_item(unit, first_way(unit.scenario)) | changed)

    assert "your way through the scenario. The story has changed since." in answer["refused"]["0"]
    assert count(ScenarioRun) == 0


def test_words_for_a_prompt_that_is_gone_stay_as_a_draft(learner: Learner, unit: Unit) -> None:
    item = save_of(unit, "a-prompt-of-last-year", "what", "Do not lose me.")

    answer = sync(learner, item)

    assert answer["taken"] == {"0": "draft"}
    assert "no longer in your workbook" in answer["told"]["0"]
    assert "Do not lose me." in learner.client.get("/workbook/my-words").text


def test_words_written_without_having_seen_a_draft_do_not_replace_it(
    learner: Learner, unit: Unit
) -> None:
    # given a draft on the server, and a kept unit, which shows nobody's words
    prompt = unit.reflections[0].id
    address = f"/workbook/drafts/{unit.id}/{prompt}"
    send(learner.client, address, draft("On the ward computer."))

    sync(learner, save_of(unit, prompt, "what", "On the bus.", base="0"))

    page = learner.client.get(f"/workbook/units/{unit.id}/reflect/{prompt}").text
    assert "On the bus." in page
    assert "On the ward computer." in page
    assert count(SetAside) + count(Draft) >= 1


def test_leaving_out_waits_too(app: Flask) -> None:
    learner = make_learner(app)
    unit = next(one for one in queries.the_workbook().units.values() if one.opt_out)
    item = {"kind": "leave-out", "unit": unit.id, "pieces": ["scenario"], "key": str(uuid4())}

    first = sync(learner, item)
    again = sync(learner, item)

    assert first["taken"] == {"0": "leave-out"}
    assert again["taken"] == {"0": "known"}
    assert count(LeftOut) == 1


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
