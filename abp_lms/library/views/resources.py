"""Things worth reading or watching elsewhere: what each is may be read by everybody."""

from __future__ import annotations

from flask import Blueprint, render_template, url_for
from flask.typing import ResponseReturnValue

from abp_lms.accounts.guards import public, signed_in
from abp_lms.library import queries
from abp_lms.moderation.queries import Item, is_hidden_from
from abp_lms.moderation.rules import Kind
from abp_lms.moderation.views.reporter import hidden_page, report_page
from abp_lms.programme.outline import Contact
from abp_lms.programme.queries import programmes

resources = Blueprint(
    "resources", __name__, template_folder="../templates", url_prefix="/resources"
)


@resources.get("")
@public
def everything() -> str:
    return render_template(
        "library/resources.html", title="Resources", resources=queries.resources().values()
    )


@resources.get("/<resource_id>")
@public
def resource(resource_id: str) -> ResponseReturnValue:
    found = queries.resource(resource_id)
    if is_hidden_from(signed_in(), Kind.RESOURCE, resource_id):
        return hidden_page(Kind.RESOURCE)
    return render_template(
        "library/resource.html",
        title=found.title,
        resource=found,
        contacts=_contacts(),
        back={"href": url_for(".everything"), "text": "Back to resources"},
    )


@resources.route("/<resource_id>/report", methods=["GET", "POST"])
def report(resource_id: str) -> ResponseReturnValue:
    found = queries.resource(resource_id)
    address = url_for(".resource", resource_id=resource_id)
    return report_page(Item(Kind.RESOURCE, resource_id, found.title, address), _contacts())


def _contacts() -> list[Contact]:
    """Whom to tell that something is wrong: resources are for every programme."""
    return list(dict.fromkeys(programme.contact for programme in programmes().values()))
