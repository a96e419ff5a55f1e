"""A letter to oneself, and a plan on one page."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import ClassVar

import wtforms
from wtforms.validators import InputRequired

from abp_lms.clock import now
from abp_lms.learning.forms.saves import SaveForm
from abp_lms.learning.rules import (
    LETTER_BOXES,
    PLAN_BOXES,
    letters,
    nothing_written,
)
from abp_lms.learning.rules.plans import LONGEST_BOX, Line
from abp_lms.learning.workbook import Document
from abp_lms.web.fields import CheckboxesField, Form, RadiosField, TextareaField
from abp_lms.web.filters import long_date


class DocumentForm(SaveForm):
    """A letter or a plan."""

    how = wtforms.HiddenField()

    def label(self, document: Document) -> None:
        """Put in the words of the unit."""
        self.label_boxes(document)

    @property
    def boxes(self) -> dict[str, str]:
        # A form ends lines with two characters, a script with one (HTML, 4.10.21.5).
        return {name: (self[name].data or "").replace("\r\n", "\n") for name in self.box_names}


class LetterForm(DocumentForm):
    box_names = LETTER_BOXES
    blank: ClassVar = nothing_written(LETTER_BOXES, may_skip=False)
    letter = TextareaField(render_kw={"rows": "14"})
    when = RadiosField(
        "When shall an e-mail bring you back to it?",
        description="It holds a link, and nothing of what you wrote.",
        validators=[InputRequired("Choose when the e-mail is to come, or choose No e-mail")],
        choices=[],
    )

    def offer(self, kept: datetime | None) -> None:
        """The days that can be chosen, counted from now, and the one that is `kept` already."""
        days = [
            (str(days), f"In {days} days, on {long_date(now() + timedelta(days=days))}")
            for days in letters.DAYS
        ]
        keep = [(letters.KEEP, f"On {long_date(kept)}, as I chose before")] if kept else []
        self.when.choices = [*keep, *days, (letters.NO_MAIL, "No e-mail")]

    def offer_to_anybody(self) -> None:
        """The days on a page that knows neither its reader nor the day on which it is read."""
        before = f"As I chose before, or in {letters.USUAL} days if this is the first time"
        days = [(str(days), f"In {days} days") for days in letters.DAYS]
        choices = [(letters.AS_BEFORE, before), *days, (letters.NO_MAIL, "No e-mail")]
        self.when.choices = choices


class PlanForm(DocumentForm):
    box_names = PLAN_BOXES
    blank: ClassVar = nothing_written(PLAN_BOXES, may_skip=False)
    longest: ClassVar = LONGEST_BOX
    act = TextareaField(render_kw={"rows": "3"})
    when = TextareaField(render_kw={"rows": "3"})
    help = TextareaField(render_kw={"rows": "3"})
    measure = TextareaField(render_kw={"rows": "3"})
    manager = TextareaField(render_kw={"rows": "3"})


class ShareForm(Form):
    """What of the plan is to be shared; `save_id` and `manager_id` say what was looked at."""

    show = CheckboxesField(
        "What is your manager to see?",
        validators=[InputRequired("Choose what your manager is to see")],
        choices=[],
    )
    save_id = wtforms.HiddenField()
    manager_id = wtforms.HiddenField()

    def offer(self, lines: Mapping[str, Line]) -> None:
        """The boxes that hold words, all of them chosen at first."""
        self.show.choices = [(name, label) for name, (label, _) in lines.items()]
        if not self.is_submitted():
            self.show.data = list(lines)
