"""A plan on one page: to write it, to print it, and to share a copy with the line manager."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from abp_lms.accounts.queries import ManagerView, manager_of
from abp_lms.clock import today
from abp_lms.errors import NotFound, Refused
from abp_lms.learning import plans, words
from abp_lms.learning.actions import documents
from abp_lms.learning.actions import plans as actions
from abp_lms.learning.forms import PlanForm, ShareForm, show_refusal, uuid_of
from abp_lms.learning.models import DocumentSave
from abp_lms.learning.plans import MyPlan
from abp_lms.learning.queries import MyUnit
from abp_lms.learning.rules.plans import copy
from abp_lms.learning.views.blueprint import (
    ON_PAPER,
    after_piece,
    back_to_unit,
    back_to_workbook,
    keep_typed,
    learning,
    my_unit,
)
from abp_lms.learning.workbook import Plan
from abp_lms.programme.queries import current_place


@learning.get("/units/<unit_id>/plan")
def write_plan(unit_id: str) -> str:
    mine, prompt = _find(unit_id)
    form = PlanForm()
    desk = words.desk(current_user, unit_id, prompt.id, DocumentSave)
    form.show()
    form.fill(desk.boxes, version=desk.version)
    return _page(mine, prompt, form, desk)


@learning.post("/units/<unit_id>/plan")
def save_plan(unit_id: str) -> Response | tuple[str, int]:
    mine, prompt = _find(unit_id)
    form = PlanForm()
    if form.how.data == ON_PAPER:
        keep_typed(form.boxes, form.hand, unit_id, prompt.id)
        documents.mark_on_paper(
            person_id=current_user.id, unit_id=unit_id, document_id=prompt.id, save_key=form.key
        )
        return after_piece(unit_id, "You wrote it on paper. It counts in full.")
    try:
        save_plan_form(form, unit_id, prompt.id)
    except Refused as refusal:
        show_refusal(form, refusal, among=form.box_names)
        desk = words.desk(current_user, unit_id, prompt.id, DocumentSave)
        return _page(mine, prompt, form, desk), 422
    return after_piece(unit_id, "Your plan is saved.", to=url_for("learning.plan"))


@learning.get("/plan")
def plan() -> str:
    """The plan on one page, to read and to print. It stays its author's without a place, too."""
    place = current_place(current_user.id)
    manager = manager_of(current_user.id, today())
    return render_template(
        "learning/plan.html",
        title="My one-page plan",
        back=back_to_workbook(),
        plan=plans.mine(current_user),
        copy=plans.shared_by(current_user, manager),
        unit=plans.unit_with_plan(place.programme) if place else None,
        manager=manager if place and place.programme.line_manager else None,
    )


@learning.get("/plan/share")
def choose_what_to_share() -> str:
    """Which boxes of the plan the manager is to see."""
    mine, manager = _mine_and_manager()
    form = ShareForm()
    form.offer(mine.lines)
    return _share_page(mine, manager, form)


@learning.post("/plan/share/look")
def look_before_sharing() -> str | tuple[str, int]:
    """Exactly what the manager will see, and nothing is shared yet."""
    mine, manager = _mine_and_manager()
    form = ShareForm()
    form.offer(mine.lines)
    if not form.validate():
        return _share_page(mine, manager, form), 422
    return render_template(
        "learning/share_plan_look.html",
        title=f"What {manager.name} will see",
        back={"href": url_for("learning.choose_what_to_share"), "text": "Back to your choice"},
        lines=copy(mine.lines, form.show.data),
        save_id=mine.save_id,
        manager=manager,
        form=form,
    )


@learning.post("/plan/share")
def share_plan() -> Response | tuple[str, int]:
    mine, manager = _mine_and_manager()
    form = ShareForm()
    form.offer(mine.lines)
    save_id, manager_id = uuid_of(form.save_id.data), uuid_of(form.manager_id.data)
    if save_id is None or manager_id is None:
        form.show.errors = ["Look at what will be shared first"]
        return _share_page(mine, manager, form), 422
    try:
        actions.share(
            by=current_user, save_id=save_id, manager_id=manager_id, chosen=form.show.data or []
        )
    except NotFound:
        raise
    except Refused as refusal:
        form.show.errors = [refusal.sentence]
        return _share_page(mine, manager, form), 422
    flash(f"Shared with {manager.name}. You can take it back at any time.", "success")
    return redirect(url_for("learning.plan"), 303)


@learning.post("/plan/unshare")
def unshare_plan() -> Response:
    actions.unshare(person_id=current_user.id)
    flash("You share your plan with nobody now. The copy is destroyed.", "success")
    return redirect(url_for("learning.plan"), 303)


def save_plan_form(form: PlanForm, unit_id: str, document_id: str) -> bool:
    """Seal what a form's boxes hold; whether that is new."""
    return actions.save(
        by=current_user,
        unit_id=unit_id,
        document_id=document_id,
        boxes=form.boxes,
        save_key=form.key,
        said_at=form.said,
        opened_at=form.opened,
        hand=form.hand,
    )


def _find(unit_id: str) -> tuple[MyUnit, Plan]:
    mine = my_unit(unit_id)
    if mine.unit.plan is None:
        raise NotFound()
    return mine, mine.unit.plan


def _mine_and_manager() -> tuple[MyPlan, ManagerView]:
    """What could be shared, and with whom; NotFound where there is nothing or nobody."""
    mine = plans.mine(current_user)
    place = current_place(current_user.id)
    manager = manager_of(current_user.id, today())
    if mine is None or manager is None or place is None or not place.programme.line_manager:
        raise NotFound()
    return mine, manager


def _share_page(mine: MyPlan, manager: ManagerView, form: ShareForm) -> str:
    return render_template(
        "learning/share_plan.html",
        title=f"Share your plan with {manager.name}",
        back={"href": url_for("learning.plan"), "text": "Back to your plan"},
        hints={name: text for name, (_, text) in mine.lines.items()},
        form=form,
    )


def _page(mine: MyUnit, prompt: Plan, form: PlanForm, desk: words.Desk) -> str:
    form.label(prompt)
    return render_template(
        "learning/write_plan.html",
        title=prompt.title,
        back=back_to_unit(mine),
        unit=mine.unit,
        document=prompt,
        form=form,
        desk=desk,
        device=words.device(current_user.id),
        labels={name: words.box_label(name, prompt) for name in form.box_names},
    )
