"""Rating oneself, a part of a scale on each screen, and the picture that only oneself can see."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from abp_lms.errors import NotFound, Refused
from abp_lms.learning import my_ratings, rules
from abp_lms.learning.actions import ratings as deeds
from abp_lms.learning.forms import RatingForm, rating_form, show_refusal
from abp_lms.learning.my_ratings import Asked
from abp_lms.learning.queries import MyUnit
from abp_lms.learning.views.blueprint import back_to_unit, back_to_workbook, learning, my_unit
from abp_lms.learning.workbook import ScalePart
from abp_lms.programme.queries import current_place
from abp_lms.programme.self_ratings import Moment

MOMENT_WORDS = {
    Moment.START: "at the start",
    Moment.MIDDLE: "halfway",
    Moment.END: "at the end",
}
MOMENT_TITLES = {Moment.START: "Start", Moment.MIDDLE: "Halfway", Moment.END: "End"}


@learning.app_template_global()
def moment_title(moment: Moment) -> str:
    """What a moment is called above its numbers."""
    return MOMENT_TITLES[moment]


@learning.app_template_global()
def moment_words(moment: Moment) -> str:
    """When it is, inside a sentence."""
    return MOMENT_WORDS[moment]


@learning.get("/ratings")
def ratings() -> str:
    place = current_place(current_user.id)
    return render_template(
        "learning/ratings.html",
        title="How I have rated myself",
        back=back_to_workbook(),
        rated=my_ratings.all_of(current_user, place.programme if place else None),
    )


@learning.get("/units/<unit_id>/rate/<scale_id>")
def rate_scale(unit_id: str, scale_id: str) -> Response:
    """To the first part that is left."""
    asked = my_ratings.asked(my_unit(unit_id), scale_id)
    return redirect(_address(unit_id, asked, _part_left(asked)))


@learning.get("/units/<unit_id>/rate/<scale_id>/<part_id>")
def rate(unit_id: str, scale_id: str, part_id: str) -> str:
    mine, asked, part = _find(unit_id, scale_id, part_id)
    form = rating_form(asked.scale, part)
    form.show()
    form.fill_points(my_ratings.points_of(current_user, asked))
    return _page(mine, asked, part, form)


@learning.post("/units/<unit_id>/rate/<scale_id>/<part_id>")
def save_rating(unit_id: str, scale_id: str, part_id: str) -> Response | tuple[str, int]:
    mine, asked, part = _find(unit_id, scale_id, part_id)
    form = rating_form(asked.scale, part)
    if form.validate():
        try:
            deeds.rate(
                person_id=current_user.id,
                unit_id=unit_id,
                scale_id=scale_id,
                part_id=part_id,
                points=form.points,
                save_key=form.key,
            )
        except Refused as refusal:
            show_refusal(form, refusal, among=form.statements.values())
        else:
            return _onward(unit_id, asked, part)
    return _page(mine, asked, part, form), 422


def _find(unit_id: str, scale_id: str, part_id: str) -> tuple[MyUnit, Asked, ScalePart]:
    mine = my_unit(unit_id)
    asked = my_ratings.asked(mine, scale_id)
    part = asked.scale.part(part_id)
    if part is None:
        raise NotFound()
    return mine, asked, part


def _page(mine: MyUnit, asked: Asked, part: ScalePart, form: RatingForm) -> str:
    return render_template(
        "learning/rating.html",
        title=asked.scale.title,
        back=back_to_unit(mine),
        unit=mine.unit,
        asked=asked,
        part=part,
        number=asked.scale.parts.index(part) + 1,
        form=form,
    )


def _part_left(asked: Asked) -> str:
    saved = my_ratings.parts_saved(current_user.id, asked)
    return rules.first_left([part.id for part in asked.scale.parts], saved)


def _onward(unit_id: str, asked: Asked, part: ScalePart) -> Response:
    """To the next part, or to the picture after the last."""
    after = asked.scale.parts[asked.scale.parts.index(part) + 1 :]
    if after:
        return redirect(_address(unit_id, asked, after[0].id), 303)
    flash("Saved, for you alone.", "success")
    return redirect(url_for("learning.ratings", _anchor=asked.scale.id), 303)


def _address(unit_id: str, asked: Asked, part_id: str) -> str:
    return url_for("learning.rate", unit_id=unit_id, scale_id=asked.scale.id, part_id=part_id)
