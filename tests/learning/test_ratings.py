"""Rating oneself: sealed, kept, drawn for oneself alone, and never told."""

from __future__ import annotations

import json
import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from uuid import UUID, uuid4

import pytest
from flask import Flask
from sqlalchemy import func, select

from abp_lms.accounts.models import RoleName
from abp_lms.database import session, unit_of_work
from abp_lms.errors import NotFound, Refused
from abp_lms.learning import my_ratings, queries, rules
from abp_lms.learning.actions import ratings
from abp_lms.learning.models import RatingSave
from abp_lms.learning.workbook import Scale, Unit
from abp_lms.programme.models import Place
from abp_lms.programme.rules import PlaceState
from abp_lms.recording import vocabulary
from tests.counting import counted_queries
from tests.factories import PASSWORD, make_line_management, make_person
from tests.learning import walking
from tests.learning.conftest import Learner, make_learner
from tests.learning.doing import statements
from tests.programme.factories import make_cohort, make_place
from tests.sign_in import sign_in

PAGE = "/workbook/ratings"
PICTURE = 'class="abl-picture"'


@pytest.fixture
def scale(app: Flask) -> Scale:
    """The scale of five statements, on one screen."""
    return queries.the_workbook().scales["how-sure"]


@pytest.fixture
def long_scale(app: Flask) -> Scale:
    """The scale of several screens."""
    return queries.the_workbook().scales["attributes"]


def saves() -> int:
    return session.scalar(select(func.count()).select_from(RatingSave)) or 0


def deed(person_id: UUID, scale: Scale, **changed: object) -> dict[str, object]:
    part = scale.parts[0]
    return {
        "person_id": person_id,
        "unit_id": "orientation",
        "scale_id": scale.id,
        "part_id": part.id,
        "points": {part.items[0].id: 3},
        "save_key": uuid4(),
    } | changed


def address(scale: Scale, part: int = 0, unit_id: str = "orientation") -> str:
    return f"/workbook/units/{unit_id}/rate/{scale.id}/{scale.parts[part].id}"


def choices(scale: Scale, points: int, part: int = 0) -> dict[str, str]:
    return {rules.field_of(item.id): str(points) for item in scale.parts[part].items}


def cells(page: str, item_text: str) -> list[str]:
    """The numbers beside a statement in the table."""
    row = page[page.index(f'scope="row">{item_text}') :]
    row = row[: row.index("</tr>")]
    return re.findall(r"<td[^>]*>(?:<span[^>]*>)?([^<]+)<", row)


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


def test_the_unit_that_asks_shows_it_with_its_minutes_and_says_that_it_can_be_left_out(
    learner: Learner, scale: Scale, unit: Unit
) -> None:
    page = learner.client.get("/workbook/units/orientation").text

    assert f"{scale.title}, at the start" in page
    assert "3 minutes" in page
    assert "You can leave this out: the unit counts the same." in page
    assert scale.title not in learner.client.get(f"/workbook/units/{unit.id}").text


def test_a_copy_without_a_connection_names_the_scales_and_is_the_same_for_everybody(
    learner: Learner, scale: Scale
) -> None:
    copy = "/workbook/units/orientation/offline"
    before = learner.client.get(copy).text

    walking.send(learner.client, address(scale), **choices(scale, 2))

    assert f"{scale.title}, at the start" in before
    assert learner.client.get(copy).text == before


def test_a_scale_is_answered_screen_by_screen_and_leads_to_its_picture(
    learner: Learner, long_scale: Scale
) -> None:
    began = learner.client.get(f"/workbook/units/orientation/rate/{long_scale.id}")
    assert began.location == address(long_scale, 0)

    first = walking.send(learner.client, began.location, **choices(long_scale, 2, 0))
    assert first.location == address(long_scale, 1)
    assert "Started" in learner.client.get("/workbook/units/orientation").text
    again = learner.client.get(f"/workbook/units/orientation/rate/{long_scale.id}")
    assert again.location == address(long_scale, 1)
    walking.send(learner.client, address(long_scale, 1), **choices(long_scale, 2, 1))
    last = walking.send(learner.client, address(long_scale, 2), **choices(long_scale, 2, 2))

    assert last.location == f"{PAGE}#{long_scale.id}"


