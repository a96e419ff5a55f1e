"""Steps made without a connection: taken once, in any order, at their own times, lowering nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from abp_lms.clock import now
from abp_lms.database import session
from abp_lms.learning import my_progress, queries
from abp_lms.learning.models import (
    Draft,
    LeftOut,
    PageRead,
    ReflectionSave,
    SetAside,
)
from abp_lms.learning.rules import State
from abp_lms.learning.workbook import Unit
from tests.learning.conftest import Learner, make_learner
from tests.learning.doing import do_all_but_reading, read_all
from tests.learning.test_drafts import count, draft, send
from tests.learning.waited import (
    recorded,
    save_of,
    sync,
    whole_unit,
)


@settings(
    max_examples=12,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
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
