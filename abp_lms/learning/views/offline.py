"""A unit for a device without a connection: its pages with nobody's name, answers or token in them.

The page is put into a cache that whoever uses the device shares (static/keeping.js). Its screens are
the templates of the online pages, under the same addresses; static/kept-unit.js shows one at a time.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from flask import jsonify, make_response, render_template, request, url_for
from flask_login import current_user
from markupsafe import Markup
from werkzeug.wrappers import Response

from abp_lms.clock import today
from abp_lms.learning import my_ratings, queries, rules, words
from abp_lms.learning.actions import scenarios
from abp_lms.learning.forms import (
    LeaveOutForm,
    PracticeForm,
    ReflectionForm,
    SettingForm,
    StepForm,
    answer_form,
)
from abp_lms.learning.queries import MyUnit
from abp_lms.learning.rules import Deeds
from abp_lms.learning.views.blueprint import back_to_unit, learning, my_unit
from abp_lms.learning.views.workbook import PIECE_NAMES
from abp_lms.learning.workbook import Question, Quiz, Scenario, Unit

_NO_TOKEN = {"csrf": False}


@learning.get("/units/<unit_id>/offline")
def kept_unit(unit_id: str) -> Response:
    """The unit in one page, the same for everybody in its programme."""
    mine = my_unit(unit_id)
    page = render_template(
        "learning/offline/unit.html",
        title=mine.unit.title,
        unit=mine.unit,
        told=_told(mine),
        screens=Markup("\n").join(Markup(screen) for screen in _screens(mine)),  # noqa: S704
    )
    response = make_response(page)
    # Only what says this of itself is put into the cache.
    response.headers["Abl-Offline"] = "unit"
    response.add_etag()
    return response.make_conditional(request)


@learning.get("/units/<unit_id>/offline/state")
def offline_state(unit_id: str) -> Response:
    """How far the person is, and what to seal with: for the memory of their own tab, no cache."""
    unit = my_unit(unit_id).unit
    deeds = queries.deeds(current_user.id, unit_id).get(unit_id, Deeds())
    device = words.device(current_user.id)
    return jsonify(
        {
            "person": str(current_user.id),
            "key": device.public_key,
            "keep": device.keep,
            "read": sorted(deeds.pages),
            "reflect": sorted(deeds.reflected),
            "skipped": sorted(deeds.skipped),
            "recall": sorted(deeds.answered),
            "practise": ["log"] if deeds.practised else [],
            "scenario": ["ended"] if deeds.scenario_ended else [],
            "left_out": sorted(deeds.left_out),
            "run": _run(unit),
        }
    )


def _run(unit: Unit) -> dict[str, Any] | None:
    """Where the person stands in the unit's story, unless they have come to its end."""
    story = unit.scenario
    run = scenarios.latest_run(current_user.id, unit.id, story) if story else None
    if run is None or run.ended_at is not None:
        return None
    key = str(run.save_key) if run.save_key else None
    return {"key": key, "setting": run.setting_id, "path": run.path}


def _told(mine: MyUnit) -> dict[str, Any]:
    """What the script must know of the unit: its parts in their order, and the ways of its story."""
    unit, story = mine.unit, mine.unit.scenario
    return {
        "parts": {
            "read": [page.id for page in unit.pages],
            "scenario": ["ended"],
            "reflect": [one.id for one in unit.reflections],
            "practise": ["log"],
            "recall": [one.id for one in unit.quiz.questions] if unit.quiz else [],
        },
        "pieces": [piece.piece for piece in rules.pieces(unit, Deeds())],
        "names": PIECE_NAMES,
        "story": story
        and {
            "id": story.id,
            "first": story.first,
            "settings": {one.id: dict(one.words) for one in story.settings},
            "ways": {
                step.id: {option.id: option.leads_to for option in step.options}
                for step in story.steps
            },
        },
    }


def _screens(mine: MyUnit) -> Iterator[str]:
    yield _unit_screen(mine)
    yield from _pages(mine)
    if mine.unit.scenario is not None:
        yield from _story(mine, mine.unit.scenario)
    yield from _prompts(mine)
    if mine.unit.quiz is not None:
        for question in mine.unit.quiz.questions:
            yield from _question(mine, mine.unit.quiz, question)


def _screen(mine: MyUnit, template: str, *path: str, **context: Any) -> str:
    return render_template(
        f"learning/{template}.html",
        frame="learning/offline/screen.html",
        for_anybody=True,
        path="/".join(path),
        unit=mine.unit,
        **{"back": back_to_unit(mine)} | context,
    )


def _unit_screen(mine: MyUnit) -> str:
    form = LeaveOutForm(meta=_NO_TOKEN)
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
    start = SettingForm(meta=_NO_TOKEN)
    start.label(story)
    start.setting.data = story.settings[0].id if story.settings else None
    yield _screen(mine, "scenario_start", "scenario", title=story.title, scenario=story, form=start)
    for step in story.steps:
        form = StepForm(meta=_NO_TOKEN)
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
    nobody = {"desk": words.NOBODYS_DESK, "device": words.NOBODYS_DEVICE}
    for number, prompt in enumerate(mine.unit.reflections):
        form = ReflectionForm(meta=_NO_TOKEN)
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
            **nobody,
        )
    practice = mine.unit.practice
    log = PracticeForm(meta=_NO_TOKEN)
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
        **nobody,
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
        form=answer_form(question, meta=_NO_TOKEN),
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


def _law_is_old(mine: MyUnit) -> bool:
    return mine.unit.law and mine.unit.review < today()
