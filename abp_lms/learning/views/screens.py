"""The screens of what is kept for offline use: the templates of the online pages, with nobody in them.

Each stands under the path of its page, after the address of what is kept.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from flask import url_for

from abp_lms.clock import today
from abp_lms.learning import for_oneself, my_ratings, queries, rules, words
from abp_lms.learning.forms import (
    LeaveOutForm,
    LetterForm,
    PlanForm,
    PracticeForm,
    ReflectionForm,
    SettingForm,
    SortForm,
    StepForm,
    answer_form,
    rating_form,
)
from abp_lms.learning.my_ratings import Asked
from abp_lms.learning.queries import MyUnit
from abp_lms.learning.rules import Deeds
from abp_lms.learning.rules.letters import AS_BEFORE
from abp_lms.learning.views.blueprint import back_to_unit
from abp_lms.learning.views.own_screens import NO_TOKEN, offers_screen, plain_screen
from abp_lms.learning.views.workbook import PIECE_NAMES
from abp_lms.learning.workbook import Question, Quiz, Scenario, Sort

_NOBODY = {"desk": words.NOBODYS_DESK, "device": words.NOBODYS_DEVICE}


def of_unit(mine: MyUnit) -> Iterator[str]:
    """Every screen of a unit, the same for everybody in its programme."""
    yield _unit_screen(mine)
    yield from _pages(mine)
    for sort in mine.unit.sorts:
        yield from _sort(mine, sort)
    if mine.unit.scenario is not None:
        yield from _story(mine, mine.unit.scenario)
    yield from _prompts(mine)
    if mine.unit.quiz is not None:
        for question in mine.unit.quiz.questions:
            yield from _question(mine, mine.unit.quiz, question)
    yield from _documents(mine)
    for asked in my_ratings.asked_in(mine):
        yield from _scale(mine, asked)
    if offers := for_oneself.offered_in(mine.entry):
        title = f"Sentences from “{mine.unit.title}”"
        yield offers_screen(
            offers, "sentences", title=title, unit=mine.unit, back=back_to_unit(mine)
        )


def _screen(mine: MyUnit, template: str, *path: str, **context: Any) -> str:
    context = {"back": back_to_unit(mine)} | context
    return plain_screen(template, "/".join(path), unit=mine.unit, **context)


def _unit_screen(mine: MyUnit) -> str:
    form = LeaveOutForm(meta=NO_TOKEN)
    pieces = rules.pieces(mine.unit, Deeds())
    form.pieces.choices = [(piece.piece, PIECE_NAMES[piece.piece]) for piece in pieces]
    return _screen(
        mine,
        "unit",
        title=mine.unit.title,
        back=None,
        pieces=pieces,
        sortings=[rules.sorting(sort, {}) for sort in mine.unit.sorts],
        asked=my_ratings.asked_in(mine),
        next=rules.next_piece(pieces),
        completed_at=None,
        offers=len(for_oneself.offered_in(mine.entry)),
        law_is_old=_law_is_old(mine),
        form=form,
    )


def _pages(mine: MyUnit) -> Iterator[str]:
    for number, page in enumerate(mine.unit.pages):
        before = mine.unit.pages[number - 1] if number else None
        back = before and {
            "href": url_for("learning.read", unit_id=mine.unit.id, page_id=before.id),
            "text": f"Back to {before.title}",
        }
        yield _screen(
            mine,
            "read",
            "read",
            page.id,
            title=page.title,
            page=page,
            number=number + 1,
            law_is_old=_law_is_old(mine),
            back=back or back_to_unit(mine),
        )


def _story(mine: MyUnit, story: Scenario) -> Iterator[str]:
    """The story with its {words} left open: the script puts in those of the chosen setting."""
    start = SettingForm(meta=NO_TOKEN)
    start.label(story)
    start.setting.data = story.settings[0].id if story.settings else None
    yield _screen(mine, "scenario_start", "scenario", title=story.title, scenario=story, form=start)
    for step in story.steps:
        form = StepForm(meta=NO_TOKEN)
        form.label(step)
        yield _screen(
            mine,
            "scenario_step",
            "scenario",
            step.id,
            title=step.title,
            scenario=story,
            step=step,
            number=1,
            form=form,
        )
    for ending in story.endings:
        yield _screen(
            mine,
            "scenario_ending",
            "scenario",
            ending.id,
            title=ending.title,
            scenario=story,
            ending=ending,
            path_taken=(),
        )


def _prompts(mine: MyUnit) -> Iterator[str]:
    for number, prompt in enumerate(mine.unit.reflections):
        form = ReflectionForm(meta=NO_TOKEN)
        form.label(prompt)
        form.base.data = "0"
        yield _screen(
            mine,
            "reflect",
            "reflect",
            prompt.id,
            title=prompt.title,
            reflection=prompt,
            number=number + 1,
            form=form,
            labels={},
            **_NOBODY,
        )
    practice = mine.unit.practice
    log = PracticeForm(meta=NO_TOKEN)
    log.label(practice)
    log.base.data = "0"
    yield _screen(
        mine,
        "practise",
        "practise",
        title=practice.title,
        practice=practice,
        form=log,
        labels={},
        entries=(),
        **_NOBODY,
    )


def _question(mine: MyUnit, quiz: Quiz, question: Question) -> Iterator[str]:
    number = quiz.questions.index(question)
    after = quiz.questions[number + 1 :]
    shared = {"title": question.text, "quiz": quiz, "question": question, "number": number + 1}
    yield _screen(
        mine,
        "recall",
        "recall",
        question.id,
        form=answer_form(question, meta=NO_TOKEN),
        **shared,
    )
    for is_good in (True, False):
        yield _screen(
            mine,
            "recall_feedback",
            "recall",
            question.id,
            variant="good" if is_good else "other",
            chosen=(),
            is_good=is_good,
            next=after[0] if after else None,
            again=None,
            reread=rules.page_to_reread(
                question,
                mine.place.programme,
                queries.the_workbook().units_in(mine.place.programme),
            ),
            **shared,
        )


def _sort(mine: MyUnit, sort: Sort) -> Iterator[str]:
    """What it is about; where one put what, all in the first group until the script moves them; and
    each situation, before and after it has a place.
    """
    somewhere = {situation.id: sort.groups[0].id for situation in sort.situations}
    for variant, placed in ((None, {}), ("sorted", somewhere)):
        yield _screen(
            mine,
            "sort",
            "sort",
            sort.id,
            title=sort.title,
            variant=variant,
            sorting=rules.sorting(sort, placed),
        )
    back = {
        "href": url_for("learning.sort", unit_id=mine.unit.id, sort_id=sort.id),
        "text": f"Back to {sort.title}",
    }
    for number, situation in enumerate(sort.situations, start=1):
        form = SortForm(meta=NO_TOKEN)
        form.label(sort)
        path = ("sort", sort.id, situation.id)
        shared = {
            "title": situation.title,
            "sort": sort,
            "situation": situation,
            "number": number,
            "back": back,
        }
        yield _screen(mine, "sort_situation", *path, form=form, **shared)
        yield _screen(
            mine,
            "sort_feedback",
            *path,
            variant="placed",
            chosen=None,
            others=sort.groups,
            next=sort.situations[0],
            **shared,
        )


def _documents(mine: MyUnit) -> Iterator[str]:
    letter, plan = LetterForm(meta=NO_TOKEN), PlanForm(meta=NO_TOKEN)
    letter.offer_to_anybody()
    letter.when.data = AS_BEFORE
    for path, document, form in (
        ("letter", mine.unit.letter, letter),
        ("plan", mine.unit.plan, plan),
    ):
        if document is None:
            continue
        form.label(document)
        form.base.data = "0"
        yield _screen(
            mine,
            f"write_{path}",
            path,
            title=document.title,
            document=document,
            letter_id=None,
            form=form,
            labels={},
            **_NOBODY,
        )


def _scale(mine: MyUnit, asked: Asked) -> Iterator[str]:
    for number, part in enumerate(asked.scale.parts, start=1):
        yield _screen(
            mine,
            "rating",
            "rate",
            asked.scale.id,
            part.id,
            title=asked.scale.title,
            asked=asked,
            part=part,
            number=number,
            form=rating_form(asked.scale, part, meta=NO_TOKEN),
        )


def _law_is_old(mine: MyUnit) -> bool:
    return mine.unit.law and mine.unit.review < today()
