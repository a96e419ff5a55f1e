"""For whoever reports: the form, which each feature shows for its own items, and what came of it."""

from __future__ import annotations

from collections.abc import Collection

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from abp_lms.errors import TooMany
from abp_lms.moderation import actions, queries
from abp_lms.moderation.forms import ReportForm
from abp_lms.moderation.queries import Item
from abp_lms.moderation.rules import URGENT, Category, Kind
from abp_lms.programme.outline import Contact

issues = Blueprint("issues", __name__, template_folder="../templates", url_prefix="/issues")


@issues.get("")
def mine() -> str:
    return render_template(
        "moderation/mine.html",
        title="What you have reported",
        reports=queries.reported_by(current_user.id),
        back={"href": url_for("account.account"), "text": "Back to your account"},
    )


def report_page(item: Item, contacts: Collection[Contact] = ()) -> ResponseReturnValue:
    """The form about an item, and what is sent with it. Whoever belongs to no academy is told to
    write to one of the `contacts`.
    """
    form = ReportForm()
    if request.method == "POST":
        status = _sent(form, item)
        if status is None:
            return redirect(url_for("issues.mine"), 303)
    else:
        status = 200
    return render_template(
        "moderation/report.html",
        title="Report an issue",
        item=item,
        form=form,
        reader=queries.reader_for(current_user),
        contacts=contacts,
        urgent=[one.value for one in Category if one in URGENT],
        back={"href": item.address, "text": f"Back to {item.title}"},
    ), status


def _sent(form: ReportForm, item: Item) -> int | None:
    """Send what the form holds; the status of the page where that is refused."""
    if not form.validate():
        return 422
    try:
        issue = actions.report(
            by=current_user,
            item=item,
            category=Category(form.category.data),
            text=form.text.data or "",
        )
    except TooMany as refusal:
        form.category.errors = [refusal.sentence]
        return 429
    hidden = " It is hidden until they have looked." if issue.hides else ""
    flash(f"Thank you. Your academy has been told.{hidden}", "success")
    return None


def hidden_page(kind: Kind) -> ResponseReturnValue:
    """What stands in the place of an item that is hidden."""
    return render_template(
        "moderation/hidden.html", title=f"This {kind} is hidden for now", kind=kind
    ), 404
