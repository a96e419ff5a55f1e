"""The quiz: feedback on every option, any number of tries, nothing that looks like a grade."""

from __future__ import annotations

import re

from flask import Flask
from sqlalchemy import func, select

from abp_lms.database import session
from abp_lms.learning.models import QuizAnswer, QuizAttempt
from abp_lms.learning.workbook import Question, Unit
from abp_lms.programme.models import Place
from tests.learning import walking
from tests.learning.conftest import Learner, make_learner


def path_of(unit: Unit, question: Question) -> str:
    return f"/workbook/units/{unit.id}/recall/{question.id}"


def first(unit: Unit) -> Question:
    assert unit.quiz
    return unit.quiz.questions[0]


def test_before_answering_there_is_no_feedback(learner: Learner, unit: Unit) -> None:
    page = learner.client.get(path_of(unit, first(unit))).text

    assert "Fits well" not in page
    assert "There is no pass mark" in page


def test_after_answering_every_option_has_its_feedback(learner: Learner, unit: Unit) -> None:
    question = first(unit)

    answer = walking.send(learner.client, path_of(unit, question), chosen=question.options[0].id)
    page = learner.client.get(answer.location).text

    for option in question.options:
        assert str(option.feedback.striptags())[:20] in re.sub(r"<[^>]+>|\n", "", page)
    assert "Your answer" in page
    assert not re.search(r"\d+ ?%|score|points", page.split("<main")[1])


def test_a_colleagues_answer_shows_on_nobody_elses_page(
    app: Flask, learner: Learner, unit: Unit
) -> None:
    question = first(unit)
    colleague = make_learner(app, cohort=session.get_one(Place, learner.place.id).cohort)
    walking.send(colleague.client, path_of(unit, question), chosen=question.options[0].id)

    page = learner.client.get(path_of(unit, question)).text

    assert "Fits well" not in page
    assert "There is no pass mark" in page


def test_one_may_try_again_as_often_as_one_likes(learner: Learner, unit: Unit) -> None:
    question = first(unit)
    path = path_of(unit, question)
    walking.send(learner.client, path, chosen=question.options[0].id)

    for option in question.options:
        answer = walking.send(learner.client, f"{path}?again=yes", chosen=option.id)
        assert answer.status_code == 303

    count = session.scalar(select(func.count()).select_from(QuizAnswer))
    assert count == 1 + len(question.options)


def test_an_answer_sent_twice_is_one_answer(learner: Learner, unit: Unit) -> None:
    question = first(unit)
    fields = walking.fields_of(learner.client.get(path_of(unit, question)).text)

    for _click in range(2):
        learner.client.post(
            path_of(unit, question), data=fields | {"chosen": question.options[0].id}
        )

    assert session.scalar(select(func.count()).select_from(QuizAnswer)) == 1


def test_the_quiz_is_attempted_when_every_question_has_been_answered_once(
    learner: Learner, unit: Unit
) -> None:
    assert unit.quiz
    for question in unit.quiz.questions:
        assert session.scalar(select(func.count()).select_from(QuizAttempt)) == 0
        session.rollback()
        walking.send(learner.client, path_of(unit, question), chosen=question.options[0].id)

    assert session.scalar(select(func.count()).select_from(QuizAttempt)) == 1


def test_without_an_answer_the_page_says_what_to_do(learner: Learner, unit: Unit) -> None:
    answer = walking.send(learner.client, path_of(unit, first(unit)))

    assert answer.status_code == 422
    assert "Choose an answer" in answer.text


def test_recall_goes_on_at_the_first_open_question(learner: Learner, unit: Unit) -> None:
    assert unit.quiz
    question = first(unit)
    walking.send(learner.client, path_of(unit, question), chosen=question.options[0].id)

    answer = learner.client.get(f"/workbook/units/{unit.id}/recall")

    assert answer.location.endswith(unit.quiz.questions[1].id)
