"""Pages that everybody may read, signed in or not: support, accessibility, cookies, privacy."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Blueprint, render_template
from flask_login import current_user

from abp_lms.accounts.guards import public
from abp_lms.accounts.queries import organisation_name
from abp_lms.errors import NotFound
from abp_lms.home.house import current_programme
from abp_lms.library.catalogue import load_catalogue
from abp_lms.programme import queries
from abp_lms.programme.outline import Programme
from abp_lms.programme.support import SupportGroup, organisation_first
from abp_lms.settings import current

pages = Blueprint("pages", __name__, template_folder="templates")


@pages.get("/support")
@public
def support() -> str:
    """Signed in, one's own organisation first; for everybody else, each programme by a link."""
    programme = current_programme()
    organisation = organisation_name(current_user.id) if programme else None
    groups = organisation_first(programme.support, organisation) if programme else ()
    return _support_page(programme, groups)


@pages.get("/support/<programme_id>")
@public
def support_of(programme_id: str) -> str:
    """All contacts of one programme: the same for whoever looks, so that a device may keep it."""
    programme = queries.programmes().get(programme_id)
    if programme is None:
        raise NotFound()
    return _support_page(programme, programme.support, all_of_them=True)


def _support_page(
    programme: Programme | None, groups: Sequence[SupportGroup], *, all_of_them: bool = False
) -> str:
    return render_template(
        "home/support.html",
        title=f"Get support: {programme.area}" if programme and all_of_them else "Get support",
        programme=programme,
        groups=groups,
        of_organisation=any(group.organisation for group in groups),
        all_of_them=all_of_them,
        programmes=[
            one for one in queries.programmes().values() if one.support and one != programme
        ],
        made_up=any(contact.is_made_up for group in groups for contact in group.contacts),
        lines=load_catalogue(current().content).support.values(),
    )


@pages.get("/accessibility")
@public
def accessibility() -> str:
    return render_template("home/accessibility.html", title="Accessibility statement")


@pages.get("/cookies")
@public
def cookies() -> str:
    return render_template("home/cookies.html", title="Cookies and what we keep on your device")


@pages.get("/privacy")
@public
def privacy() -> str:
    return render_template("home/privacy.html", title="Privacy: who can see what")
