"""Reflecting: a prompt, three boxes, and equal credit for paper."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from abp_lms.errors import NotFound, Refused
from abp_lms.learning import queries, words
from abp_lms.learning.actions import reflections
from abp_lms.learning.forms import ReflectionForm, show_refusal
from abp_lms.learning.queries import MyUnit
from abp_lms.learning.rules import Deeds
from abp_lms.learning.views.blueprint import (
    ON_PAPER,
    after_piece,
    back_to_unit,
    keep_typed,
    learning,
    my_unit,
)
from abp_lms.learning.workbook import Reflection

SKIP = "skip"


@learning.get("/units/<unit_id>/reflect/<reflection_id>")
def reflect(unit_id: str, reflection_id: str) -> str:
    mine, prompt = _find(unit_id, reflection_id)
    form = ReflectionForm()
    desk = words.desk(current_user, unit_id, reflection_id)
    form.show()
    form.fill(desk.boxes, version=desk.version)
    return _page(mine, prompt, form, desk)


@learning.post("/units/<unit_id>/reflect/<reflection_id>")
def save_reflection(unit_id: str, reflection_id: str) -> Response | tuple[str, int]:
    mine, prompt = _find(unit_id, reflection_id)
    form = ReflectionForm()
    if form.how.data in (ON_PAPER, SKIP):
        keep_typed(form.boxes, form.hand, unit_id, reflection_id)
        mark = reflections.mark_on_paper if form.how.data == ON_PAPER else reflections.skip
        mark(
            person_id=current_user.id,
            unit_id=unit_id,
            reflection_id=reflection_id,
            save_key=form.key,
        )
        if form.how.data == ON_PAPER:
            return _onward(unit_id, "You wrote it on paper. It counts in full.")
        return _onward(unit_id, "Skipped for now. You can come back to it at any time.")
    try:
        save_written(form, unit_id, reflection_id)
    except Refused as refusal:
        show_refusal(form, refusal, among=form.boxes)
        desk = words.desk(current_user, unit_id, reflection_id)
        return _page(mine, prompt, form, desk), 422
    return _onward(unit_id, "Your reflection is saved. Only you can read it.")


def save_written(form: ReflectionForm, unit_id: str, reflection_id: str) -> bool:
    """Save what a form's boxes hold; whether that is new."""
    return reflections.save(
        person_id=current_user.id,
        unit_id=unit_id,
        reflection_id=reflection_id,
        boxes=form.boxes,
        save_key=form.key,
        said_at=form.said,
        opened_at=form.opened,
        hand=form.hand,
    )


def _find(unit_id: str, reflection_id: str) -> tuple[MyUnit, Reflection]:
    mine = my_unit(unit_id)
    prompt = mine.unit.reflection(reflection_id)
    if prompt is None:
        raise NotFound()
    return mine, prompt


def _page(mine: MyUnit, prompt: Reflection, form: ReflectionForm, desk: words.Desk) -> str:
    form.label(prompt)
    number = mine.unit.reflections.index(prompt) + 1
    return render_template(
        "learning/reflect.html",
        title=prompt.title,
        back=back_to_unit(mine),
        unit=mine.unit,
        reflection=prompt,
        number=number,
        form=form,
        desk=desk,
        device=words.device(current_user.id),
        labels={name: words.box_label(name, prompt) for name in form.boxes},
    )


def _onward(unit_id: str, sentence: str) -> Response:
    """To the next prompt of the unit that is neither done nor skipped, or back to the unit."""
    unit = my_unit(unit_id).unit
    deeds = queries.deeds(current_user.id, unit_id).get(unit_id, Deeds())
    for prompt in unit.reflections:
        if prompt.id not in deeds.reflected | deeds.skipped:
            flash(sentence, "success")
            return redirect(
                url_for("learning.reflect", unit_id=unit_id, reflection_id=prompt.id), 303
            )
    return after_piece(unit_id, sentence)
