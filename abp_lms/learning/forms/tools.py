"""My sentences, my safety card, and the search in what I have written."""

from __future__ import annotations

from typing import ClassVar
from uuid import UUID, uuid4

import wtforms
from wtforms.validators import InputRequired

from abp_lms.learning.forms.said import uuid_of
from abp_lms.learning.rules import LINES, LONGEST_LINE, NOTHING_SAID, NOTHING_WRITTEN
from abp_lms.learning.workbook import LONGEST_SENTENCE
from abp_lms.web.fields import (
    CheckboxesField,
    Form,
    TextareaField,
    TextField,
)


class SearchForm(Form):
    words = TextField("Search what you have written")


class SentenceForm(Form):
    blank: ClassVar = NOTHING_SAID
    longest: ClassVar = LONGEST_SENTENCE

    save_key = wtforms.HiddenField()
    text = TextareaField("A sentence that you could say", description="As you would say it aloud.")

    @property
    def key(self) -> UUID:
        return uuid_of(self.save_key.data) or uuid4()


class OffersForm(Form):
    offered = CheckboxesField(
        "Which of them sound like you?",
        validators=[InputRequired("Choose the sentences that you would like to keep")],
        choices=[],
    )


class SafetyCardForm(Form):
    blank: ClassVar = NOTHING_WRITTEN
    longest: ClassVar = LONGEST_LINE

    save_key = wtforms.HiddenField()
    way_out = TextareaField()
    help = TextareaField()
    stop_sign = TextareaField()
    sentence = TextareaField()
    person = TextareaField()
    always = TextareaField()
    support = TextareaField()

    def label(self) -> None:
        """Put in the words of the lines."""
        for name, (label, hint) in LINES.items():
            self[name].label.text = label
            self[name].description = hint

    @property
    def lines(self) -> dict[str, str]:
        return {name: self[name].data or "" for name in LINES}

    @property
    def key(self) -> UUID:
        return uuid_of(self.save_key.data) or uuid4()
