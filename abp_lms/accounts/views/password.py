"""Choosing a password by a link from an e-mail: invitations and resets.

Opening a link uses nothing up, so a mail scanner that looks at it does no harm; only the form does.
"""

from __future__ import annotations

from flask import Blueprint, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from abp_lms.accounts import actions, queries
from abp_lms.accounts.forms import AskForResetForm, ChoosePasswordForm
from abp_lms.accounts.guards import public
from abp_lms.accounts.models import LinkKind
from abp_lms.accounts.views.sign_in import go_on
from abp_lms.errors import NotFound, Refused

blueprint = Blueprint("password", __name__, template_folder="../templates")


@blueprint.get("/password")
@public
def ask_for_reset() -> ResponseReturnValue:
    return render_template(
        "accounts/ask_for_reset.html", title="Reset your password", form=AskForResetForm()
    )


@blueprint.post("/password")
@public
def ask_for_reset_now() -> ResponseReturnValue:
    form = AskForResetForm()
    if not form.validate_on_submit():
        return render_template(
            "accounts/ask_for_reset.html", title="Reset your password", form=form
        ), 422
    actions.ask_for_reset(email=form.email.data)
    return redirect(url_for(".reset_asked"), 303)


@blueprint.get("/password/sent")
@public
def reset_asked() -> ResponseReturnValue:
    return render_template("accounts/reset_asked.html", title="Check your e-mail")


@blueprint.get("/password/<token>")
@public
def reset(token: str) -> ResponseReturnValue:
    return _choose(LinkKind.RESET, token, ChoosePasswordForm())


@blueprint.post("/password/<token>")
@public
def reset_now(token: str) -> ResponseReturnValue:
    return _chosen(LinkKind.RESET, token)


@blueprint.get("/invitation/<token>")
@public
def invitation(token: str) -> ResponseReturnValue:
    return _choose(LinkKind.INVITATION, token, ChoosePasswordForm())


@blueprint.post("/invitation/<token>")
@public
def accept_invitation(token: str) -> ResponseReturnValue:
    return _chosen(LinkKind.INVITATION, token)


def _chosen(kind: LinkKind, token: str) -> ResponseReturnValue:
    form = ChoosePasswordForm()
    if not form.validate_on_submit():
        return _choose(kind, token, form, 422)
    try:
        if kind is LinkKind.INVITATION:
            person = actions.accept_invitation(token=token, password=form.password.data)
        else:
            person = actions.reset_password(
                token=token, password=form.password.data, address=request.remote_addr or ""
            )
    except NotFound:
        return _choose(kind, token, form)
    except Refused as refusal:
        form.password.errors = [refusal.sentence]
        return _choose(kind, token, form, 422)
    flash("Your password is set and you are signed in.")
    return go_on(actions.begin(person=person, user_agent=request.user_agent.string))


def _choose(kind: LinkKind, token: str, form: ChoosePasswordForm, status: int = 200) -> Response:
    if not queries.link_is_open(token, kind):
        page = render_template(
            "accounts/link_is_over.html", title="This link no longer works", kind=kind
        )
        return make_response(page, 410)
    title = "Welcome" if kind is LinkKind.INVITATION else "Choose a new password"
    page = render_template("accounts/choose_password.html", title=title, form=form, kind=kind)
    return make_response(page, status)
