"""Quizzes: any number of tries, feedback, no score. Answering each question once is enough."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from abp_lms.clock import now
from abp_lms.database import session
from abp_lms.errors import NotFound
from abp_lms.learning import queries, rules, statements
from abp_lms.learning.actions.completion import complete_if_done
from abp_lms.learning.actions.learner import begin, is_saved
from abp_lms.learning.models import QuizAnswer, QuizAttempt


def answer(
    *,
    person_id: UUID,
    unit_id: str,
    question_id: str,
    chosen: Sequence[str],
    save_key: UUID,
    said_at: datetime | None = None,
) -> bool:
    """Answer a question, again if it was answered before.

    `said_at`: when it was done, as the device says. A second call with the same `save_key` changes
    nothing, and gives False.
    """
    learner = begin(person_id=person_id, unit_id=unit_id)
    quiz = learner.mine.unit.quiz
    question = quiz.question(question_id) if quiz else None
    if quiz is None or question is None:
        raise NotFound()
    if is_saved(QuizAnswer, person_id, save_key):
        return False
    rules.refuse_unless_options(question, chosen)
    at = rules.when_done(said_at, now())
    session.add(
        QuizAnswer(
            person_id=person_id,
            unit_id=unit_id,
            question_id=question_id,
            chosen=list(chosen),
            save_key=save_key,
            at=at,
        )
    )
    session.flush()
    deed = learner.deed(at)
    learner.record(statements.question_answered(deed, question))
    deeds = queries.deeds(person_id, unit_id)[unit_id]
    if not deeds.quiz_attempted and {one.id for one in quiz.questions} <= deeds.answered:
        session.add(QuizAttempt(person_id=person_id, unit_id=unit_id, quiz_id=quiz.id, at=at))
        learner.record(statements.quiz_attempted(deed, quiz))
    complete_if_done(learner, at=at)
    return True
