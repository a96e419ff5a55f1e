"""Pages of masterclasses: everybody may read what they are; what one did with them is one's own."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from abp_lms.accounts.guards import public, signed_in
from abp_lms.errors import Refused
from abp_lms.library import actions, queries, rules
from abp_lms.library.rules import How
from abp_lms.moderation.queries import Item, is_hidden_from
from abp_lms.moderation.rules import Kind
from abp_lms.moderation.views.reporter import hidden_page, report_page
from abp_lms.programme.outline import Contact
from abp_lms.programme.queries import CurrentPlace, current_place, programmes
from abp_lms.web.filters import long_date

library = Blueprint(
    "library", __name__, template_folder="../templates", url_prefix="/masterclasses"
)


@library.get("")
@public
def masterclasses() -> str:
    place = _own_place()
    listed = queries.masterclasses()
    if place is not None:
        listed = {one: listed[one] for one in place.programme.masterclasses if one in listed}
    return render_template(
        "library/masterclasses.html",
        title="Masterclasses",
        masterclasses=listed.values(),
        declared=queries.declared(place.person_id) if place else {},
    )


@library.get("/<masterclass_id>")
@public
def masterclass(masterclass_id: str) -> ResponseReturnValue:
    place = _own_place()
    found = queries.masterclass(masterclass_id)
    if is_hidden_from(signed_in(), Kind.MASTERCLASS, masterclass_id):
        return hidden_page(Kind.MASTERCLASS)
    person_id: UUID | None = place.person_id if place else None
    return render_template(
        "library/masterclass.html",
        title=found.title,
        masterclass=found,
        place=place,
        declared=queries.declared(person_id).get(masterclass_id, ()) if person_id else (),
        transcript_request=(
            queries.transcript_request(person_id, masterclass_id) if person_id else None
        ),
        working_days=rules.WORKING_DAYS,
        contacts=_contacts(masterclass_id, place),
        back={"href": url_for(".masterclasses"), "text": "Back to masterclasses"},
    )


@library.route("/<masterclass_id>/report", methods=["GET", "POST"])
def report(masterclass_id: str) -> ResponseReturnValue:
    found = queries.masterclass(masterclass_id)
    address = url_for(".masterclass", masterclass_id=masterclass_id)
    item = Item(Kind.MASTERCLASS, masterclass_id, found.title, address)
    return report_page(item, _contacts(masterclass_id, None))


@library.post("/<masterclass_id>/viewings")
def declare_viewed(masterclass_id: str) -> ResponseReturnValue:
    try:
        how = How(request.form.get("how", ""))
    except ValueError:
        raise Refused("Choose whether you watched it or read the notes.") from None
    actions.declare_viewed(person_id=current_user.id, masterclass_id=masterclass_id, how=how)
    flash("Recorded, as you say. Nobody checks, and nobody counts minutes.")
    return redirect(url_for(".masterclass", masterclass_id=masterclass_id))


@library.post("/<masterclass_id>/transcript-requests")
def request_transcript(masterclass_id: str) -> ResponseReturnValue:
    asked = actions.request_transcript(person_id=current_user.id, masterclass_id=masterclass_id)
    flash(f"Asked for. You will have an answer by {long_date(asked.due_on)}.")
    return redirect(url_for(".masterclass", masterclass_id=masterclass_id))


def _own_place() -> CurrentPlace | None:
    return current_place(current_user.id) if current_user.is_authenticated else None


def _contacts(masterclass_id: str, place: CurrentPlace | None) -> list[Contact]:
    """Whom to tell that something is wrong: one's own academy, or all that use the masterclass."""
    if place is not None:
        return [place.programme.contact]
    return [
        programme.contact
        for programme in programmes().values()
        if masterclass_id in programme.masterclasses
    ]
