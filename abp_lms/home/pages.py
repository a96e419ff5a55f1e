"""Pages that everybody may read, signed in or not: support, accessibility, cookies, privacy."""

from __future__ import annotations

from flask import Blueprint, render_template

from abp_lms.accounts.guards import public
from abp_lms.library.catalogue import load_catalogue
from abp_lms.settings import current

pages = Blueprint("pages", __name__, template_folder="templates")


@pages.get("/support")
@public
def support() -> str:
    lines = load_catalogue(current().content).support.values()
    return render_template(
        "home/support.html", title="Get support", lines=sorted(lines, key=lambda line: line.order)
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
