"""What is done with one press and may wait for a connection: each kind of step, by its action."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any
from uuid import UUID

from flask_login import current_user
from werkzeug.datastructures import MultiDict

from abp_lms.errors import NotFound, Refused
from abp_lms.learning import for_oneself, my_ratings, queries
from abp_lms.learning.actions import (
    documents,
    leaving_out,
    letters,
    quizzes,
    ratings,
    reading,
    reflections,
    safety_card,
    scenarios,
    sentences,
    sorting,
)
from abp_lms.learning.actions.scenarios import Arrived
from abp_lms.learning.forms import (
    OffersForm,
    SafetyCardForm,
    SentenceForm,
    SortForm,
    moment_of,
    rating_form,
    uuid_of,
)
from abp_lms.learning.views.blueprint import my_unit
from abp_lms.learning.workbook import Letter, Unit

Item = Mapping[str, Any]


@dataclass(frozen=True)
class Step:
    """One thing that was done on a device, as the device tells it.

    Whatever is asked of it raises KeyError, TypeError or ValueError where that makes no sense.
    """

    item: Item

    @cached_property
    def unit(self) -> Unit | None:
        """The unit in which it was done; None for what is of no unit."""
        return my_unit(self.text("unit")).unit if self.item.get("unit") else None

    @property
    def in_unit(self) -> dict[str, Any]:
        """Who did it, in which unit, and when."""
        return {
            "person_id": current_user.id,
            "unit_id": self.text("unit"),
            "said_at": self.said_at,
        }

    @property
    def for_oneself(self) -> dict[str, Any]:
        """Who did it, and when, where it is of no unit."""
        return {"by": current_user, "said_at": self.said_at}

    @property
    def said_at(self) -> datetime | None:
        return moment_of(self.item.get("said_at"))

    @property
    def key(self) -> UUID:
        key = uuid_of(self.item.get("key"))
        if key is None:
            raise ValueError("no key")
        return key

    @property
    def part(self) -> str:
        return self.text("part")

    def text(self, name: str) -> str:
        return str(self.item[name])

    def texts(self, name: str) -> list[str]:
        return _texts(self.item[name])

    @property
    def form(self) -> dict[str, Any]:
        """What a form needs to read the fields as if they had been sent from it."""
        fields = self.item["fields"]
        sent = [(str(name), text) for name in fields for text in _texts(fields[name])]
        return {"formdata": MultiDict(sent), "meta": {"csrf": False}}


@dataclass(frozen=True)
class Kind:
    """A kind of step: what it was, in words for its author, and the deed; whether that is new."""

    words: str
    do: Callable[[Step], bool | Arrived]


def _read(step: Step) -> bool:
    return reading.read_page(**step.in_unit, page_id=step.part)


def _walk(step: Step) -> Arrived:
    return scenarios.walk_through(
        **step.in_unit,
        scenario_id=step.part,
        setting_id=step.text("setting") if step.item.get("setting") else None,
        path=[_texts(decision) for decision in step.item["path"]],
        save_key=step.key,
        begun_at=moment_of(step.item.get("begun_at")),
    )


def _answer(step: Step) -> bool:
    chosen = step.texts("chosen")
    return quizzes.answer(**step.in_unit, question_id=step.part, chosen=chosen, save_key=step.key)


def _on_paper(step: Step) -> bool:
    document = step.unit.document(step.part) if step.unit else None
    if document is None:
        return reflections.mark_on_paper(**step.in_unit, reflection_id=step.part, save_key=step.key)
    here = step.in_unit | {"document_id": document.id, "save_key": step.key}
    if isinstance(document, Letter):
        return letters.mark_on_paper(**here, when=step.text("when"))
    return documents.mark_on_paper(**here)


def _skip(step: Step) -> bool:
    return reflections.skip(**step.in_unit, reflection_id=step.part, save_key=step.key)


def _leave_out(step: Step) -> bool:
    return leaving_out.leave_out(**step.in_unit, pieces=step.texts("pieces"))


def _place(step: Step) -> bool:
    return sorting.place(
        **step.in_unit,
        sort_id=step.part,
        situation_id=step.text("situation"),
        group_id=SortForm(**step.form).group.data,
    )


def _rate(step: Step) -> bool:
    asked = my_ratings.asked(my_unit(step.text("unit")), step.part)
    part = asked.scale.part(step.text("page"))
    if part is None:
        raise NotFound()
    return ratings.rate(
        **step.in_unit,
        scale_id=step.part,
        part_id=part.id,
        points=rating_form(asked.scale, part, **step.form).points,
        save_key=step.key,
    )


def _take_sentences(step: Step) -> bool:
    chosen = OffersForm(**step.form).offered.data
    programme = queries.my_place(current_user.id).programme
    # Also of a unit that is hidden by now.
    offers = [
        offer
        for entry in programme.units
        for offer in for_oneself.offered_in(entry)
        if offer.key in chosen
    ]
    if not offers:
        raise Refused("What you chose is not offered any more.")
    return sentences.take(**step.for_oneself, offers=offers, save_key=step.key) > 0


def _add_sentence(step: Step) -> bool:
    text = SentenceForm(**step.form).text.data or ""
    return sentences.add(**step.for_oneself, text=text, save_key=step.key)


def _save_card(step: Step) -> bool:
    lines = SafetyCardForm(**step.form).lines
    # An online page shows the card; a copy that is kept for whoever comes cannot.
    unseen = "unseen" in step.item["fields"]
    return safety_card.save(**step.for_oneself, lines=lines, save_key=step.key, unseen=unseen)


KINDS = {
    "read": Kind("a page you read", _read),
    "scenario": Kind("your way through the scenario", _walk),
    "answer": Kind("an answer in the quiz", _answer),
    "on-paper": Kind("what you wrote on paper", _on_paper),
    "skip": Kind("a prompt you skipped", _skip),
    "leave-out": Kind("what you left out", _leave_out),
    "place": Kind("a situation you sorted", _place),
    "rate": Kind("how you rated yourself", _rate),
    "sentences": Kind("the sentences you chose", _take_sentences),
    "sentence": Kind("a sentence of your own", _add_sentence),
    "card": Kind("your safety card", _save_card),
}


def _texts(value: object) -> list[str]:
    if not isinstance(value, list):
        raise ValueError("no list")
    return [str(one) for one in value]
