"""A letter to oneself: to write it, to say when an e-mail leads back to it, and to read it."""

from __future__ import annotations

from uuid import UUID

from flask import redirect, render_template, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from abp_lms.errors import NotFound, Refused
from abp_lms.learning import letters, words
from abp_lms.learning.actions import letters as actions
from abp_lms.learning.forms import LetterForm, show_refusal
from abp_lms.learning.models import DocumentSave, Reminder
from abp_lms.learning.queries import MyUnit
from abp_lms.learning.rules.letters import KEEP, NO_MAIL, USUAL
from abp_lms.learning.views.blueprint import (
    ON_PAPER,
    after_piece,
    back_to_unit,
    back_to_workbook,
    keep_typed,
    learning,
    my_unit,
)
from abp_lms.learning.workbook import Letter


@learning.get("/units/<unit_id>/letter")
def letter(unit_id: str) -> str | Response:
    mine, prompt = _find(unit_id)
    reminder = letters.reminder_of(current_user.id, unit_id, prompt.id)
    if reminder is not None and reminder.mailed_at is not None:
        return redirect(url_for("learning.read_letter", letter_id=reminder.id))
    form = LetterForm()
    desk = words.desk(current_user, unit_id, prompt.id, DocumentSave)
    form.show()
    form.fill(desk.boxes, version=desk.version)
    form.when.data = form.when.data or _chosen(reminder)
    return _page(mine, prompt, form, reminder, desk)


@learning.post("/units/<unit_id>/letter")
def save_letter(unit_id: str) -> Response | tuple[str, int]:
    mine, prompt = _find(unit_id)
    form = letter_form(prompt, unit_id)
    if form.validate():
        try:
            if form.how.data == ON_PAPER:
                _mark_on_paper(form, unit_id, prompt.id)
            else:
                save_letter_form(form, unit_id, prompt.id)
        except Refused as refusal:
            show_refusal(form, refusal, among=(*form.box_names, "when"))
        else:
            return after_piece(unit_id, "Your letter is sealed. Only you can read it.")
    reminder = letters.reminder_of(current_user.id, unit_id, prompt.id)
    desk = words.desk(current_user, unit_id, prompt.id, DocumentSave)
    return _page(mine, prompt, form, reminder, desk), 422


@learning.get("/letters/<uuid:letter_id>")
def read_letter(letter_id: UUID) -> str:
    """Where the e-mail leads. It stays its author's, whatever becomes of their place."""
    mine = letters.mine(current_user, letter_id)
    return render_template(
        "learning/letter.html",
        title=mine.title,
        back=back_to_workbook(),
        letter=mine,
    )


def letter_form(prompt: Letter, unit_id: str, **given: object) -> LetterForm:
    """The form of a letter, with the days that its author can choose from."""
    form = LetterForm(**given)
    reminder = letters.reminder_of(current_user.id, unit_id, prompt.id)
    form.label(prompt)
    form.offer(reminder.due_at if reminder else None)
    return form


def save_letter_form(form: LetterForm, unit_id: str, document_id: str) -> bool:
    """Seal what a valid form holds; whether that is new."""
    return actions.save(
        by=current_user,
        unit_id=unit_id,
        document_id=document_id,
        boxes=form.boxes,
        when=form.when.data,
        save_key=form.key,
        said_at=form.said,
        opened_at=form.opened,
        hand=form.hand,
    )


def _mark_on_paper(form: LetterForm, unit_id: str, document_id: str) -> None:
    actions.mark_on_paper(
        person_id=current_user.id,
        unit_id=unit_id,
        document_id=document_id,
        when=form.when.data,
        save_key=form.key,
    )
    keep_typed(form.boxes, form.hand, unit_id, document_id)


def _find(unit_id: str) -> tuple[MyUnit, Letter]:
    mine = my_unit(unit_id)
    if mine.unit.letter is None:
        raise NotFound()
    return mine, mine.unit.letter


def _chosen(reminder: Reminder | None) -> str:
    if reminder is None:
        return str(USUAL)
    return KEEP if reminder.due_at else NO_MAIL


def _page(
    mine: MyUnit,
    prompt: Letter,
    form: LetterForm,
    reminder: Reminder | None,
    desk: words.Desk,
) -> str:
    form.label(prompt)
    form.offer(reminder.due_at if reminder else None)
    return render_template(
        "learning/write_letter.html",
        title=prompt.title,
        back=back_to_unit(mine),
        unit=mine.unit,
        document=prompt,
        letter_id=reminder.id if reminder else None,
        form=form,
        desk=desk,
        device=words.device(current_user.id),
        labels={name: words.box_label(name, prompt) for name in form.box_names},
    )
