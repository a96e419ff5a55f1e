"""Forms that are saved once however often they are sent."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import ClassVar
from uuid import UUID, uuid4

import wtforms
from wtforms.validators import InputRequired

from abp_lms.clock import now
from abp_lms.errors import Refused
from abp_lms.learning.forms.said import hand_of, moment_of, uuid_of
from abp_lms.learning.rules import Hand, nothing_written
from abp_lms.learning.workbook import Document, Practice, Reflection
from abp_lms.web.fields import DateField, Form, RadiosField, TextareaField

NO_CHANCE_YET = "no-chance-yet"


class KeyedForm(Form):
    """A form that is saved once however often it is sent; a key that is missing or spoilt is new."""

    save_key = wtforms.HiddenField()

    @property
    def key(self) -> UUID:
        return uuid_of(self.save_key.data) or uuid4()


class SaveForm(KeyedForm):
    """A form that is filled in by some hand, now or earlier.

    All hidden fields may be missing or spoilt: then the save counts as done now, by nobody known.
    """

    box_names: ClassVar[tuple[str, ...]] = ()

    opened_at = wtforms.HiddenField()
    said_at = wtforms.HiddenField()
    writer = wtforms.HiddenField()
    counter = wtforms.HiddenField()
    base = wtforms.HiddenField()

    def show(self) -> None:
        """Get the hidden fields ready for a page."""
        self.save_key.data = str(uuid4())
        self.opened_at.data = now().isoformat()

    def fill(self, boxes: Mapping[str, str], *, version: int) -> None:
        """Show the words that are kept, unless the form holds some that came from an earlier
        sign-in: those have seen the version that they name, not this one.
        """
        if not any(self[name].data for name in self.box_names):
            for name in self.box_names:
                self[name].data = boxes.get(name, "")
            self.base.data = str(version)

    def label_boxes(self, prompt: Reflection | Document) -> None:
        """Put in what the prompt calls its boxes."""
        for name in self.box_names:
            box = getattr(prompt, name)
            self[name].label.text = box.label
            self[name].description = box.hint or ""

    @property
    def hand(self) -> Hand:
        return hand_of({name: self[name].data for name in ("writer", "counter", "base")})

    @property
    def opened(self) -> datetime | None:
        return moment_of(self.opened_at.data)

    @property
    def said(self) -> datetime | None:
        return moment_of(self.said_at.data)


class ReflectionForm(SaveForm):
    box_names = ("what", "so_what", "now_what")
    blank: ClassVar = nothing_written(box_names, may_skip=True)
    what = TextareaField()
    so_what = TextareaField()
    now_what = TextareaField()
    how = wtforms.HiddenField()

    def label(self, reflection: Reflection) -> None:
        """Put in the words of the prompt."""
        self.label_boxes(reflection)

    @property
    def boxes(self) -> dict[str, str]:
        return {name: self[name].data or "" for name in self.box_names}


class PracticeForm(SaveForm):
    box_names = ("note",)
    approach = RadiosField(
        "What happened?",
        validators=[InputRequired("Choose what fits, or choose No chance yet")],
        choices=[],
    )
    done_on = DateField(
        "When was it?", description="Today, unless you change it. For example, 5 12 2026."
    )
    note = TextareaField(
        "A note for yourself (optional)",
        description="No names, no places. A few words are enough.",
    )

    def label(self, practice: Practice) -> None:
        """Put in the approaches of the practice."""
        self.approach.choices = [(one.id, one.label) for one in practice.approaches] + [
            (NO_CHANCE_YET, "No chance yet")
        ]

    @property
    def approach_id(self) -> str | None:
        return None if self.approach.data == NO_CHANCE_YET else self.approach.data


def show_refusal(form: Form, refusal: Refused, *, among: Iterable[str]) -> None:
    """Put an action's refusal beside its field; raises it again where it names none of the form's."""
    if refusal.field not in set(among):
        raise refusal
    form[refusal.field].errors = [*form[refusal.field].errors, refusal.sentence]
