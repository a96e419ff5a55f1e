"""Letters, plans and the practice log from a device that had no connection."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from sqlalchemy import select

from abp_lms.clock import LONDON, now
from abp_lms.database import session
from abp_lms.learning import queries
from abp_lms.learning.models import (
    DocumentSave,
    Draft,
    PracticeEntry,
    Reminder,
    SetAside,
)
from abp_lms.learning.workbook import Unit
from tests.learning import walking
from tests.learning.conftest import Learner
from tests.learning.test_drafts import count, draft
from tests.learning.waited import recorded, save_of, step, sync


@pytest.mark.parametrize(
    ("chosen_before", "expected"),
    [
        (None, lambda at, kept: at + timedelta(days=90)),
        ("30", lambda at, kept: kept),
        ("none", lambda at, kept: None),
    ],
    ids=["the first letter", "a day that was chosen", "no e-mail"],
)
def test_a_letter_whose_page_did_not_know_the_day_keeps_it(
    learner: Learner,
    chosen_before: str | None,
    expected: Callable[[datetime, datetime | None], datetime | None],
) -> None:
    closing = queries.the_workbook().units["closing"]
    assert closing.letter
    if chosen_before:
        address = "/workbook/units/closing/letter"
        walking.send(learner.client, address, letter="First words.", when=chosen_before)
    kept = session.scalar(select(Reminder.due_at))
    session.rollback()
    at = now() - timedelta(minutes=5)
    said = {"when": "as-before", "how": "written", "said_at": at.isoformat()}

    sync(learner, save_of(closing, closing.letter.id, "letter", "From the bus.", **said))

    assert session.scalars(select(Reminder.due_at)).one() == expected(at, kept)
    assert "From the bus." in learner.client.get("/workbook/my-words").text


@pytest.mark.parametrize(("unit_id", "given"), [("closing", {"when": "30"}), ("u23", {})])
def test_what_was_written_on_paper_counts_once_at_its_time(
    learner: Learner, unit_id: str, given: dict[str, str]
) -> None:
    [document] = queries.the_workbook().units[unit_id].documents
    at = (now() - timedelta(hours=2)).replace(microsecond=0)
    item = step("on-paper", at, unit=unit_id, part=document.id, **given)

    first, again = sync(learner, item), sync(learner, item)

    assert (first["taken"], again["taken"]) == ({"0": "on-paper"}, {"0": "known"})
    assert session.scalars(select(DocumentSave.at)).one() == at
    assert datetime.fromisoformat(recorded(learner.person.id)[0]["timestamp"]) == at
    assert queries.deeds(learner.person.id, unit_id)[unit_id].practised


@pytest.mark.parametrize(
    ("ago", "stands", "aside"),
    [
        (timedelta(), "On the bus.", "On the ward."),
        (timedelta(hours=1), "On the ward.", "On the bus."),
    ],
    ids=["written later", "written before"],
)
def test_of_two_plans_from_two_devices_their_author_chooses(
    learner: Learner, ago: timedelta, stands: str, aside: str
) -> None:
    unit = queries.the_workbook().units["u23"]
    assert unit.plan
    address = "/workbook/units/u23/plan"
    walking.send(learner.client, address, act="On the ward.", writer=str(uuid4()), counter="1")
    said = (now() - ago).isoformat()
    unseen = {"base": "0", "writer": str(uuid4()), "counter": "1", "said_at": said}
    late = save_of(unit, unit.plan.id, "act", "On the bus.", **unseen)

    sync(learner, late)
    sync(learner, late)

    page = learner.client.get(address).text
    boxes, [other] = page.split("<form")[-1], page.split("Another version, from")[1:]
    assert stands in boxes
    assert aside in other.split("Use this version")[0]
    assert count(DocumentSave) == 2
    assert count(SetAside) == 1


def test_a_plan_changed_on_the_page_that_shows_it_sets_nothing_aside(learner: Learner) -> None:
    address = "/workbook/units/u23/plan"
    for number in range(3):
        words = f"Version {number}."
        walking.send(learner.client, address, act=words, writer=str(uuid4()), counter="1")

    assert count(DocumentSave) == 3
    assert count(SetAside) == 0


def test_practice_of_a_day_that_has_not_come_yet_was_done_on_its_own_day(
    learner: Learner, unit: Unit
) -> None:
    tomorrow = now().astimezone(LONDON).date() + timedelta(days=1)
    parts = {"day": tomorrow.day, "month": tomorrow.month, "year": tomorrow.year}
    day = {f"done_on[{part}]": str(number) for part, number in parts.items()}
    approach = unit.practice.approaches[0].id

    answer = sync(
        learner, save_of(unit, unit.practice.id, "note", "Late.", approach=approach, **day)
    )

    assert answer["taken"] == {"0": "save"}
    assert session.scalars(select(PracticeEntry.done_on)).one() == tomorrow - timedelta(days=1)


def test_a_plan_too_long_for_its_page_stays_as_a_draft(learner: Learner) -> None:
    unit = queries.the_workbook().units["u23"]
    assert unit.plan

    answer = sync(learner, save_of(unit, unit.plan.id, "act", "Do not lose me. " * 40))

    assert answer["taken"] == {"0": "draft"}
    assert "Do not lose me." in learner.client.get("/workbook/units/u23/plan").text


def test_words_longer_than_can_be_saved_are_taken_so_that_they_can_be_shortened(
    learner: Learner, unit: Unit
) -> None:
    prompt = unit.reflections[0].id
    item = {"kind": "draft", "unit": unit.id, "prompt": prompt} | draft("Far too long. " * 2000)

    answer = sync(learner, item)

    assert answer["taken"] == {"0": "draft"}
    assert count(Draft) == 1
    page = learner.client.get(f"/workbook/units/{unit.id}/reflect/{prompt}").text
    assert page.count("Far too long. ") >= 2000
