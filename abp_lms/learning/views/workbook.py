"""Where am I: the months, a month, a unit, and what I have written."""

from __future__ import annotations

from typing import Any

from flask import current_app, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from werkzeug.wrappers import Response

from abp_lms.accounts.queries import manager_of
from abp_lms.clock import now, today
from abp_lms.errors import NotFound
from abp_lms.learning import (
    for_oneself,
    my_progress,
    my_ratings,
    my_workbook,
    plans,
    queries,
    rules,
    words,
)
from abp_lms.learning.actions import leaving_out
from abp_lms.learning.forms import LeaveOutForm, SearchForm
from abp_lms.learning.queries import MyUnit
from abp_lms.learning.rules import Deeds, State
from abp_lms.learning.views.blueprint import after_piece, back_to_workbook, learning, my_unit
from abp_lms.learning.workbook import Piece
from abp_lms.moderation.queries import Item
from abp_lms.moderation.rules import Kind
from abp_lms.moderation.views.reporter import report_page
from abp_lms.programme.queries import current_place

PIECE_NAMES: dict[Piece, str] = {
    "read": "Read",
    "scenario": "Go through a scenario",
    "reflect": "Reflect",
    "practise": "Practise at work",
    "recall": "Recall",
}
TAG_COLOURS = {State.NOT_STARTED: "blue", State.STARTED: "yellow", State.SKIPPED: "grey"}


@learning.app_template_global()
def piece_name(piece: Piece) -> str:
    return PIECE_NAMES[piece]


@learning.app_template_global()
def piece_address(unit_id: str, piece: Piece) -> str:
    """Where a piece goes on."""
    if piece in ("scenario", "practise"):
        return url_for(f"learning.{piece}", unit_id=unit_id)
    return url_for("learning.piece", unit_id=unit_id, piece=piece)


@learning.app_template_global()
def status_of(state: State) -> dict[str, Any]:
    """A state as a task list shows it: what is done is quiet, what is open has a tag."""
    if state not in TAG_COLOURS:
        return {"text": str(state)}
    return {"tag": {"text": str(state), "classes": f"nhsuk-tag--{TAG_COLOURS[state]}"}}


@learning.get("")
def months() -> str:
    place = current_place(current_user.id)
    if place is None:
        return render_template("learning/no_place.html", title="Your workbook")
    return render_template(
        "learning/workbook.html",
        title=f"Your {place.programme.workbook_word}",
        place=place,
        progress=my_progress.progress(current_user.id, place.programme),
        plan_unit=plans.unit_with_plan(place.programme),
    )


@learning.get("/months/<module_id>")
def month(module_id: str) -> str:
    place = queries.my_place(current_user.id)
    progress = my_progress.progress(current_user.id, place.programme)
    found = next((month for month in progress.months if month.module.id == module_id), None)
    if found is None:
        raise NotFound()
    number = found.module.set
    meeting = queries.set_meeting(place.cohort_id, number) if number else None
    return render_template(
        "learning/month.html",
        title=found.module.title,
        back=back_to_workbook(),
        place=place,
        month=found,
        meeting=meeting,
        is_over=meeting is not None and meeting.ends_at < now(),
    )


@learning.get("/units/<unit_id>")
def unit(unit_id: str) -> str:
    return _unit_page(my_unit(unit_id), LeaveOutForm())


@learning.post("/units/<unit_id>/leave-out")
def leave_out(unit_id: str) -> Response | tuple[str, int]:
    mine = my_unit(unit_id)
    form = LeaveOutForm()
    form.pieces.choices = list(PIECE_NAMES.items())
    if mine.unit.opt_out and not form.validate():
        return _unit_page(mine, form), 422
    leaving_out.leave_out(person_id=current_user.id, unit_id=unit_id, pieces=form.pieces.data)
    return after_piece(unit_id, "Left out. It counts the same.")


