"""Every question that is written, answered through its pages with each of its options."""

from __future__ import annotations

import re
from html import unescape
from uuid import uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient

from abp_lms.learning.workbook import Question, Unit
from tests.learning import walking
from tests.learning.every_unit import main_of, open_to_somebody, with_block, words

UNITS = with_block("quiz")


def check_question(page: str, question: Question) -> None:
    """The question is asked, every option can be chosen, and nothing is given away."""
    asked = words(page)
    assert words(question.text) in asked
    assert words(question.html) in asked
    kind = "checkbox" if question.several else "radio"
    assert set(re.findall(rf'type="{kind}" value="([^"]*)"', page)) == {
        option.id for option in question.options
    }
    for option in question.options:
        assert words(option.html) in asked
        assert words(option.feedback) not in asked


def check_feedback(page: str, question: Question, chosen: set[str]) -> None:
    """What can be said about each answer, with the learner's own marked, and whether it fits."""
    shown = re.split('<ul class="abl-answers"[^>]*>', page)[1].split("</ul>")[0].split("<li")[1:]
    assert len(shown) == len(question.options)
    for option, item in zip(question.options, shown, strict=True):
        told = words(item)
        assert words(option.html) in told
        assert words(option.feedback) in told
        assert ("Your answer" in told) == (option.id in chosen)
        assert ("Fits well" in told) == option.good
    good = {option.id for option in question.options if option.good}
    assert ("That fits well." in words(page)) == (chosen == good)


def link(page: str, text: str) -> str:
    """Where the link that says so leads."""
    found = re.search(rf'<a [^>]*href="([^"]+)"[^>]*>\s*{text}', page)
    assert found, f"There is no link “{text}”."
    return unescape(found[1])


def look(client: FlaskClient, address: str) -> str:
    shown = client.get(address, follow_redirects=True)
    assert shown.status_code == 200, address
    return shown.text


def try_every_option(client: FlaskClient, unit: Unit, page: str, question: Question) -> str:
    """From a question's page, choose each option by itself, and the good ones together; the last
    page of feedback.
    """
    check_question(main_of(page), question)
    good = {option.id for option in question.options if option.good}
    alone = [{option.id} for option in question.options]
    fields = walking.fields_of(page)
    path = f"/workbook/units/{unit.id}/recall/{question.id}?again=yes"
    for chosen in [*alone, good] if question.several else alone:
        fields["save_key"] = str(uuid4())
        sent = client.post(path, data={**fields, "chosen": sorted(chosen)})
        assert sent.status_code == 303
        feedback = main_of(look(client, sent.location))
        check_feedback(feedback, question, chosen)
        assert link(feedback, "Try again") == path
    return feedback


@pytest.mark.parametrize("unit_id", UNITS)
def test_every_option_of_every_question_has_its_feedback_and_a_way_on(
    app: Flask, unit_id: str
) -> None:
    learner, unit = open_to_somebody(app, unit_id)
    assert unit.quiz
    to_read: set[str] = set()

    page = look(learner.client, f"/workbook/units/{unit.id}/recall")
    for question in unit.quiz.questions:
        feedback = try_every_option(learner.client, unit, page, question)
        to_read.add(re.findall(r'To read again: <a href="([^"]+)"', feedback)[0])
        last = question is unit.quiz.questions[-1]
        page = look(learner.client, link(feedback, "Finish" if last else "Next question"))

    assert words(unit.title) in words(main_of(page))
    for address in to_read:
        look(learner.client, address)
