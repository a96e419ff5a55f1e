"""Saving as one types: what the script of a page with boxes sends (static/drafts.js)."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID

from flask import jsonify, redirect, request, url_for
from flask_login import current_user
from flask_wtf.csrf import generate_csrf
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import BadRequest
from werkzeug.wrappers import Response

from abp_lms.accounts import texts
from abp_lms.clock import LONDON, now
from abp_lms.errors import NotFound, Refused
from abp_lms.learning import rules, words
from abp_lms.learning.actions import drafts
from abp_lms.learning.actions.drafts import Answer
from abp_lms.learning.forms import PlanForm, PracticeForm, ReflectionForm, hand_of, moment_of
from abp_lms.learning.models import DocumentSave, ReflectionSave
from abp_lms.learning.rules import Incoming
from abp_lms.learning.views.blueprint import learning, my_unit
from abp_lms.learning.views.letter import letter_form, save_letter_form
from abp_lms.learning.views.plan import save_plan_form
from abp_lms.learning.views.practice import save_practice
from abp_lms.learning.views.reflection import save_written
from abp_lms.sealing import CannotOpen

# What a browser may hand over in one go; it keeps one item for each page that was open.
MOST_ITEMS = 50


@learning.get("/drafts/session")
def drafts_session() -> Response:
    """Who is signed in, and a fresh token for what waits: 401 where nobody is."""
    return jsonify({"person": str(current_user.id), "csrf_token": generate_csrf()})


@learning.get("/drafts/<unit_id>/<prompt_id>")
def show_draft(unit_id: str, prompt_id: str) -> Response:
    """The boxes of a prompt as they are now, for their author."""
    unit = my_unit(unit_id).unit
    if not rules.box_names(unit, prompt_id):
        raise NotFound()
    kind = DocumentSave if unit.document(prompt_id) else ReflectionSave
    desk = words.desk(current_user, unit_id, prompt_id, kind)
    return jsonify({"boxes": desk.boxes, "version": desk.version, "set_aside": bool(desk.others)})


@learning.post("/drafts/<unit_id>/<prompt_id>")
def save_draft(unit_id: str, prompt_id: str) -> Response:
    """Keep the boxes as they stand: {boxes, edited_at, writer, counter, base}."""
    said = request.get_json()
    if not isinstance(said, dict):
        raise BadRequest()
    answer = drafts.keep(
        by=current_user, unit_id=unit_id, prompt_id=prompt_id, incoming=_incoming(said)
    )
    return jsonify(_as_json(answer))


@learning.post("/drafts/sync")
def sync_drafts() -> Response:
    """Take what waited in the browser, each item sealed there to the person's own key.

    {items: {name: JWE}} → {taken: {name: "draft", "save" or "known"}, refused: {name: sentence}}.
    A save that had arrived before is "known". What cannot be opened with this person's key is
    somebody else's, and is refused.
    """
    said = request.get_json()
    items = said.get("items") if isinstance(said, dict) else None
    if not isinstance(items, dict) or len(items) > MOST_ITEMS:
        raise BadRequest()
    taken, refused = {}, {}
    for name, sealed in items.items():
        try:
            item = json.loads(texts.open_own(current_user, str(sealed)))
            taken[name] = _take(item)
        except (CannotOpen, BadRequest, ValueError, KeyError, TypeError, AttributeError):
            refused[name] = "This was not written on a page of the person who is signed in."
        except Refused as refusal:
            refused[name] = refusal.sentence
    return jsonify({"taken": taken, "refused": refused})


@learning.post("/units/<unit_id>/set-aside/<uuid:set_aside_id>")
def choose_version(unit_id: str, set_aside_id: UUID) -> Response:
    """Use the version that was set aside, or delete it."""
    prompt_id = request.form.get("prompt", "")
    if request.form.get("do") == "use":
        drafts.use_set_aside(by=current_user, unit_id=unit_id, set_aside_id=set_aside_id)
    else:
        drafts.drop_set_aside(person_id=current_user.id, unit_id=unit_id, set_aside_id=set_aside_id)
    unit = my_unit(unit_id).unit
    if prompt_id == unit.practice.id:
        return redirect(url_for("learning.practise", unit_id=unit_id), 303)
    if unit.document(prompt_id):
        page = "letter" if unit.letter and unit.letter.id == prompt_id else "write_plan"
        return redirect(url_for(f"learning.{page}", unit_id=unit_id), 303)
    return redirect(url_for("learning.reflect", unit_id=unit_id, reflection_id=prompt_id), 303)


def _incoming(said: dict[str, Any]) -> Incoming:
    boxes = said.get("boxes")
    if not isinstance(boxes, dict):
        raise BadRequest()
    return Incoming(
        boxes={str(name): str(text) for name, text in boxes.items()},
        edited_at=moment_of(said.get("edited_at")) or now(),
        hand=hand_of(said),
    )


def _as_json(answer: Answer) -> dict[str, Any]:
    return {
        "saved_at": f"{now().astimezone(LONDON):%H:%M}",
        "version": answer.version,
        "set_aside": answer.set_aside,
    }


def _take(item: dict[str, Any]) -> str:
    """Do what the item waited for: keep a draft, or make a save that its author pressed offline."""
    unit_id, prompt_id = str(item["unit"]), str(item["prompt"])
    incoming = _incoming(item)
    if item["kind"] == "save":
        fields = MultiDict({str(name): str(text) for name, text in item["fields"].items()})
        try:
            return "save" if _save(unit_id, prompt_id, fields) else "known"
        except NotFound:
            raise
        except Refused:
            pass  # it cannot be saved as it is; its words stay as a draft
    drafts.keep(by=current_user, unit_id=unit_id, prompt_id=prompt_id, incoming=incoming)
    return "draft"


def _save(unit_id: str, prompt_id: str, fields: MultiDict[str, str]) -> bool:
    unit = my_unit(unit_id).unit
    if prompt_id == unit.practice.id:
        log = PracticeForm(formdata=fields, meta={"csrf": False})
        log.label(unit.practice)
        if not log.validate():
            raise Refused(log.error_list()[0]["text"])
        return save_practice(log, unit_id)
    if unit.letter and unit.letter.id == prompt_id:
        letter = letter_form(unit.letter, unit_id, formdata=fields, meta={"csrf": False})
        if not letter.validate():
            raise Refused(letter.error_list()[0]["text"])
        return save_letter_form(letter, unit_id, prompt_id)
    if unit.plan and unit.plan.id == prompt_id:
        plan = PlanForm(formdata=fields, meta={"csrf": False})
        return save_plan_form(plan, unit_id, prompt_id)
    return save_written(ReflectionForm(formdata=fields, meta={"csrf": False}), unit_id, prompt_id)