def test_the_picture_and_the_table_hold_the_same_numbers(learner: Learner, scale: Scale) -> None:
    for unit_id, points in (("orientation", 4), ("u13", 2), ("closing", 5)):
        walking.send(learner.client, address(scale, unit_id=unit_id), **choices(scale, points))

    page = learner.client.get(PAGE).text

    assert cells(page, str(scale.items[0].html)) == ["4", "2", "5"]
    picture = page[page.index(PICTURE) : page.index("</li>", page.index(PICTURE))]
    assert re.findall(r'font-weight="bold"[^>]*>(\d)<', picture) == ["4", "2", "5"]
    assert page.count(PICTURE) == len(scale.items)
    assert "style=" not in page


def test_what_is_left_open_is_no_number(learner: Learner, scale: Scale) -> None:
    first, second, *_ = scale.items
    walking.send(
        learner.client,
        address(scale),
        **{rules.field_of(first.id): "1", rules.field_of(second.id): "0"},
    )

    page = learner.client.get(PAGE).text

    assert cells(page, str(first.html)) == ["1", "No answer", "No answer"]
    assert cells(page, str(second.html)) == ["No answer"] * 3
    assert page.count(PICTURE) == 1


def test_nothing_chosen_is_said_in_a_summary_that_leads_to_the_first(
    learner: Learner, scale: Scale
) -> None:
    answer = walking.send(learner.client, address(scale))

    assert answer.status_code == 422
    assert "There is a problem" in answer.text
    assert f'href="#{rules.field_of(scale.items[0].id)}"' in answer.text
    assert saves() == 0


def test_a_value_that_is_none_of_the_points_is_refused(learner: Learner, scale: Scale) -> None:
    answer = walking.send(learner.client, address(scale), **choices(scale, 6))

    assert answer.status_code == 422
    assert saves() == 0


def test_answering_again_shows_the_newest_and_keeps_the_earlier(
    learner: Learner, scale: Scale
) -> None:
    walking.send(learner.client, address(scale), **choices(scale, 2))
    assert re.search(r'value="2"[^>]* checked', learner.client.get(address(scale)).text)
    walking.send(learner.client, address(scale), **choices(scale, 3))

    page = learner.client.get(PAGE).text

    assert cells(page, str(scale.items[0].html))[0] == "3"
    earlier = page[page.index("What you answered before (1)") :]
    assert f"{scale.items[0].short}: 2" in earlier


def test_the_same_answers_saved_again_are_no_earlier_ones(learner: Learner, scale: Scale) -> None:
    for _ in range(2):
        walking.send(learner.client, address(scale), **choices(scale, 2))

    assert "What you answered before" not in learner.client.get(PAGE).text


def test_choices_outlive_a_lost_sign_in_for_their_own_person(
    learner: Learner, scale: Scale
) -> None:
    shown = learner.client.get(address(scale)).text
    learner.client.delete_cookie("abl")
    sent = {**walking.fields_of(shown), **choices(scale, 4)}
    refused = learner.client.post(address(scale), data=sent)
    assert refused.status_code == 401

    again = walking.fields_of(refused.text)
    back = learner.client.post(
        "/sign-in", data={**again, "email": learner.person.email, "password": PASSWORD}
    )

    page = learner.client.get(back.location).text
    assert len(re.findall(r'value="4"[^>]* checked', page)) == len(scale.items)
    assert saves() == 0


