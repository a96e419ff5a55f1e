"""The pages that a programme adds of its own: to read for everybody who learns or works in it."""

from __future__ import annotations

from flask import Blueprint, render_template

from abp_lms.clock import today
from abp_lms.errors import NotFound
from abp_lms.home.house import current_programme
from abp_lms.programme import queries
from abp_lms.programme.local_pages import LocalPage

local_pages = Blueprint(
    "local_pages", __name__, template_folder="templates", url_prefix="/programme"
)


@local_pages.app_template_global("local_pages")
def my_pages() -> list[LocalPage]:
    """The pages of the programme in which this person learns or works."""
    programme = current_programme()
    return queries.local_pages(programme) if programme else []


@local_pages.get("/<page_id>")
def page(page_id: str) -> str:
    found = next((one for one in my_pages() if one.id == page_id), None)
    if found is None:
        raise NotFound()
    return render_template(
        "home/local_page.html",
        title=found.title,
        page=found,
        due_for_review=found.review < today(),
        back={"href": "/", "text": "Back to home"},
    )
