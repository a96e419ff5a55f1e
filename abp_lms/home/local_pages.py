"""What a programme says of itself, and the pages that it adds of its own: to read for everybody who
learns or works in it.
"""

from __future__ import annotations

from flask import Blueprint, render_template, url_for
from flask_login import current_user

from abp_lms.accounts.models import RoleName
from abp_lms.clock import today
from abp_lms.errors import NotFound
from abp_lms.home.house import current_programme
from abp_lms.library.queries import READERS
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


@local_pages.get("")
def about() -> str:
    """The programme in a few words and facts."""
    programme = current_programme()
    if programme is None:
        raise NotFound()
    return render_template(
        "home/programme.html",
        title=programme.name,
        programme=programme,
        pages=queries.local_pages(programme),
        back=_back_to_where_it_is_listed(),
    )


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
        back=_back_to_where_it_is_listed(),
    )


def _back_to_where_it_is_listed() -> dict[str, str]:
    """Learners find these pages on their workbook, others beside the guides."""
    if current_user.has(RoleName.PARTICIPANT):
        return {"href": url_for("learning.months"), "text": "Back to your workbook"}
    if current_user.has(*frozenset().union(*READERS.values())):
        return {"href": url_for("guides.everything"), "text": "Back to guides"}
    return {"href": "/", "text": "Back to home"}
