"""My sentences, my safety card, and the search in what I have written."""

from __future__ import annotations

from typing import ClassVar

from wtforms.validators import InputRequired

from abp_lms.learning.forms.saves import KeyedForm
from abp_lms.learning.rules import LINES, LONGEST_LINE, NOTHING_SAID, NOTHING_WRITTEN
from abp_lms.learning.workbook import LONGEST_SENTENCE
from abp_lms.web.fields import CheckboxesField, Form, TextareaField, TextField


class SearchForm(Form):
    words = TextField("Search what you have written")


class SentenceForm(KeyedForm):
    blank: ClassVar = NOTHING_SAID
    longest: ClassVar = LONGEST_SENTENCE

    text = TextareaField("A sentence that you could say", description="As you would say it aloud.")


class OffersForm(Form):
    offered = CheckboxesField(
        "Which of them sound like you?",
        validators=[InputRequired("Choose the sentences that you would like to keep")],
        choices=[],
    )


class SafetyCardForm(KeyedForm):
    blank: ClassVar = NOTHING_WRITTEN
    longest: ClassVar = LONGEST_LINE

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
