"""The page that a question leads back to: in every programme it opens, or there is no link."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest
from flask import Flask

from abp_lms.learning import rules, workbook
from abp_lms.learning.workbook import Question, Workbook
from abp_lms.programme.outline import UnitEntry
from tests.factories import make_academy
from tests.learning import walking
from tests.learning.conftest import make_learner
from tests.programme.factories import make_cohort


@cache
def content() -> Workbook:
    return workbook.load(Path(__file__).parents[2] / "content")


def question(unit_id: str, question_id: str) -> Question:
    quiz = content().units[unit_id].quiz
    found = quiz.question(question_id) if quiz else None
    assert found
    return found


def feedback_page(app: Flask, programme_id: str, unit_id: str, question_id: str) -> str:
    academy = make_academy(programme_id=programme_id)
    learner = make_learner(app, cohort=make_cohort(academy=academy))
    path = f"/workbook/units/{unit_id}/recall/{question_id}"
    chosen = question(unit_id, question_id).options[0].id
    answer = walking.send(learner.client, path, chosen=chosen)
    page = learner.client.get(answer.location).text
    for address in re.findall(r'To read again: <a href="([^"]+)"', page):
        assert learner.client.get(address).status_code == 200
    return page


def test_a_question_leads_back_to_its_page(app: Flask) -> None:
    page = feedback_page(app, "university", "u09", "spaced-smoke")

    assert "To read again" in page
    assert "/workbook/units/u03/" in page


def test_where_a_programme_leaves_the_unit_out_there_is_no_link(app: Flask) -> None:
    page = feedback_page(app, "university", "u09", "spaced-below")

    assert "Your answer" in page
    assert "To read again" not in page


def test_a_merged_unit_is_led_back_to_by_the_pages_it_took_over() -> None:
    llr = content().programmes["llr"]
    module = llr.modules[1]
    merged = UnitEntry("u02-u03", "Why nobody speaks", ("u02", "u03"), True, 1)
    kept = tuple(entry for entry in module.units if entry.id not in merged.merges)
    programme = replace(llr, modules=(replace(module, units=(*kept, merged)),))
    taken_over = content().units["u02"].page("shared-out")
    assert taken_over
    units = {"u02-u03": replace(content().units["u02"], id="u02-u03", pages=(taken_over,))}

    found = rules.page_to_reread(question("u05", "spaced-jug"), programme, units)
    missing = rules.page_to_reread(question("u05", "spaced-smoke"), programme, units)

    assert found == (units["u02-u03"], taken_over)
    assert missing is None


@pytest.mark.parametrize("programme_id", sorted(content().programmes))
def test_every_question_about_a_unit_of_the_programme_leads_back_to_a_page(
    programme_id: str,
) -> None:
    programme, units = content().programmes[programme_id], content().units

    for entry in programme.units:
        quiz = units[entry.id].quiz if entry.written else None
        for one in quiz.questions if quiz else ():
            held = programme.entry_holding(one.reread_unit)
            found = rules.page_to_reread(one, programme, units)
            assert bool(found) == bool(held and held.written), (entry.id, one.id)


@pytest.mark.parametrize("path", ["/workbook/units/u02", "/workbook/units/u02/read/booth"])
def test_a_link_to_a_unit_that_the_programme_merges_leads_to_the_merged_one(
    app: Flask, path: str
) -> None:
    cohort = make_cohort(academy=make_academy(programme_id="hw"))
    learner = make_learner(app, cohort=cohort)

    answer = learner.client.get(path)

    assert answer.status_code == 302
    assert answer.location == "/workbook/units/u02-u03"
