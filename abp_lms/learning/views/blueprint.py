"""The blueprint of the workbook, and what its pages share."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from werkzeug.wrappers import Response

from abp_lms.accounts import guards
from abp_lms.accounts.models import RoleName
from abp_lms.clock import now
from abp_lms.database import session
from abp_lms.errors import NotFound
from abp_lms.learning import queries, rules
from abp_lms.learning.actions import drafts
from abp_lms.learning.queries import MyUnit
from abp_lms.learning.rules import Boxes, Hand, Incoming
from abp_lms.moderation.queries import is_hidden_from
from abp_lms.moderation.rules import Kind
from abp_lms.moderation.views.reporter import hidden_page
from abp_lms.programme.queries import current_place
from abp_lms.web import error_pages

learning = Blueprint("learning", __name__, url_prefix="/workbook", template_folder="../templates")


# The button "I wrote it on paper".
ON_PAPER = "on-paper"
# What one did, what one wrote, and a word about what is wrong.
OPEN_WHILE_HIDDEN = {"learning.complete", "learning.show_draft", "learning.report"}


@learning.errorhandler(NotFound)
def _not_in_this_programme(missing: NotFound) -> Response:
    """A link to a unit that this programme merges leads to the unit that takes its place."""
    session.rollback()
    unit_id = (request.view_args or {}).get("unit_id", "")
    place = current_place(current_user.id)
    entry = place.programme.entry_holding(unit_id) if place else None
    if request.method != "GET" or entry is None or entry.id == unit_id or not entry.written:
        return error_pages.answer(404, missing.sentence)
    return redirect(url_for("learning.unit", unit_id=entry.id))


@learning.before_request
def _hidden_unit() -> ResponseReturnValue | None:
    """A plain page where a unit is hidden. What somebody sends is taken all the same: they may have
    been in the middle of writing it.
    """
    unit_id = (request.view_args or {}).get("unit_id")
    looks = request.method == "GET" and request.endpoint not in OPEN_WHILE_HIDDEN
    by = guards.signed_in()
    if unit_id and by and looks and is_hidden_from(by, Kind.UNIT, unit_id):
        my_unit(unit_id)
        return hidden_page(Kind.UNIT)
    return None


def my_unit(unit_id: str) -> MyUnit:
    """A unit of the signed-in person's programme; NotFound for any other."""
    return queries.my_unit(current_user.id, unit_id)


def after_piece(unit_id: str, sentence: str, *, to: str | None = None) -> Response:
    """On from a piece that is done: to the unit or the address given, or to "You have completed"
    when that was the last.
    """
    if queries.just_completed(current_user.id, unit_id):
        return redirect(url_for("learning.complete", unit_id=unit_id), 303)
    flash(sentence, "success")
    return redirect(to or url_for("learning.unit", unit_id=unit_id), 303)


def keep_typed(boxes: Boxes, hand: Hand, unit_id: str, prompt_id: str) -> None:
    """Keep what was typed beside another answer, such as "I wrote it on paper", as a draft."""
    if not rules.is_blank(boxes):
        drafts.keep(
            by=current_user,
            unit_id=unit_id,
            prompt_id=prompt_id,
            incoming=Incoming(boxes, now(), hand),
        )


def back_to_workbook() -> dict[str, str]:
    """The back link of a page beside the units; whoever learns nothing here has no workbook."""
    if not current_user.has(RoleName.PARTICIPANT):
        return {"href": "/", "text": "Back to home"}
    return {"href": url_for("learning.months"), "text": "Back to your workbook"}


def back_to_unit(mine: MyUnit) -> dict[str, str]:
    """The back link of a page inside a unit."""
    return {
        "href": url_for("learning.unit", unit_id=mine.unit.id),
        "text": f"Back to {mine.unit.title}",
    }
