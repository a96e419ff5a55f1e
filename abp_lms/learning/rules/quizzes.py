"""Answers to questions: any option may be chosen, none is failed."""

from __future__ import annotations

from collections.abc import Collection

from abp_lms.errors import Refused
from abp_lms.learning.workbook import Question


def good_answer(question: Question, chosen: Collection[str]) -> bool:
    """Whether what was chosen is a good answer: all of them where several may be chosen."""
    good = {option.id for option in question.options if option.good}
    return set(chosen) == good if question.several else bool(chosen) and set(chosen) <= good


def refuse_unless_options(question: Question, chosen: Collection[str]) -> None:
    known = {option.id for option in question.options}
    if not chosen or not set(chosen) <= known or (len(chosen) > 1 and not question.several):
        raise Refused("Choose an answer", field="chosen")
