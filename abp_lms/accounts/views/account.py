"""One's own account."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from abp_lms.accounts import actions, cookie, held, queries
from abp_lms.accounts.forms import ChangePasswordForm
from abp_lms.clock import today
from abp_lms.errors import Refused, TooMany

blueprint = Blueprint("account", __name__, url_prefix="/account", template_folder="../templates")


@blueprint.get("")
def account() -> ResponseReturnValue:
    return render_template(
        "accounts/account.html",
        title="Your account",
        organisation=queries.organisation_name(current_user.id),
        manager=queries.manager_of(current_user.id, today()),
        sign_ins=queries.own_sign_ins(current_user.id),
    )


@blueprint.get("/password")
def change_password() -> ResponseReturnValue:
    return _password_page(ChangePasswordForm())


@blueprint.post("/password")
def change_password_now() -> ResponseReturnValue:
    form = ChangePasswordForm()
    if not form.validate_on_submit():
        return _password_page(form), 422
    try:
        actions.change_password(
            person_id=current_user.id,
            present=form.present.data,
            new=form.password.data,
            login_session_id=current_user.login_session_id,
            address=request.remote_addr or "",
        )
    except Refused as refusal:
        field = form[refusal.field or "present"]
        field.errors = [refusal.sentence]
        return _password_page(form), 429 if isinstance(refusal, TooMany) else 422
    flash("Your password is changed. You are signed out on your other devices.")
    return redirect(url_for(".account"), 303)


@blueprint.post("/sign-ins/<uuid:login_session_id>/end")
def end_sign_in(login_session_id: UUID) -> ResponseReturnValue:
    actions.sign_out(login_session_id=login_session_id, by_id=current_user.id)
    flash("That device is signed out.")
    return redirect(url_for(".account"), 303)


@blueprint.post("/sign-out-everywhere")
def sign_out_everywhere() -> ResponseReturnValue:
    actions.sign_out_everywhere(person_id=current_user.id, by_id=current_user.id)
    cookie.forget()
    flash("You are signed out on every device.")
    return redirect(url_for("sign_in.sign_in"), 303)


@blueprint.get("/kept")
def kept() -> ResponseReturnValue:
    """What was typed on a page that cannot be shown again by itself."""
    fields = held.fields_for(request.path)
    texts = [text for text in fields.values() if text.strip()] if fields else []
    return render_template("accounts/kept.html", title="What you wrote", texts=texts)


def _password_page(form: ChangePasswordForm) -> str:
    return render_template("accounts/change_password.html", title="Change your password", form=form)
