"""The practice log: the act, when it was, which approach, and a note that only its author reads."""

from __future__ import annotations

from flask import render_template
from flask_login import current_user
from werkzeug.wrappers import Response

from abp_lms.clock import today
from abp_lms.errors import Refused
from abp_lms.learning import plans, words
from abp_lms.learning.actions import practice as log
from abp_lms.learning.forms import PracticeForm, show_refusal
from abp_lms.learning.queries import MyUnit
from abp_lms.learning.views.blueprint import after_piece, back_to_unit, learning, my_unit


@learning.get("/units/<unit_id>/practise")
def practise(unit_id: str) -> str:
    mine = my_unit(unit_id)
    form = PracticeForm()
    desk = words.desk(current_user, unit_id, mine.unit.practice.id)
    form.show()
    form.fill(desk.boxes, version=desk.version)
    if form.done_on.raw is None:
        form.done_on.data = today()
    return _page(mine, form, desk)


@learning.post("/units/<unit_id>/practise")
def log_practice(unit_id: str) -> Response | tuple[str, int]:
    mine = my_unit(unit_id)
    form = PracticeForm()
    form.label(mine.unit.practice)
    if form.validate():
        try:
            save_practice(form, unit_id)
        except Refused as refusal:
            show_refusal(form, refusal, among=("approach", "done_on", "note"))
        else:
            return after_piece(unit_id, "Your practice is in the log.")
    desk = words.desk(current_user, unit_id, mine.unit.practice.id)
    return _page(mine, form, desk), 422


def save_practice(form: PracticeForm, unit_id: str) -> bool:
    """Log what a valid form says; whether that is new."""
    return log.log(
        person_id=current_user.id,
        unit_id=unit_id,
        done_on=form.done_on.data,
        approach_id=form.approach_id,
        note=form.note.data or "",
        save_key=form.key,
        said_at=form.said,
        hand=form.hand,
    )


def _page(mine: MyUnit, form: PracticeForm, desk: words.Desk) -> str:
    practice = mine.unit.practice
    form.label(practice)
    return render_template(
        "learning/practise.html",
        title=practice.title,
        back=back_to_unit(mine),
        unit=mine.unit,
        practice=practice,
        plan_unit=plans.unit_with_plan(mine.place.programme) if mine.unit.letter else None,
        form=form,
        desk=desk,
        device=words.device(current_user.id),
        entries=words.log(current_user, mine.unit.id),
        approaches={one.id: one.label for one in practice.approaches},
        labels={"note": words.box_label("note")},
    )
