"""What waited on a person's device for a connection: opened with their key, and done."""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from flask_login import current_user
from sqlalchemy.exc import OperationalError
from werkzeug.datastructures import MultiDict

from abp_lms.accounts import texts
from abp_lms.clock import LONDON, now
from abp_lms.database import session
from abp_lms.errors import NotFound, Refused
from abp_lms.learning import rules
from abp_lms.learning.actions import drafts
from abp_lms.learning.actions.scenarios import Arrived
from abp_lms.learning.forms import PlanForm, PracticeForm, ReflectionForm, incoming_of, moment_of
from abp_lms.learning.views.blueprint import my_unit
from abp_lms.learning.views.letter import letter_form, save_letter_form
from abp_lms.learning.views.plan import save_plan_form
from abp_lms.learning.views.practice import save_practice
from abp_lms.learning.views.reflection import save_written
from abp_lms.learning.views.steps import KINDS, Item, Step
from abp_lms.sealing import CannotOpen

log = logging.getLogger(__name__)

NOT_THEIRS = "This was not written on a page of the person who is signed in."
NOT_TAKEN = "something that we could not take in. It stays on this device."


@dataclass(frozen=True)
class Taken:
    """What became of an item: a word for the script, a sentence for its author."""

    what: str
    sentence: str


# What a device says of the time of an item.
TIMES = ("said_at", "begun_at", "edited_at", "opened_at")
# Less than this lies on the way between a device and the server, and is no fault of its clock.
ON_THE_WAY = timedelta(minutes=2)


def take_all(
    items: Mapping[str, object], *, sent_at: datetime | None = None
) -> tuple[dict[str, Taken], dict[str, str]]:
    """Do what sealed items waited for, in the order in which it was done on the device.

    `sent_at`: what the clock of the device says now; as far as it is wrong, the times of the items
    are put right. Gives what was taken and, with a sentence each, what was refused; a refusal
    changes nothing and holds up nothing else.

    Raises OperationalError when the database does not answer: then nothing is taken.
    """
    wrong_by = _wrong_by(sent_at)
    refused: dict[str, str] = {}
    opened: dict[str, Item] = {}
    for name, sealed in items.items():
        try:
            opened[name] = _at_right_times(_open(str(sealed)), wrong_by)
        except (CannotOpen, ValueError):
            refused[name] = NOT_THEIRS
    taken: dict[str, Taken] = {}
    for name, item in sorted(opened.items(), key=lambda one: _done_at(one[1])):
        try:
            with session.begin_nested():
                taken[name] = _take(item)
        except Refused as refusal:
            refused[name] = refusal.sentence
        except OperationalError:
            raise
        except Exception as fault:
            # The kind only: the text of a fault may repeat what was written.
            log.error("What waited on a device was not taken: %s", type(fault).__name__)
            refused[name] = NOT_TAKEN
    return taken, refused


def _open(sealed: str) -> Item:
    item = json.loads(texts.open_own(current_user, sealed))
    if not isinstance(item, dict):
        raise ValueError("no item")
    return item


def _wrong_by(sent_at: datetime | None) -> timedelta:
    """How far the clock of a device goes before ours."""
    wrong_by = sent_at - now() if sent_at else timedelta()
    return wrong_by if abs(wrong_by) > ON_THE_WAY else timedelta()


def _at_right_times(item: Item, wrong_by: timedelta) -> Item:
    """An item with the times at which our clock would have seen it."""
    if not wrong_by:
        return item
    right = dict(item)
    for name in TIMES:
        if moment := moment_of(item.get(name)):
            right[name] = (moment - wrong_by).isoformat()
    if isinstance(item.get("fields"), dict):
        right["fields"] = _at_right_times(item["fields"], wrong_by)
    return right


def _done_at(item: Item) -> datetime:
    said = moment_of(item.get("said_at")) or moment_of(item.get("edited_at"))
    return said or datetime.max.replace(tzinfo=UTC)


def _take(item: Item) -> Taken:
    kind = str(item["kind"])
    if kind in ("draft", "save"):
        return _take_words(kind, item)
    step = Step(item)
    found = KINDS[kind]
    words = found.words
    try:
        words = f"{step.unit.title}: {words}" if step.unit else words
        arrived = found.do(step)
    except NotFound:
        raise Refused(f"{words}. It is not in your workbook any more.") from None
    except Refused as refusal:
        raise Refused(f"{words}. {refusal.sentence}") from None
    if arrived is Arrived.PARTLY:
        return Taken(kind, f"{words}. Sent, as far as the story still goes that way")
    return _told(kind, arrived in (True, Arrived.NEW), words)


def _take_words(kind: str, item: Item) -> Taken:
    """Keep a draft, or make a save that its author pressed without a connection."""
    unit_id, prompt_id = str(item["unit"]), str(item["prompt"])
    try:
        unit = my_unit(unit_id).unit
    except NotFound:
        raise Refused("what you wrote in a unit that is not in your workbook any more.") from None
    incoming = incoming_of(item)
    words = f"{unit.title}: what you wrote"
    if kind == "save":
        fields = MultiDict({str(name): str(text) for name, text in item["fields"].items()})
        try:
            with session.begin_nested():
                new = _save(unit_id, prompt_id, fields)
            return _told("save", new, words)
        except NotFound:
            words = f"{words}. Its prompt is no longer in your workbook, so it is a draft"
        except Refused as refusal:
            words = f"{words}. It could not be saved as it is ({refusal.sentence}), and is a draft"
    drafts.keep(
        by=current_user,
        unit_id=unit_id,
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
        if log.done_on.data:
            # The clock that filled in the day may have been ahead of ours.
            done_at = rules.when_done(log.said, now()).astimezone(LONDON)
            log.done_on.data = min(log.done_on.data, done_at.date())
        return save_practice(log, unit_id)
    if unit.letter and unit.letter.id == prompt_id:
        letter = letter_form(unit.letter, unit_id, formdata=fields, meta={"csrf": False})
        letter.offer_to_anybody()
        if not letter.validate():
            raise Refused(letter.error_list()[0]["text"])
        return save_letter_form(letter, unit_id, prompt_id)
    if unit.plan and unit.plan.id == prompt_id:
        plan = PlanForm(formdata=fields, meta={"csrf": False})
        return save_plan_form(plan, unit_id, prompt_id)
    return save_written(ReflectionForm(formdata=fields, meta={"csrf": False}), unit_id, prompt_id)


def _told(what: str, new: bool, words: str) -> Taken:
    return Taken(what, f"{words}. Sent") if new else Taken("known", f"{words}. It was here already")
