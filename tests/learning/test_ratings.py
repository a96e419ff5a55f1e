"""Rating oneself on its pages: answered in one's own time, and drawn for oneself alone."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from flask import Flask

from abp_lms.database import session
from abp_lms.learning import my_ratings, queries, rules
from abp_lms.learning.workbook import Scale, Unit
from abp_lms.programme.models import Place
from abp_lms.programme.rules import PlaceState
from tests.counting import counted_queries
from tests.factories import PASSWORD
from tests.learning import walking
from tests.learning.conftest import Learner, make_learner
from tests.learning.ratings import PAGE, PICTURE, address, cells, choices, saves
from tests.programme.factories import make_cohort, make_place


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
