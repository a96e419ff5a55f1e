"""The signed cookie: it holds the token of a sign-in, and what guards forms made in it."""

from __future__ import annotations

from flask import g
from flask import session as cookie

from abp_lms.accounts import queries
from abp_lms.accounts.actions.signing_in import NewSignIn

_NAME = "sign_in"


def begin(new: NewSignIn) -> None:
    """Put a new sign-in into the cookie. Nothing of before stays: a planted cookie is worth nothing."""
    cookie.clear()
    cookie[_NAME] = new.token
    # Flask-WTF takes the secret of its form tokens from here.
    cookie["csrf_token"] = new.form_secret
    _forget_what_was_read()


def forget() -> None:
    """Empty the cookie."""
    cookie.clear()
    _forget_what_was_read()


def state() -> queries.SignInState | None:
    """The sign-in that the request's cookie names, lasting or over; read once a request."""
    if "sign_in_state" not in g:
        token = cookie.get(_NAME)
        g.sign_in_state = queries.signed_in(token) if isinstance(token, str) else None
    found: queries.SignInState | None = g.sign_in_state
    return found


def _forget_what_was_read() -> None:
    for name in ("sign_in_state", "csrf_token", "_login_user"):
        g.pop(name, None)
