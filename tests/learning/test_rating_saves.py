"""What is kept of a rating: sealed, once, for its person alone, and never told."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select

from abp_lms.accounts.models import RoleName
from abp_lms.database import session, unit_of_work
from abp_lms.errors import NotFound, Refused
from abp_lms.learning import queries
from abp_lms.learning.actions import ratings
from abp_lms.learning.models import RatingSave
from abp_lms.learning.workbook import Scale
from abp_lms.programme.models import Place
from abp_lms.recording import vocabulary
from tests.factories import make_line_management, make_person
from tests.learning import walking
from tests.learning.conftest import Learner, make_learner
from tests.learning.doing import statements
from tests.learning.ratings import PAGE, PICTURE, address, choices, deed, saves
from tests.sign_in import sign_in


def test_a_save_sent_twice_is_one_row(app: Flask, person_id: UUID, scale: Scale) -> None:
    once = deed(person_id, scale)

    assert ratings.rate(**once)
    assert not ratings.rate(**once)

    assert saves() == 1


def test_answers_are_sealed_and_as_long_whatever_they_are(
    app: Flask, person_id: UUID, scale: Scale
) -> None:
    few = {scale.items[0].id: 1}
    many = {item.id: 5 for item in scale.items}
    ratings.rate(**deed(person_id, scale, points=few))
    ratings.rate(**deed(person_id, scale, points=many))

    held = session.scalars(select(RatingSave.sealed)).all()

    assert all("notice" not in text for text in held)
    assert len({len(text) for text in held}) == 1


@pytest.mark.parametrize(
    "points", [{}, {"notice": 6}, {"notice": -1}, {"a-stranger": 1}], ids=lambda one: str(one)
)
def test_what_is_no_answer_is_refused_and_changes_nothing(
    app: Flask, person_id: UUID, scale: Scale, points: dict[str, int]
) -> None:
    with pytest.raises(Refused):
        ratings.rate(**deed(person_id, scale, points=points))

    assert saves() == 0


@pytest.mark.parametrize(
    "changed", [{"unit_id": "u01"}, {"scale_id": "a-stranger"}, {"part_id": "a-stranger"}]
)
def test_only_what_the_programme_asks_there_can_be_answered(
    app: Flask, person_id: UUID, scale: Scale, changed: dict[str, str]
) -> None:
    with pytest.raises(NotFound):
        ratings.rate(**deed(person_id, scale, **changed))


def test_it_is_recorded_once_that_it_was_done_and_no_answer(
    app: Flask, person_id: UUID, long_scale: Scale
) -> None:
    def save(part: int) -> None:
        points = {item.id: 4 for item in long_scale.parts[part].items}
        part_id = long_scale.parts[part].id
        ratings.rate(**deed(person_id, long_scale, part_id=part_id, points=points))

    save(0)
    save(1)
    assert statements() == []
    save(2)
    save(0)

    (told,) = statements()
    assert told["verb"]["id"] == vocabulary.COMPLETED.id
    assert told["object"]["definition"]["type"] == vocabulary.RATING.id
    assert told["object"]["id"].endswith("/units/orientation/ratings/attributes")
    assert "result" not in told
    assert "attachments" not in told
    assert "care" not in json.dumps(told)


def test_no_other_record_store_is_told_by_itself(app: Flask) -> None:
    assert "rating-completed" not in vocabulary.COMPLETION_SHAPES


def test_it_is_no_part_of_completing_a_unit(learner: Learner) -> None:
    orientation = queries.the_workbook().units["orientation"]

    walking.complete(learner.client, orientation)

    assert saves() == 0
    assert orientation.id in queries.units_done([learner.person.id])[learner.person.id]


def test_two_saves_at_once_stand_one_after_the_other(
    app: Flask, person_id: UUID, scale: Scale
) -> None:
    session.remove()

    def save(points: int) -> None:
        with app.app_context(), unit_of_work():
            ratings.rate(**deed(person_id, scale, points={scale.items[0].id: points}))

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(save, [1, 2, 3, 4]))

    assert sorted(session.scalars(select(RatingSave.number))) == [1, 2, 3, 4]
    assert len(statements()) == 1


def test_nobody_gets_another_persons_numbers(app: Flask, learner: Learner, scale: Scale) -> None:
    manager = make_person(RoleName.LINE_MANAGER)
    make_line_management(person_id=learner.person.id, manager_id=manager.id)
    walking.send(learner.client, address(scale), **choices(scale, 2))
    colleague = make_learner(app, cohort=session.get_one(Place, learner.place.id).cohort)
    boss = app.test_client()
    sign_in(boss, manager)

    for somebody in (colleague.client, boss):
        for path in (PAGE, f"{PAGE}?person_id={learner.person.id}", "/workbook/my-words/download"):
            assert PICTURE not in somebody.get(path).text
    assert " checked" not in colleague.client.get(address(scale)).text
    assert colleague.client.get(f"{PAGE}/{learner.person.id}").status_code == 404
    assert boss.get(address(scale)).status_code == 404
    person = boss.get(f"/my-people/{learner.person.id}").text
    assert scale.title not in person
