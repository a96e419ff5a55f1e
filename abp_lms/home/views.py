"""The front page."""

from __future__ import annotations

from flask import Blueprint, render_template

home = Blueprint("home", __name__, template_folder="templates")


@home.get("/")
def front_page() -> str:
    return render_template("home/front_page.html", title="Your programme")
