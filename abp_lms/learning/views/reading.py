"""Reading: one idea on a page. "Next" says that it was read; looking at a page says nothing."""

from __future__ import annotations

from flask import redirect, render_template, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from abp_lms.clock import today
from abp_lms.errors import NotFound
from abp_lms.learning.actions import reading
from abp_lms.learning.views.blueprint import back_to_unit, learning, my_unit
from abp_lms.learning.views.sorting import after_reading
from abp_lms.web.fields import Form


@learning.get("/units/<unit_id>/read/<page_id>")
def read(unit_id: str, page_id: str) -> str:
    mine = my_unit(unit_id)
    page = mine.unit.page(page_id)
    if page is None:
        raise NotFound()
    number = mine.unit.pages.index(page)
    before = mine.unit.pages[number - 1] if number else None
    return render_template(
        "learning/read.html",
        title=page.title,
        back={
            "href": url_for("learning.read", unit_id=unit_id, page_id=before.id),
            "text": f"Back to {before.title}",
        }
        if before
        else back_to_unit(mine),
        unit=mine.unit,
        page=page,
        number=number + 1,
        law_is_old=mine.unit.law and mine.unit.review < today(),
        form=Form(),
    )


@learning.post("/units/<unit_id>/read/<page_id>")
def read_on(unit_id: str, page_id: str) -> Response:
    reading.read_page(person_id=current_user.id, unit_id=unit_id, page_id=page_id)
    pages = my_unit(unit_id).unit.pages
    ids = [page.id for page in pages]
    after = ids[ids.index(page_id) + 1 :]
    if not after:
        return after_reading(unit_id, "You have reached the end of the reading.")
    return redirect(url_for("learning.read", unit_id=unit_id, page_id=after[0]), 303)
