"""Saving as one types: what the script of a page with boxes sends (static/drafts.js)."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import jsonify, redirect, request, url_for
from flask_login import current_user
from flask_wtf.csrf import generate_csrf
from werkzeug.exceptions import BadRequest
from werkzeug.wrappers import Response

from abp_lms.clock import LONDON, now
from abp_lms.errors import NotFound
from abp_lms.learning import rules, words
from abp_lms.learning.actions import drafts
from abp_lms.learning.actions.drafts import Answer
from abp_lms.learning.forms import incoming_of, moment_of
from abp_lms.learning.models import DocumentSave, ReflectionSave
from abp_lms.learning.views import waiting
from abp_lms.learning.views.blueprint import learning, my_unit

# What a browser may hand over in one go.
MOST_ITEMS = 50


@learning.get("/drafts/session")
def drafts_session() -> Response:
    """Who is signed in, what to seal with, and a fresh token for what waits: 401 where nobody is."""
    device = words.device(current_user.id)
    return jsonify(
        {
            "person": str(current_user.id),
            "key": device.public_key,
            "keep": device.keep,
            "csrf_token": generate_csrf(),
        }
    )


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
    try:
        incoming = incoming_of(said)
    except ValueError as fault:
        raise BadRequest from fault
    answer = drafts.keep(by=current_user, unit_id=unit_id, prompt_id=prompt_id, incoming=incoming)
    return jsonify(_as_json(answer))


@learning.post("/drafts/sync")
def sync_drafts() -> Response:
    """Take what waited in the browser, each item sealed there to the person's own key.

    {items: {name: JWE}, sent_at: the time by the clock of the device} → {taken: {name: what became
    of it}, told: {name: the same as a sentence}, refused: {name: sentence}}. What had arrived before
    is "known". They are taken in the order in which they were done. What cannot be opened with this
    person's key is somebody else's, and is refused.
    """
    said = request.get_json()
    items = said.get("items") if isinstance(said, dict) else None
    if not isinstance(items, dict) or len(items) > MOST_ITEMS:
        raise BadRequest()
    taken, refused = waiting.take_all(items, sent_at=moment_of(said.get("sent_at")))
    return jsonify(
        {
            "taken": {name: one.what for name, one in taken.items()},
            "told": {name: one.sentence for name, one in taken.items()},
            "refused": refused,
        }
    )


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


def _as_json(answer: Answer) -> dict[str, Any]:
    return {
        "saved_at": f"{now().astimezone(LONDON):%H:%M}",
        "version": answer.version,
        "set_aside": answer.set_aside,
    }
