"""My safety card: what to ask first, a way out, whom to call. For a pocket, and for nobody else."""

from __future__ import annotations

from uuid import uuid4

from flask import flash, redirect, render_template, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from abp_lms.errors import Refused
from abp_lms.learning import for_oneself, rules
from abp_lms.learning.actions import safety_card as card
from abp_lms.learning.forms import SafetyCardForm, show_refusal
from abp_lms.learning.views.blueprint import back_to_workbook, learning


@learning.get("/safety-card")
def safety_card() -> str:
    return render_template(
        "learning/safety_card.html",
        title="My safety card",
        back=back_to_workbook(),
        card=for_oneself.my_card(current_user),
        questions=rules.QUESTIONS,
        labels={name: label for name, (label, _) in rules.LINES.items()},
    )


@learning.get("/safety-card/write")
def write_safety_card() -> str:
    form = SafetyCardForm()
    form.save_key.data = str(uuid4())
    kept = for_oneself.my_card(current_user)
    if kept and not any(form.lines.values()):
        for name, text in kept.newest.lines.items():
            form[name].data = text
    return _form_page(form)


@learning.post("/safety-card/write")
def save_safety_card() -> Response | tuple[str, int]:
    form = SafetyCardForm()
    try:
        card.save(by=current_user, lines=form.lines, save_key=form.key)
    except Refused as refusal:
        show_refusal(form, refusal, among=rules.LINES)
        return _form_page(form), 422
    flash("Your card is saved. Only you can read it.", "success")
    return redirect(url_for("learning.safety_card"), 303)


@learning.post("/safety-card/delete")
def delete_safety_card() -> Response:
    card.delete_card(by=current_user)
    flash("Your card is deleted.", "success")
    return redirect(url_for("learning.safety_card"), 303)


def _form_page(form: SafetyCardForm) -> str:
    form.label()
    return render_template(
        "learning/safety_card_form.html",
        title="Write your safety card",
        back={"href": url_for("learning.safety_card"), "text": "Back to my safety card"},
        questions=rules.QUESTIONS,
        names=list(rules.LINES),
        form=form,
    )
