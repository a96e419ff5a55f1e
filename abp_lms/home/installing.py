"""What makes the site an app that can be installed, and that says something without a connection.

Only what anybody may see is named here: files of the site, and public pages fetched without a cookie.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

from flask import Blueprint, Response, current_app, jsonify, render_template, url_for

from abp_lms.accounts.guards import public
from abp_lms.home.house import UNKNOWN
from abp_lms.library.catalogue import load_catalogue
from abp_lms.programme import queries
from abp_lms.programme.outline import Programme
from abp_lms.settings import current

installing = Blueprint("installing", __name__, template_folder="templates")

# In the versions that pages name, and, for the modules that other modules import, as they are.
STYLED = ("vendor/nhsuk-frontend.min.css", "site.css", "learning.css", "print.css", "icon.svg")
SCRIPTS = ("start.js", "quick-exit.js", "offline-page.js", "kept-unit.js")
MODULES = (
    "vendor/nhsuk-frontend.min.js",
    "vendor/idb.js",
    "vendor/jose.js",
    "kept.js",
    "filling.js",
    "keeping.js",
    "marks.js",
    "own-places.js",
    "own-words.js",
    "owner.js",
    "screens.js",
    "sorting.js",
    "steps.js",
    "storage.js",
    "story.js",
    "waiting-line.js",
    "waiting.js",
    "writing.js",
)


@installing.get("/service-worker.js")
@public
def service_worker() -> Response:
    """The service worker, which stands at the root so that it may answer for every page."""
    static_url = current_app.jinja_env.globals["static_url"]
    files = [
        *(static_url(name) for name in (*STYLED, *SCRIPTS)),  # type: ignore[operator]
        *(url_for("static", filename=name) for name in MODULES),
        url_for("house.colours", colour=UNKNOWN.colour[1:]),
    ]
    body = (_static() / "service-worker.js").read_text()
    contents = [(_static() / name).read_text() for name in MODULES]
    support = [load_catalogue(current().content).support, [one.support for one in _programmes()]]
    told = "\n".join([body, *files, *contents, repr(support)])
    version = hashlib.sha256(told.encode()).hexdigest()[:12]
    release = json.dumps({"version": version, "files": files, "pages": _pages()})
    response = Response(f"const RELEASE = {release};\n{body}", mimetype="text/javascript")
    response.headers["Cache-Control"] = "no-cache"
    return response


@installing.get("/manifest.webmanifest")
@public
def manifest() -> Response:
    """What a phone asks when somebody puts the site on its home screen."""
    static_url = current_app.jinja_env.globals["static_url"]

    def icon(name: str, sizes: str, kind: str, purpose: str) -> dict[str, str]:
        address = static_url(name)  # type: ignore[operator]
        return {"src": address, "sizes": sizes, "type": kind, "purpose": purpose}

    response = jsonify(
        {
            "id": "/",
            "name": UNKNOWN.title,
            "short_name": "Bystander",
            "description": "The Active Bystander programme's workbook.",
            "lang": "en-GB",
            "start_url": "/",
            "scope": "/",
            "display": "standalone",
            "background_color": "#f0f4f5",
            "theme_color": UNKNOWN.colour,
            "icons": [
                icon("icon.svg", "any", "image/svg+xml", "any"),
                icon("icon-192.png", "192x192", "image/png", "any"),
                icon("icon-512.png", "512x512", "image/png", "any"),
                icon("icon-maskable-512.png", "512x512", "image/png", "maskable"),
            ],
        }
    )
    response.content_type = "application/manifest+json"
    response.headers["Cache-Control"] = "no-cache"
    return response


@installing.get("/offline")
@public
def offline() -> str:
    """What can be read without a connection: the units that are kept here, and support."""
    return render_template("home/offline.html", title="On this device")


def _pages() -> list[str]:
    """Public pages that are the same for whoever looks."""
    supports = [url_for("pages.support_of", programme_id=one.id) for one in _programmes()]
    return [url_for(".offline"), url_for("pages.support"), *supports]


def _programmes() -> list[Programme]:
    return [one for one in queries.programmes().values() if one.support]


def _static() -> Path:
    return Path(str(current_app.static_folder))