def test_words_are_escaped_wherever_a_scale_is_shown(
    learner: Learner, scale: Scale, monkeypatch: pytest.MonkeyPatch
) -> None:
    planted = replace(
        scale,
        title="<b>title</b>",
        points=tuple(f"<b>{label}</b>" for label in scale.points),
        parts=tuple(
            replace(part, items=tuple(replace(one, short="<b>short</b>") for one in part.items))
            for part in scale.parts
        ),
    )
    known = queries.the_workbook()
    changed = replace(known, scales={**known.scales, scale.id: planted})
    monkeypatch.setattr(my_ratings, "the_workbook", lambda: changed)
    walking.send(learner.client, address(scale), **choices(scale, 3))

    for path in (
        PAGE,
        address(scale),
        "/workbook/units/orientation",
        "/workbook/my-words/download",
    ):
        page = learner.client.get(path).text
        assert "<b>title" not in page, path
        assert "<b>short" not in page, path
        assert "<b>Not at all" not in page, path
    assert "&lt;b&gt;short&lt;/b&gt;" in learner.client.get(PAGE).text


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


def test_a_later_moment_does_not_show_the_earlier_numbers(learner: Learner, scale: Scale) -> None:
    walking.send(learner.client, address(scale), **choices(scale, 2))

    assert " checked" not in learner.client.get(address(scale, unit_id="u13")).text


def test_a_programme_without_a_middle_asks_none(app: Flask, scale: Scale) -> None:
    student = make_learner(app, cohort=make_cohort(programme_id="university"))
    walking.send(student.client, address(scale), **choices(scale, 2))

    assert student.client.get(address(scale, unit_id="u13")).status_code == 404
    assert cells(student.client.get(PAGE).text, str(scale.items[0].html)) == ["2", "No answer"]


def test_who_moves_to_another_area_keeps_every_number(
    app: Flask, learner: Learner, scale: Scale
) -> None:
    walking.send(learner.client, address(scale), **choices(scale, 2))
    session.get_one(Place, learner.place.id).state = PlaceState.WITHDRAWN
    session.commit()
    make_place(
        person=learner.person, cohort=make_cohort(programme_id="hw"), state=PlaceState.CONFIRMED
    )

    assert cells(learner.client.get(PAGE).text, str(scale.items[0].html))[0] == "2"


def test_the_numbers_stay_without_any_place(learner: Learner, scale: Scale) -> None:
    walking.send(learner.client, address(scale), **choices(scale, 2))
    session.get_one(Place, learner.place.id).state = PlaceState.WITHDRAWN

    page = learner.client.get(PAGE).text

    assert cells(page, str(scale.items[0].html)) == ["2"]
    assert "Answer again" not in page


def test_the_file_that_one_takes_away_holds_picture_and_table(
    learner: Learner, scale: Scale
) -> None:
    walking.send(learner.client, address(scale), **choices(scale, 2))

    taken = learner.client.get("/workbook/my-words/download").text

    assert cells(taken, str(scale.items[0].html))[0] == "2"
    assert taken.count(PICTURE) == len(scale.items)
    assert not re.search(r"<script|<link|<img|<a |src=|href=|url\(|@import|style=", taken)


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


def test_the_number_of_queries_does_not_grow_with_the_saves(
    learner: Learner, scale: Scale, long_scale: Scale
) -> None:
    def queries_of(path: str) -> int:
        with counted_queries() as sent:
            assert learner.client.get(path).status_code == 200
        return len(sent)

    paths = (PAGE, address(scale), "/workbook/units/orientation", "/workbook/my-words/download")
    walking.send(learner.client, address(scale), **choices(scale, 1))
    before = [queries_of(path) for path in paths]
    for unit_id in ("orientation", "u13", "closing"):
        walking.send(learner.client, address(scale, unit_id=unit_id), **choices(scale, 3))
        for part in range(3):
            walking.send(
                learner.client,
                address(long_scale, part, unit_id),
                **choices(long_scale, 3, part),
            )

    assert [queries_of(path) for path in paths] == before


def test_each_statement_is_read_out_with_the_question_and_its_error(
    learner: Learner, scale: Scale
) -> None:
    page = walking.send(learner.client, address(scale)).text

    name = rules.field_of(scale.items[0].id)
    fieldset = page[page.rindex("<fieldset", 0, page.index(f'id="{name}"')) :]
    described = re.search(r'aria-describedby="([^"]+)"', fieldset)
    assert described
    assert described[1].split() == ["question", f"{name}-error"]
    assert page.count('id="question"') == 1
