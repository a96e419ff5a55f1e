"""Guides for those who carry the programme: facilitators, and line managers."""

from __future__ import annotations

from flask import Blueprint, render_template, url_for
from flask_login import current_user

from abp_lms.accounts.guards import require_role
from abp_lms.clock import today
from abp_lms.library import queries

guides = Blueprint("guides", __name__, template_folder="../templates", url_prefix="/guides")
guides.before_request(require_role(*frozenset().union(*queries.READERS.values())))

# What belongs to a guide: the page, and how its link reads.
TOOLS = {
    "facilitator": (
        ("facilitator_tools.timer", "Timer for a set"),
        ("facilitator_tools.sets", "Split a cohort into sets"),
    ),
    "line-manager": (("manager_tools.planner", "Release and cover planner, with dates"),),
}


@guides.get("")
def everything() -> str:
    return render_template(
        "library/guides.html", title="Guides", guides=queries.guides_for(current_user), tools=TOOLS
    )


@guides.get("/<guide_id>")
def guide(guide_id: str) -> str:
    found = queries.guide(current_user, guide_id)
    return render_template(
        "library/guide.html",
        title=found.title,
        guide=found,
        tools=TOOLS[guide_id],
        due_for_review=found.review < today(),
        back={"href": url_for(".everything"), "text": "Back to guides"},
    )
