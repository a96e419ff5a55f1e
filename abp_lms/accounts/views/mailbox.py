"""The local mailbox: every e-mail of an installation that sends none. Demo and development only."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from markupsafe import Markup, escape

from abp_lms import mail
from abp_lms.accounts.guards import public
from abp_lms.errors import NotFound
from abp_lms.settings import current

blueprint = Blueprint("mailbox", __name__, url_prefix="/mailbox", template_folder="../templates")


@blueprint.before_request
def only_where_mail_stays() -> None:
    if not current().has_mailbox:
        raise NotFound()


@blueprint.get("")
@public  # an invitation is read before anybody can sign in
def mailbox() -> ResponseReturnValue:
    number = request.args.get("page", 1, type=int)
    return render_template("accounts/mailbox.html", title="Mailbox", page=mail.mailbox(number))


@blueprint.get("/<uuid:id_>")
@public
def letter(id_: UUID) -> ResponseReturnValue:
    found = mail.one(id_)
    if found is None:
        raise NotFound()
    return render_template(
        "accounts/letter.html", title=found.subject, letter=found, body=_with_links(found.body)
    )


def _with_links(body: str) -> Markup:
    """The text with our own addresses as links, as a mail program would show it."""
    ours = current().public_url + "/"
    lines = [
        Markup('<a href="{}">{}</a>').format(line.removeprefix(current().public_url), line)
        if line.startswith(ours) and " " not in line
        else escape(line)
        for line in body.splitlines()
    ]
    return Markup("\n").join(lines)
