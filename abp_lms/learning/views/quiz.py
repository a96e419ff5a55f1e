"""Recalling: one question on a screen, feedback on every option, any number of tries."""

from __future__ import annotations

from flask import redirect, render_template, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from abp_lms.errors import NotFound
from abp_lms.learning import queries, rules
from abp_lms.learning.actions import quizzes
from abp_lms.learning.forms import AnswerForm, answer_form
from abp_lms.learning.queries import MyUnit
from abp_lms.learning.views.blueprint import back_to_unit, learning, my_unit
from abp_lms.learning.workbook import Question, Quiz

Answer = Response | str | tuple[str, int]


@learning.get("/units/<unit_id>/recall/<question_id>")
def recall(unit_id: str, question_id: str) -> Answer:
    mine, quiz, question = _find(unit_id, question_id)
    again = request.args.get("again")
    chosen = queries.last_answer(current_user.id, unit_id, question_id)
    if chosen is None or (again and not request.args.get("answered")):
        form = answer_form(question)
        form.show()
        return _question_page(mine, quiz, question, form)
    number = quiz.questions.index(question)
    after = quiz.questions[number + 1 :]
    return render_template(
        "learning/recall_feedback.html",
        title=question.text,
        back=back_to_unit(mine),
        unit=mine.unit,
        quiz=quiz,
        question=question,
        number=number + 1,
        chosen=chosen,
        is_good=rules.good_answer(question, chosen),
        next=after[0] if after else None,
        again=again,
        completed=queries.just_completed(current_user.id, unit_id),
        reread=rules.page_to_reread(question, mine.place.programme, queries.the_workbook().units),
    )


@learning.post("/units/<unit_id>/recall/<question_id>")
def answer_question(unit_id: str, question_id: str) -> Answer:
    mine, quiz, question = _find(unit_id, question_id)
    form = answer_form(question)
    if not form.validate():
        return _question_page(mine, quiz, question, form), 422
    quizzes.answer(
        person_id=current_user.id,
        unit_id=unit_id,
        question_id=question_id,
        chosen=form.options,
        save_key=form.key,
    )
    address = url_for(
        "learning.recall",
        unit_id=unit_id,
        question_id=question_id,
        again=request.args.get("again"),
        answered="yes",
    )
    return redirect(address, 303)


def _find(unit_id: str, question_id: str) -> tuple[MyUnit, Quiz, Question]:
    mine = my_unit(unit_id)
    quiz = mine.unit.quiz
    question = quiz.question(question_id) if quiz else None
    if quiz is None or question is None:
        raise NotFound()
    return mine, quiz, question


def _question_page(mine: MyUnit, quiz: Quiz, question: Question, form: AnswerForm) -> str:
    return render_template(
        "learning/recall.html",
        title=question.text,
        back=back_to_unit(mine),
        unit=mine.unit,
        quiz=quiz,
        question=question,
        number=quiz.questions.index(question) + 1,
        form=form,
    )
