"""Answers to questions: any option may be chosen, none is failed."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from abp_lms.errors import Refused
from abp_lms.learning.workbook import Page, Question, Unit
from abp_lms.programme.outline import Programme


def good_answer(question: Question, chosen: Collection[str]) -> bool:
    """Whether what was chosen is a good answer: all of them where several may be chosen."""
    good = {option.id for option in question.options if option.good}
    return set(chosen) == good if question.several else bool(chosen) and set(chosen) <= good


def refuse_unless_options(question: Question, chosen: Collection[str]) -> None:
    known = {option.id for option in question.options}
    if not chosen or not set(chosen) <= known or (len(chosen) > 1 and not question.several):
        raise Refused("Choose an answer", field="chosen")


def page_to_reread(
    question: Question, programme: Programme, units: Mapping[str, Unit]
) -> tuple[Unit, Page] | None:
    """The page that a question asks about, in the unit that holds it in this programme.

    None where the programme leaves the unit out, or merges it into one without that page.
    """
    entry = programme.entry_holding(question.reread_unit)
    unit = units.get(entry.id) if entry else None
    page = unit.page_for(question.reread_unit, question.reread_page) if unit else None
    return (unit, page) if unit and page else None
