"""Sorting situations with radios: one on a screen, something said of each place, any number of tries."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from abp_lms.errors import NotFound
from abp_lms.learning import queries, rules
from abp_lms.learning.actions import sorting
from abp_lms.learning.forms import SortForm
from abp_lms.learning.queries import MyUnit
from abp_lms.learning.rules import Sorting, State
from abp_lms.learning.views.blueprint import after_piece, back_to_unit, learning, my_unit
from abp_lms.learning.workbook import Group, Situation


@learning.get("/units/<unit_id>/sort/<sort_id>")
def sort(unit_id: str, sort_id: str) -> str:
    """What it is about; once everything has a place, where one put what."""
    mine, found = _find(unit_id, sort_id)
    return render_template(
        "learning/sort.html",
        title=found.sort.title,
        back=back_to_unit(mine),
        unit=mine.unit,
        sorting=found,
    )


@learning.get("/units/<unit_id>/sort/<sort_id>/<situation_id>")
def sort_situation(unit_id: str, sort_id: str, situation_id: str) -> str:
    mine, found, situation = _find_situation(unit_id, sort_id, situation_id)
    group = found.group_of(situation)
    if group is not None and not request.args.get("again"):
        return _feedback_page(mine, found, situation, group)
    form = SortForm()
    return _situation_page(mine, found, situation, form)


@learning.post("/units/<unit_id>/sort/<sort_id>/<situation_id>")
def place_situation(unit_id: str, sort_id: str, situation_id: str) -> Response | tuple[str, int]:
    mine, found, situation = _find_situation(unit_id, sort_id, situation_id)
    form = SortForm()
    form.label(found.sort)
    if not form.validate():
        return _situation_page(mine, found, situation, form), 422
    sorting.place(
        person_id=current_user.id,
        unit_id=unit_id,
        sort_id=sort_id,
        situation_id=situation_id,
        group_id=form.group.data,
    )
    address = url_for(
        "learning.sort_situation", unit_id=unit_id, sort_id=sort_id, situation_id=situation_id
    )
    return redirect(address, 303)


def after_reading(unit_id: str, sentence: str) -> Response:
    """On from the last page: to what there is to sort, or as after any other piece."""
    unit = my_unit(unit_id).unit
    if unit.sorts and not queries.just_completed(current_user.id, unit_id):
        chosen = queries.sorted_of(current_user.id, unit_id)
        for one in unit.sorts:
            if rules.sorting(one, chosen.get(one.id, {})).state is not State.DONE:
                flash(sentence, "success")
                return redirect(url_for("learning.sort", unit_id=unit_id, sort_id=one.id), 303)
    return after_piece(unit_id, sentence)


def _find(unit_id: str, sort_id: str) -> tuple[MyUnit, Sorting]:
    mine = my_unit(unit_id)
    found = mine.unit.sort(sort_id)
    if found is None:
        raise NotFound()
    chosen = queries.sorted_of(current_user.id, unit_id).get(sort_id, {})
    return mine, rules.sorting(found, chosen)


def _find_situation(
    unit_id: str, sort_id: str, situation_id: str
) -> tuple[MyUnit, Sorting, Situation]:
    mine, found = _find(unit_id, sort_id)
    situation = found.sort.situation(situation_id)
    if situation is None:
        raise NotFound()
    return mine, found, situation


def _situation_page(mine: MyUnit, found: Sorting, situation: Situation, form: SortForm) -> str:
    form.label(found.sort)
    return render_template(
        "learning/sort_situation.html",
        title=situation.title,
        back=_back_to_sort(mine, found),
        unit=mine.unit,
        sort=found.sort,
        situation=situation,
        number=found.sort.situations.index(situation) + 1,
        form=form,
    )


def _feedback_page(mine: MyUnit, found: Sorting, situation: Situation, group: Group) -> str:
    number = found.sort.situations.index(situation)
    return render_template(
        "learning/sort_feedback.html",
        title=situation.title,
        back=_back_to_sort(mine, found),
        unit=mine.unit,
        sort=found.sort,
        situation=situation,
        number=number + 1,
        chosen=group,
        fit=situation.fit(group.id),
        others=[one for one in found.sort.groups if one != group],
        next=found.next,
    )


def _back_to_sort(mine: MyUnit, found: Sorting) -> dict[str, str]:
    return {
        "href": url_for("learning.sort", unit_id=mine.unit.id, sort_id=found.sort.id),
        "text": f"Back to {found.sort.title}",
    }
