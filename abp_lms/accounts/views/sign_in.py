"""Signing in and out."""

from __future__ import annotations

from flask import Blueprint, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from werkzeug.wrappers import Response

from abp_lms.accounts import actions, cookie, held, rules
from abp_lms.accounts.actions.signing_in import NewSignIn
from abp_lms.accounts.forms import SignInForm
from abp_lms.accounts.guards import public
from abp_lms.errors import TooMany
from abp_lms.settings import current

blueprint = Blueprint("sign_in", __name__, template_folder="../templates")


@blueprint.get("/sign-in")
@public
def sign_in() -> ResponseReturnValue:
    next_path = rules.local_path(request.args.get("next"))
    if current_user.is_authenticated:
        return redirect(next_path)
    return sign_in_page(next_path=next_path)


@blueprint.post("/sign-in")
@public
def sign_in_now() -> ResponseReturnValue:
    form = SignInForm()
    if not form.validate_on_submit():
        return _page(form, 422)
    try:
        new = actions.sign_in(
            email=form.email.data,
            password=form.password.data,
            address=request.remote_addr or "",
            user_agent=request.user_agent.string,
        )
    except TooMany as refusal:
        form.password.errors = [refusal.sentence]
        response = _page(form, 429)
        response.headers["Retry-After"] = str(refusal.seconds)
        return response
    if new is None:
        form.password.errors = ["The e-mail address or the password is not right"]
        return _page(form, 422)
    return go_on(new, next_path=form.next.data, sealed=form.held.data)


def go_on(new: NewSignIn, *, next_path: str | None = None, sealed: str | None = None) -> Response:
    """Sign the browser in and send it where it was going, with what was typed there."""
    former = cookie.state()
    if former and not former.ended:
        actions.sign_out(login_session_id=former.login_session_id, by_id=former.person_id)
    cookie.begin(new)
    page = held.accept(sealed or "", person_id=new.person_id, login_session_id=new.login_session_id)
    if page:
        flash("We kept what you wrote. Check it and send it again.")
    return redirect(page or rules.local_path(next_path), 303)


@blueprint.get("/sign-out")
@public
def sign_out() -> ResponseReturnValue:
    if not current_user.is_authenticated:
        return redirect(url_for(".sign_in"))
    return render_template("accounts/sign_out.html", title="Sign out")


@blueprint.post("/sign-out")
@public
def sign_out_now() -> ResponseReturnValue:
    if current_user.is_authenticated:
        actions.sign_out(login_session_id=current_user.login_session_id, by_id=current_user.id)
    cookie.forget()
    flash("You have signed out.")
    return redirect(url_for(".sign_in"), 303)


def sign_in_page(
    *, status: int = 200, next_path: str = "/", sealed: str = "", form_was_old: bool = False
) -> Response:
    """The sign-in page, which says what became of the former sign-in and of what was typed."""
    form = SignInForm(formdata=request.form if form_was_old else None)
    if form_was_old:
        form.password.errors = [
            "This page was open for too long, or your browser does not keep cookies. Try again"
        ]
    else:
        form.next.data, form.held.data = next_path, sealed
    return _page(form, status, lost=not (sealed or form_was_old) and held.anything_typed())


def _page(form: SignInForm, status: int, *, lost: bool = False) -> Response:
    state = cookie.state()
    return make_response(
        render_template(
            "accounts/sign_in.html",
            title="Sign in",
            form=form,
            ended=state.ended if state else None,
            idle_minutes=current().session_idle_minutes,
            hours=current().session_hours,
            kept=bool(form.held.data),
            lost=lost,
        ),
        status,
    )
