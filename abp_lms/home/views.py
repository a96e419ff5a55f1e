"""The front page: for each role, the one thing to do next."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from abp_lms.accounts.models import RoleName
from abp_lms.learning.my_progress import progress
from abp_lms.programme import queries

home = Blueprint("home", __name__, template_folder="templates")


@home.get("/")
def front_page() -> str | Response:
    place = queries.current_place(current_user.id)
    if place is None and current_user.has(RoleName.LINE_MANAGER):
        return redirect("/my-people")
    if place is None and current_user.has(RoleName.ACADEMY):
        return redirect("/academy")
    if place is None:
        work = sorted(
            {name.value for name, *_ in current_user.roles} - {RoleName.PARTICIPANT.value}
        )
        return render_template("home/nothing_yet.html", title="Welcome", work=work)
    return render_template(
        "home/front_page.html",
        title=f"Hello, {current_user.given_name}",
        place=place,
        progress=progress(current_user.id, place.programme),
        facts=queries.facts([place.place_id])[place.place_id],
        workbook_address=url_for("learning.months"),
    )
