"""A plan on one page: sealed, short, and its author's alone."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID, uuid4

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from abp_lms.database import session
from abp_lms.errors import Refused
from abp_lms.learning import queries
from abp_lms.learning.models import DocumentSave, How
from abp_lms.learning.rules import PLAN_BOXES
from abp_lms.learning.rules.plans import (
    LONGEST_BOX,
    MOST_LINES,
    copy,
    may_see,
    refuse_unless_one_page,
)
from abp_lms.learning.workbook import Unit
from tests.learning import doing, walking
from tests.learning.conftest import Learner
from tests.learning.plans import (
    ACT,
    MINE,
    PAGE,
    SHARE,
    write,
)
from tests.learning.test_drafts import count, draft, send
from tests.learning.waited import sealed


@pytest.fixture
def u23(app: Flask) -> Unit:
    return queries.the_workbook().units["u23"]


# Rules


@given(st.dictionaries(st.sampled_from(PLAN_BOXES), st.text(max_size=LONGEST_BOX)))
def test_what_is_short_stays_on_one_page(boxes: dict[str, str]) -> None:
    long = [text for text in boxes.values() if len(text.strip().splitlines()) > MOST_LINES]
    if long:
        with pytest.raises(Refused):
            refuse_unless_one_page(boxes)
    else:
        refuse_unless_one_page(boxes)


@pytest.mark.parametrize("text", ["x" * (LONGEST_BOX + 1), "a\n" * (MOST_LINES + 1)])
def test_what_is_too_long_for_one_page_is_refused_at_its_box(text: str) -> None:
    with pytest.raises(Refused) as refusal:
        refuse_unless_one_page({"act": "Short.", "help": text})

    assert refusal.value.field == "help"


def test_a_copy_holds_what_was_chosen_and_nothing_else() -> None:
    lines = {"act": ("What I will do", "Ask"), "manager": ("What I want", "Time")}

    assert copy(lines, ["manager"]) == (("What I want", "Time"),)
    assert copy(lines, ["manager", "act", "help"]) == tuple(lines.values())
    for nothing in ([], ["help"], ["nowhere"]):
        with pytest.raises(Refused):
            copy(lines, nothing)


def test_only_the_manager_it_was_shared_with_may_see_it_and_only_while_they_manage() -> None:
    manager, day = uuid4(), date(2026, 11, 3)

    def seen(viewer: UUID, since: date) -> bool:
        return may_see(viewer=viewer, shared_with=manager, shared_on=day, managed_since=since)

    assert seen(manager, day)
    assert seen(manager, day - timedelta(days=400))
    assert not seen(uuid4(), day)
    assert not seen(manager, day + timedelta(days=1))  # back after somebody else


# Writing


def test_it_is_sealed_recorded_without_its_words_and_shown_on_one_page(
    learner: Learner,
) -> None:
    answer = write(learner)

    assert answer.location.endswith(MINE)
    save = session.scalars(select(DocumentSave)).one()
    assert save.sealed is not None
    assert "violet" not in save.sealed
    [said] = doing.statements()
    assert said["object"]["id"].endswith("/units/u23/documents/five-boxes")
    assert said["attachments"][0]["contentType"] == "application/jose"
    page = learner.client.get(MINE).text
    assert ACT in page
    assert "What I want from my manager" in page
    assert "How I will know" not in page  # an empty box


@pytest.mark.parametrize("how", ["written", "on-paper"])
def test_writing_it_here_or_on_paper_counts_as_practice(
    learner: Learner, u23: Unit, how: str
) -> None:
    doing.read_all(learner.person.id, u23)
    walking.go_through_scenario(learner.client, u23)
    walking.reflect(learner.client, u23)
    walking.recall(learner.client, u23)
    assert not doing.is_complete(learner.person.id, u23)

    answer = write(learner, how=how)

    assert answer.location.endswith("/workbook/units/u23/complete")
    assert doing.is_complete(learner.person.id, u23)
    assert session.scalars(select(DocumentSave)).one().how is (
        How.WRITTEN if how == "written" else How.ON_PAPER
    )


def test_the_log_of_the_practice_counts_as_it_always_did(learner: Learner, u23: Unit) -> None:
    walking.complete(learner.client, u23)

    assert doing.is_complete(learner.person.id, u23)


@pytest.mark.parametrize(
    ("boxes", "said"),
    [
        ({"act": " "}, "Write something in one of the boxes, or choose I wrote it on paper"),
        ({"act": "x" * 401}, "Shorten this to 400 characters"),
        ({"act": "Fine.", "when": "1\n2\n3\n4\n5\n6\n7"}, "Use 6 lines at most"),
    ],
)
def test_what_does_not_fit_is_refused_with_the_words_still_there(
    learner: Learner, boxes: dict[str, str], said: str
) -> None:
    answer = write(learner, **boxes)

    assert answer.status_code == 422
    assert said in answer.text
    assert count(DocumentSave) == 0


def test_a_plan_saved_offline_arrives_once(learner: Learner) -> None:
    fields = {"act": ACT, "save_key": str(uuid4())}
    item = {"kind": "save", "unit": "u23", "prompt": "five-boxes", "fields": fields}
    item |= draft("", boxes={"act": ACT})
    items = {"a": sealed(learner, item)}

    answers = [send(learner.client, "/workbook/drafts/sync", {"items": items}) for _ in range(2)]

    assert [one.json["taken"] for one in answers if one.json] == [{"a": "save"}, {"a": "known"}]
    assert count(DocumentSave) == 1


def test_before_it_is_written_there_is_a_way_to_write_it(learner: Learner) -> None:
    assert PAGE in learner.client.get(MINE).text
    for path in (SHARE, f"{SHARE}/look"):
        assert learner.client.get(path).status_code in {404, 405}


def test_the_closing_unit_leads_to_it(learner: Learner) -> None:
    assert MINE in learner.client.get("/workbook/units/closing/practise").text
