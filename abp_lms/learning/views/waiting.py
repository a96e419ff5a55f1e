"""What waited on a person's device for a connection: opened with their key, and done."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from flask_login import current_user
from werkzeug.datastructures import MultiDict

from abp_lms.accounts import texts
from abp_lms.errors import NotFound, Refused
from abp_lms.learning.actions import (
    drafts,
    leaving_out,
    quizzes,
    reading,
    reflections,
    scenarios,
)
from abp_lms.learning.actions.scenarios import Arrived
from abp_lms.learning.forms import (
    PlanForm,
    PracticeForm,
    ReflectionForm,
    incoming_of,
    moment_of,
    uuid_of,
)
from abp_lms.learning.views.blueprint import my_unit
from abp_lms.learning.views.letter import letter_form, save_letter_form
from abp_lms.learning.views.plan import save_plan_form
from abp_lms.learning.views.practice import save_practice
from abp_lms.learning.views.reflection import save_written
from abp_lms.sealing import CannotOpen

Item = Mapping[str, Any]
NOT_THEIRS = "This was not written on a page of the person who is signed in."


@dataclass(frozen=True)
class Taken:
    """What became of an item: a word for the script, a sentence for its author."""

    what: str
    sentence: str


def take_all(items: Mapping[str, object]) -> tuple[dict[str, Taken], dict[str, str]]:
    """Do what sealed items waited for, in the order in which it was done on the device.

    Gives what was taken and, with a sentence each, what was refused; a refusal changes nothing.
    """
    refused: dict[str, str] = {}
    opened: dict[str, Item] = {}
    for name, sealed in items.items():
        try:
            opened[name] = _open(str(sealed))
        except (CannotOpen, ValueError):
            refused[name] = NOT_THEIRS
    taken: dict[str, Taken] = {}
    for name, item in sorted(opened.items(), key=lambda one: _done_at(one[1])):
        try:
            taken[name] = _take(item)
        except (ValueError, KeyError, TypeError):
            refused[name] = NOT_THEIRS
        except Refused as refusal:
            refused[name] = refusal.sentence
    return taken, refused


def _open(sealed: str) -> Item:
    item = json.loads(texts.open_own(current_user, sealed))
    if not isinstance(item, dict):
        raise ValueError("no item")
    return item


def _done_at(item: Item) -> datetime:
    said = moment_of(item.get("said_at")) or moment_of(item.get("edited_at"))
    return said or datetime.max.replace(tzinfo=UTC)


def _take(item: Item) -> Taken:
    kind = str(item["kind"])
    unit = my_unit(str(item["unit"])).unit
    here = {"person_id": current_user.id, "unit_id": unit.id}
    if kind in ("draft", "save"):
        return _take_words(kind, unit.title, item)
    step = here | {"said_at": moment_of(item.get("said_at"))}
    match kind:
        case "read":
            new = reading.read_page(**step, page_id=str(item["part"]))
            words = "a page you read"
        case "answer":
            new = quizzes.answer(
                **step,
                question_id=str(item["part"]),
                chosen=_texts(item["chosen"]),
                save_key=_key(item),
            )
            words = "an answer in the quiz"
        case "on-paper" | "skip":
            mark = reflections.mark_on_paper if kind == "on-paper" else reflections.skip
            new = mark(**step, reflection_id=str(item["part"]), save_key=_key(item))
            words = "a reflection on paper" if kind == "on-paper" else "a prompt you skipped"
        case "leave-out":
            new = leaving_out.leave_out(**step, pieces=_texts(item["pieces"]))
            words = "what you left out"
        case "scenario":
            return _take_scenario(unit.title, step, item)
        case _:
            raise ValueError(kind)
    return _told(kind, new, f"{unit.title}: {words}")


def _take_scenario(title: str, step: dict[str, Any], item: Item) -> Taken:
    arrived = scenarios.walk_through(
        **step,
        scenario_id=str(item["part"]),
        setting_id=str(item["setting"]) if item.get("setting") else None,
        path=[_texts(decision) for decision in item["path"]],
        save_key=_key(item),
        begun_at=moment_of(item.get("begun_at")),
    )
    words = f"{title}: your way through the scenario"
    if arrived is Arrived.PARTLY:
        return Taken("scenario", f"{words}. Sent, as far as the story still goes that way")
    return _told("scenario", arrived is Arrived.NEW, words)


def _take_words(kind: str, title: str, item: Item) -> Taken:
    """Keep a draft, or make a save that its author pressed without a connection."""
    prompt_id = str(item["prompt"])
    incoming = incoming_of(item)
    words = f"{title}: what you wrote"
    if kind == "save":
        fields = MultiDict({str(name): str(text) for name, text in item["fields"].items()})
        try:
            return _told("save", _save(str(item["unit"]), prompt_id, fields), words)
        except NotFound:
            words = f"{words}. Its prompt is no longer in the unit, so it is a draft"
        except Refused as refusal:
            words = f"{words}. It could not be saved as it is ({refusal.sentence}), and is a draft"
    drafts.keep(
        by=current_user,
        unit_id=str(item["unit"]),
        prompt_id=prompt_id,
        incoming=incoming,
        waited=True,
    )
    return Taken("draft", f"{words}. Sent")


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


def _told(what: str, new: bool, words: str) -> Taken:
    return Taken(what, f"{words}. Sent") if new else Taken("known", f"{words}. It was here already")


def _texts(value: object) -> list[str]:
    if not isinstance(value, list):
        raise ValueError("no list")
    return [str(one) for one in value]


def _key(item: Item) -> UUID:
    key = uuid_of(item.get("key"))
    if key is None:
        raise ValueError("no key")
    return key
