"""Joins sign-in to Flask-Login: the cookie names a row of ours, and the row decides."""

from __future__ import annotations

from flask import Flask, Request, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from flask_wtf.csrf import CSRFError
from sqlalchemy import update
from werkzeug.wrappers import Response

from abp_lms.accounts import cookie, guards, held, rules
from abp_lms.accounts.guards import SignedIn
from abp_lms.accounts.models import LoginSession
from abp_lms.accounts.views.sign_in import sign_in_page
from abp_lms.clock import now
from abp_lms.database import apart, session
from abp_lms.extensions import login_manager
from abp_lms.web.error_pages import answer, wants_json


def init_app(app: Flask) -> None:
    """Tell Flask-Login how to find who is signed in, and what happens when nobody is."""
    # Ours is stronger: the token is checked against its row at every request.
    login_manager.session_protection = None
    login_manager.request_loader(_person)
    login_manager.unauthorized_handler(_ask_to_sign_in)
    app.register_error_handler(CSRFError, _form_of_another_sign_in)
    held.init_app(app)


def _person(_request: Request) -> SignedIn | None:
    state = cookie.state()
    if state is None or state.ended:
        return None
    if now() - state.last_seen_at >= rules.SEEN_EVERY:
        _note_use(state.person)
    return state.person


def _note_use(person: SignedIn) -> None:
    seen = (
        update(LoginSession)
        .where(LoginSession.id == person.login_session_id)
        .values(last_seen_at=now())
        .execution_options(synchronize_session=False)
    )
    if request.method in {"GET", "HEAD", "OPTIONS"}:
        with apart() as beside:
            beside.execute(seen)
    else:
        session.execute(seen)


def _ask_to_sign_in() -> ResponseReturnValue:
    """Send a reader to sign in and come back; keep what a writer typed."""
    if wants_json():
        return answer(401, "You are signed out. Sign in, then send this again.")
    if request.method in {"GET", "HEAD"}:
        path = request.full_path.rstrip("?")
        return redirect(url_for("sign_in.sign_in", next=None if path == "/" else path))
    return sign_in_page(status=401, next_path=held.page_of_form(), sealed=held.seal_typed())


def _form_of_another_sign_in(_fault: CSRFError) -> Response | ResponseReturnValue:
    """A form without a token of this sign-in: nothing is done, and nothing typed is lost."""
    session.rollback()
    if not current_user.is_authenticated and not guards.is_public(request.endpoint):
        return _ask_to_sign_in()
    if wants_json():
        return answer(400, "This page belongs to another sign-in. Load it again.")
    if request.endpoint == "sign_in.sign_in":
        return sign_in_page(status=400, form_was_old=True)
    if current_user.is_authenticated and held.keep_typed(current_user):
        flash("We kept what you wrote. Check it and send it again.")
        return redirect(held.page_of_form(), 303)
    return answer(
        400,
        "This page was open for too long, or your browser does not keep cookies. "
        "Go back, load the page again, and try again.",
    )
