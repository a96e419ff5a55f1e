"""For the academy: what was reported, and what to do about it."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from abp_lms.accounts.guards import require_role
from abp_lms.accounts.models import RoleName
from abp_lms.errors import Refused
from abp_lms.moderation import actions, queries, rules
from abp_lms.moderation.forms import DecisionForm
from abp_lms.moderation.queries import Report
from abp_lms.moderation.rules import Outcome

# Beyond what any academy gets; a larger number is no address of ours.
LAST_PAGE = 10_000

academy_issues = Blueprint(
    "academy_issues", __name__, template_folder="../templates", url_prefix="/academy/issues"
)
academy_issues.before_request(require_role(RoleName.ACADEMY))


@academy_issues.get("")
def everything() -> str:
    page = min(max(request.args.get("page", 1, type=int), 1), LAST_PAGE)
    found = queries.of_academies(_mine(), page)
    return render_template(
        "moderation/issues.html",
        title="Reported issues",
        reports=found.reports,
        page=page,
        more=found.more,
        elsewhere=queries.hidden_elsewhere(_mine()),
        back={"href": "/academy", "text": "Back to Academy"},
    )


@academy_issues.get("/<uuid:issue_id>")
def issue(issue_id: UUID) -> str:
    return _page(queries.report_to(_mine(), issue_id), DecisionForm())


@academy_issues.post("/<uuid:issue_id>")
def decide(issue_id: UUID) -> ResponseReturnValue:
    report = queries.report_to(_mine(), issue_id)
    form = DecisionForm()
    form.label(hidden=report.hides)
    if not form.validate():
        return _page(report, form), 422
    try:
        actions.decide(
            by_id=current_user.id,
            academy_ids=_mine(),
            issue_id=issue_id,
            outcome=Outcome(form.outcome.data),
            answer=form.answer.data or "",
        )
    except Refused as refusal:
        form.outcome.errors = [refusal.sentence]
        return _page(report, form), 409
    flash("Decided. The person who told you gets an e-mail.", "success")
    return redirect(url_for(".everything"), 303)


def _page(report: Report, form: DecisionForm) -> str:
    form.label(hidden=report.hides)
    return render_template(
        "moderation/issue.html",
        title=report.item_title,
        report=report,
        form=form,
        may_decide=rules.may_decide(report.outcome),
        back={"href": url_for(".everything"), "text": "Back to reported issues"},
    )


def _mine() -> frozenset[UUID]:
    """The scope of every question that is asked on these pages."""
    found: frozenset[UUID] = current_user.academies(RoleName.ACADEMY)
    return found
