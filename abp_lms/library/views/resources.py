"""Things worth reading or watching elsewhere: what each is may be read by everybody."""

from __future__ import annotations

from flask import Blueprint, render_template, url_for

from abp_lms.accounts.guards import public
from abp_lms.library import queries

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
def resource(resource_id: str) -> str:
    found = queries.resource(resource_id)
    return render_template(
        "library/resource.html",
        title=found.title,
        resource=found,
        back={"href": url_for(".everything"), "text": "All resources"},
    )
