"""Sorting, ratings, sentences and the card from a device that had no connection."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from abp_lms.clock import now
from abp_lms.database import session
from abp_lms.learning import for_oneself, queries
from abp_lms.learning.models import (
    RatingSave,
    SafetyCardSave,
    SentenceSave,
    Sorted,
)
from abp_lms.learning.workbook import Unit
from abp_lms.recording.models import OutboxEntry
from tests.learning import walking
from tests.learning.conftest import Learner, make_learner
from tests.learning.test_drafts import count
from tests.learning.waited import Item, recorded, step, sync

CARD = "/workbook/safety-card"
RATINGS = "/workbook/ratings"


@pytest.fixture
def unit(app: Flask) -> Unit:
    """Unit 13, which has a sort and asks the scales halfway."""
    return queries.the_workbook().units["u13"]


def place(unit: Unit, number: int, group: int, said_at: datetime | None = None) -> Item:
    sort = unit.sorts[0]
    return step(
        "place",
        said_at,
        unit=unit.id,
        part=sort.id,
        situation=sort.situations[number].id,
        fields={"group": [sort.groups[group].id]},
    )


def rate(unit: Unit, points: int, said_at: datetime | None = None) -> Item:
    scale = queries.the_workbook().scales["how-sure"]
    fields = {f"item-{item.id}": [str(points)] for item in scale.items}
    where = {"unit": unit.id, "part": scale.id, "page": scale.parts[0].id}
    return step("rate", said_at, **where, fields=fields)


def card(said_at: datetime | None = None, *, unseen: bool = True, **lines: str) -> Item:
    fields = {name: [text] for name, text in lines.items()}
    return step("card", said_at, fields=fields | ({"unseen": ["yes"]} if unseen else {}))


def offers_of(learner: Learner) -> list[str]:
    programme = queries.my_place(learner.person.id).programme
    return [offer.key for offer in for_oneself.offered_to(programme)]


@settings(
    max_examples=10,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(shuffled=st.randoms(use_true_random=False), cut=st.integers(1, 6))
def test_a_sort_is_done_once_at_its_last_place_in_whatever_order_it_comes(
    app: Flask, unit: Unit, shuffled: Any, cut: int
) -> None:
    learner = make_learner(app)
    begun = (now() - timedelta(days=1)).replace(microsecond=0)
    situations = unit.sorts[0].situations
    minutes = range(len(situations))
    items = [place(unit, one, 0, begun + timedelta(minutes=one)) for one in minutes]
    sent = items + items[:2]
    shuffled.shuffle(sent)

    for first in range(0, len(sent), cut):
        sync(learner, *sent[first : first + cut])

    placed = queries.sorted_of(learner.person.id, unit.id)
    session.rollback()
    [done] = recorded(learner.person.id)
    assert set(placed[unit.sorts[0].id]) == {one.id for one in situations}
    assert datetime.fromisoformat(done["timestamp"]) == begun + timedelta(minutes=minutes[-1])


@settings(
    max_examples=10,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(order=st.permutations([0, 1, 2, 1]))
def test_the_place_that_was_chosen_last_stands_in_whatever_order_it_comes(
    app: Flask, unit: Unit, order: list[int]
) -> None:
    learner = make_learner(app)
    begun = now() - timedelta(hours=1)
    choices = [place(unit, 0, group, begun + timedelta(minutes=group)) for group in range(3)]

    for number in order:
        sync(learner, choices[number])

    [row] = session.scalars(select(Sorted).where(Sorted.person_id == learner.person.id))
    assert row.group_id == unit.sorts[0].groups[2].id


def test_a_rating_arrives_once_and_replaces_none_that_is_newer(
    learner: Learner, unit: Unit
) -> None:
    rated_at = now() - timedelta(hours=3)
    late = rate(unit, 2, rated_at)
    address = f"/workbook/units/{unit.id}/rate/how-sure/five"
    items = [item.id for item in queries.the_workbook().scales["how-sure"].items]
    walking.send(learner.client, address, **{f"item-{item}": "4" for item in items})

    first, again = sync(learner, late), sync(learner, late)

    assert (first["taken"], again["taken"]) == ({"0": "rate"}, {"0": "known"})
    assert first["told"]["0"] == f"{unit.title}: how you rated yourself. Sent"
    moments = sorted(session.scalars(select(RatingSave.at)))
    assert moments[0] == rated_at
    assert len(recorded(learner.person.id)) == 1
    page = learner.client.get(address).text
    assert page.count('value="4" checked') == len(items)
    assert "What you answered before (1)" in learner.client.get(RATINGS).text


def test_sentences_are_kept_once(learner: Learner) -> None:
    chosen = step("sentences", fields={"offered": offers_of(learner)[:2]})
    own = step("sentence", fields={"text": ["Shall we go on?"]})

    first, again = sync(learner, chosen, own), sync(learner, chosen, own)

    assert set(first["taken"].values()) == {"sentences", "sentence"}
    assert set(again["taken"].values()) == {"known"}
    assert count(SentenceSave) == 3
    assert count(OutboxEntry) == 0
    assert "Shall we go on?" in learner.client.get("/workbook/my-sentences").text


def test_a_card_written_without_a_sight_of_it_keeps_its_other_lines(learner: Learner) -> None:
    walking.send(learner.client, f"{CARD}/write", help="Call 2222", person="Ada")
    item = card(person="Ben", way_out="By the linen store")

    first, again = sync(learner, item), sync(learner, item)

    assert (first["taken"], again["taken"]) == ({"0": "card"}, {"0": "known"})
    now_on_it, before = learner.client.get(CARD).text.split("What stood on it before")
    for line in ("Call 2222", "Ben", "By the linen store"):
        assert line in now_on_it
    assert "Ada" in before
    assert count(SafetyCardSave) == 2


def test_a_card_whose_page_was_seen_is_taken_as_it_is(learner: Learner) -> None:
    walking.send(learner.client, f"{CARD}/write", help="Call 2222", person="Ada")

    sync(learner, card(unseen=False, person="Ada"))

    now_on_it, before = learner.client.get(CARD).text.split("What stood on it before")
    assert "Call 2222" not in now_on_it
    assert "Call 2222" in before


def test_a_card_that_comes_late_replaces_none_that_is_newer(learner: Learner) -> None:
    written_at = now() - timedelta(hours=3)
    walking.send(learner.client, f"{CARD}/write", help="Call 3333")

    sync(learner, card(written_at, help="Call 2222"))

    now_on_it, before = learner.client.get(CARD).text.split("What stood on it before")
    assert "Call 3333" in now_on_it
    assert "Call 2222" in before


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"part": "gone"}, "a situation you sorted. It is not in your workbook any more."),
        ({"situation": "gone"}, "a situation you sorted. It is not in your workbook any more."),
        ({"fields": {"group": ["gone"]}}, "a situation you sorted. Choose where you would put it"),
        ({"fields": {}}, "a situation you sorted. Choose where you would put it"),
        ({"fields": "none"}, "something that we could not take in. It stays on this device."),
        ({"kind": "rate", "part": "gone"}, "how you rated yourself. It is not in your workbook"),
        ({"kind": "rate", "part": "how-sure", "page": "gone"}, "It is not in your workbook"),
        (
            {"kind": "rate", "part": "how-sure", "page": "five", "fields": {"item-first": ["x"]}},
            "how you rated yourself. Choose an answer to at least one",
        ),
        ({"kind": "sentences", "fields": {"offered": ["u01/gone"]}}, "is not offered any more"),
        ({"kind": "card", "fields": {"help": [" "]}}, "your safety card. Write on one line"),
        ({"kind": "on-paper", "part": "gone"}, "on paper. It is not in your workbook any more."),
    ],
)
def test_what_does_not_fit_any_more_is_refused_in_plain_words(
    learner: Learner, unit: Unit, changed: Item, said: str
) -> None:
    answer = sync(learner, place(unit, 0, 0) | changed)

    assert said in answer["refused"]["0"]
    for table in (Sorted, RatingSave, SentenceSave, SafetyCardSave, OutboxEntry):
        assert count(table) == 0