def _unit_page(mine: MyUnit, form: LeaveOutForm) -> str:
    deeds = queries.deeds(current_user.id, mine.unit.id).get(mine.unit.id, Deeds())
    pieces = rules.pieces(mine.unit, deeds)
    placed = queries.sorted_of(current_user.id, mine.unit.id) if mine.unit.sorts else {}
    form.pieces.choices = [
        (piece.piece, PIECE_NAMES[piece.piece])
        for piece in pieces
        if piece.state not in rules.SETTLED
    ]
    return render_template(
        "learning/unit.html",
        title=mine.unit.title,
        back={
            "href": url_for("learning.month", module_id=mine.module.id),
            "text": f"Back to {mine.module.title}",
        },
        unit=mine.unit,
        pieces=pieces,
        sortings=[rules.sorting(sort, placed.get(sort.id, {})) for sort in mine.unit.sorts],
        next=rules.next_piece(pieces),
        asked=my_ratings.all_asked(current_user.id, mine),
        offers=len(for_oneself.offered_in(mine.entry)),
        completed_at=queries.completed_at(current_user.id, mine.unit.id),
        law_is_old=mine.unit.law and mine.unit.review < today(),
        form=form,
        device=words.device(current_user.id),
    )


@learning.route("/units/<unit_id>/report", methods=["GET", "POST"])
def report(unit_id: str) -> ResponseReturnValue:
    """Say that something in a unit is wrong."""
    address = url_for("learning.unit", unit_id=unit_id)
    return report_page(Item(Kind.UNIT, unit_id, my_unit(unit_id).unit.title, address))


@learning.get("/units/<unit_id>/<any(read,reflect,recall):piece>")
def piece(unit_id: str, piece: str) -> Response:
    """To the first page, prompt or question of a piece that is left."""
    unit = my_unit(unit_id).unit
    deeds = queries.deeds(current_user.id, unit_id).get(unit_id, Deeds())
    if piece == "read":
        page_id = rules.first_left([page.id for page in unit.pages], deeds.pages)
        return redirect(url_for("learning.read", page_id=page_id, unit_id=unit_id))
    if piece == "reflect":
        prompts = [reflection.id for reflection in unit.reflections]
        # A prompt that was skipped comes after those that nobody looked at yet.
        seen = deeds.reflected | deeds.skipped
        done = deeds.reflected if seen.issuperset(prompts) else seen
        left = rules.first_left(prompts, done)
        return redirect(url_for("learning.reflect", reflection_id=left, unit_id=unit_id))
    if unit.quiz is None:
        raise NotFound()
    questions = [question.id for question in unit.quiz.questions]
    again = "yes" if deeds.quiz_attempted else None
    question_id = rules.first_left(questions, questions if again else deeds.answered)
    return redirect(
        url_for("learning.recall", question_id=question_id, again=again, unit_id=unit_id)
    )


@learning.get("/units/<unit_id>/complete")
def complete(unit_id: str) -> Response | str:
    mine = my_unit(unit_id)
    at = queries.completed_at(current_user.id, unit_id)
    if at is None:
        return redirect(url_for("learning.unit", unit_id=unit_id))
    return render_template(
        "learning/complete.html",
        title=f"You have completed “{mine.unit.title}”",
        unit=mine.unit,
        at=at,
        programme=mine.place.programme,
        asked=[
            one
            for one in my_ratings.all_asked(current_user.id, mine)
            if one.state is not State.DONE
        ],
        progress=my_progress.progress(current_user.id, mine.place.programme),
    )


# Searched by POST: words that somebody looks for in their own would stand in an address otherwise.
@learning.route("/my-words", methods=["GET", "POST"])
def my_words() -> str:
    form = SearchForm()
    place = current_place(current_user.id)
    units = my_workbook.all_of(current_user, place.programme if place else None)
    sought = form.words.data or "" if form.is_submitted() else ""
    return render_template(
        "learning/my_words.html",
        title="What I have written",
        back=back_to_workbook(),
        has_written=bool(units),
        copy=_shared_copy(),
        units=my_workbook.matching(units, sought),
        sought=sought,
        form=form,
    )


@learning.get("/my-words/download")
def download_my_words() -> Response:
    """One file that needs nothing else: to read, to print, to keep."""
    place = current_place(current_user.id)
    page = render_template(
        "learning/my_words_download.html",
        name=current_user.name,
        taken_at=now(),
        copy=_shared_copy(),
        units=my_workbook.all_of(current_user, place.programme if place else None),
        rated=my_ratings.all_of(current_user, place.programme if place else None),
    )
    response = current_app.response_class(page)
    response.headers["Content-Disposition"] = 'attachment; filename="what-i-have-written.html"'
    response.headers["Cache-Control"] = "no-store"
    return response


def _shared_copy() -> plans.Copy | None:
    return plans.shared_by(current_user, manager_of(current_user.id, today()))
