"""What a browser may send from the workbook's pages."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any, ClassVar
from uuid import UUID, uuid4

import wtforms
from wtforms.validators import InputRequired, Optional

from abp_lms.clock import now
from abp_lms.errors import Refused
from abp_lms.learning.rules import (
    LETTER_BOXES,
    LINES,
    OPEN,
    PLAN_BOXES,
    Hand,
    Incoming,
    Points,
    field_of,
    letters,
)
from abp_lms.learning.rules.plans import Line
from abp_lms.learning.workbook import (
    Document,
    Practice,
    Question,
    Reflection,
    Scale,
    ScalePart,
    Scenario,
    Sort,
    Step,
)
from abp_lms.web.fields import (
    CheckboxesField,
    DateField,
    Form,
    RadiosField,
    TextareaField,
    TextField,
)
from abp_lms.web.filters import long_date

NO_CHANCE_YET = "no-chance-yet"


class SaveForm(Form):
    """A form that is saved once however often it is sent, from whatever hand.

    All hidden fields may be missing or spoilt: then the save counts as done now, by nobody known.
    """

    box_names: ClassVar[tuple[str, ...]] = ()

    save_key = wtforms.HiddenField()
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

    @property
    def key(self) -> UUID:
        return uuid_of(self.save_key.data) or uuid4()

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
    what = TextareaField()
    so_what = TextareaField()
    now_what = TextareaField()
    how = wtforms.HiddenField()

    def label(self, reflection: Reflection) -> None:
        """Put in the words of the prompt."""
        for name in self.box_names:
            box = getattr(reflection, name)
            self[name].label.text = box.label
            self[name].description = box.hint or ""

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


class DocumentForm(SaveForm):
    """A letter or a plan."""

    how = wtforms.HiddenField()

    def label(self, document: Document) -> None:
        """Put in the words of the unit."""
        for name in self.box_names:
            box = getattr(document, name)
            self[name].label.text = box.label
            self[name].description = box.hint or ""

    @property
    def boxes(self) -> dict[str, str]:
        # A form ends lines with two characters, a script with one (HTML, 4.10.21.5).
        return {name: (self[name].data or "").replace("\r\n", "\n") for name in self.box_names}


class LetterForm(DocumentForm):
    box_names = LETTER_BOXES
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


class PlanForm(DocumentForm):
    box_names = PLAN_BOXES
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


class SearchForm(Form):
    words = TextField("Search what you have written")


class SentenceForm(Form):
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


class LeaveOutForm(Form):
    pieces = CheckboxesField(
        "What would you like to leave out?",
        validators=[InputRequired("Choose what to leave out")],
        choices=[],
    )


class SettingForm(Form):
    setting = RadiosField(
        "Where does it happen?", validators=[InputRequired("Choose a setting")], choices=[]
    )

    def label(self, scenario: Scenario) -> None:
        self.setting.choices = [(one.id, one.label) for one in scenario.settings]


class StepForm(Form):
    choice = RadiosField(
        "What would you do?",
        validators=[InputRequired("Choose what you would do")],
        choices=[],
    )

    def label(self, step: Step) -> None:
        self.choice.choices = [(option.id, option.html) for option in step.options]


class SortForm(Form):
    group = RadiosField(
        "Where would you put it?",
        validators=[InputRequired("Choose where you would put it")],
        choices=[],
    )

    def label(self, sort: Sort) -> None:
        self.group.choices = [(group.id, group.title) for group in sort.groups]


class OneAnswerForm(SaveForm):
    chosen = RadiosField("Your answer", validators=[InputRequired("Choose an answer")], choices=[])

    @property
    def options(self) -> list[str]:
        return [self.chosen.data]


class SeveralAnswersForm(SaveForm):
    chosen = CheckboxesField(
        "Your answers", validators=[InputRequired("Choose an answer")], choices=[]
    )

    @property
    def options(self) -> list[str]:
        return list(self.chosen.data)


AnswerForm = OneAnswerForm | SeveralAnswersForm


def answer_form(question: Question, **given: Any) -> AnswerForm:
    """The form for a question, with its options."""
    kind = SeveralAnswersForm if question.several else OneAnswerForm
    form: AnswerForm = kind(**given)
    form.chosen.choices = [(option.id, option.html) for option in question.options]
    return form


class RatingForm(SaveForm):
    """Radios for each statement of a part of a scale; each may be left open."""

    statements: ClassVar[Mapping[str, str]] = {}  # the field of each, by its id

    @property
    def points(self) -> dict[str, int]:
        """What was chosen, by the statements' ids."""
        return {
            item: int(self[name].data) for item, name in self.statements.items() if self[name].data
        }

    def fill_points(self, points: Points) -> None:
        """Show what stands, unless the form holds choices that came from an earlier sign-in."""
        if not self.points:
            for item in self.statements.keys() & points.keys():
                self[self.statements[item]].data = str(points[item])


def rating_form(scale: Scale, part: ScalePart) -> RatingForm:
    """The form for a part of a scale."""
    choices = [(str(number), f"{label} ({number})") for number, label in enumerate(scale.points, 1)]
    choices.append((str(OPEN), "I would rather not say"))
    statements = {item.id: field_of(item.id) for item in part.items}
    fields: dict[str, Any] = {
        name: RadiosField(validators=[Optional()], choices=[]) for name in statements.values()
    }
    form: RatingForm = type("RatingForm", (RatingForm,), fields | {"statements": statements})()
    for name in fields:
        form[name].choices = choices
    return form


def show_refusal(form: Form, refusal: Refused, *, among: Iterable[str]) -> None:
    """Put an action's refusal beside its field; raises it again where it names none of the form's."""
    if refusal.field not in set(among):
        raise refusal
    form[refusal.field].errors = [*form[refusal.field].errors, refusal.sentence]


def hand_of(said: Mapping[str, Any]) -> Hand:
    """Whose hand wrote, as far as the browser says it in a way that can be read."""
    return Hand(
        writer=uuid_of(said.get("writer")),
        counter=_number(said.get("counter")) or 0,
        base=_number(said.get("base")),
    )


def incoming_of(said: Mapping[str, Any]) -> Incoming:
    """The boxes that a browser sends as JSON; raises ValueError where there are none."""
    boxes = said.get("boxes")
    if not isinstance(boxes, dict):
        raise ValueError("no boxes")
    return Incoming(
        boxes={str(name): str(text) for name, text in boxes.items()},
        edited_at=moment_of(said.get("edited_at")) or now(),
        hand=hand_of(said),
    )


def uuid_of(text: object) -> UUID | None:
    try:
        return UUID(str(text))
    except ValueError:
        return None


def moment_of(text: object) -> datetime | None:
    """An ISO 8601 moment with a zone, or None."""
    try:
        moment = datetime.fromisoformat(str(text))
    except ValueError:
        return None
    return moment if moment.tzinfo is not None else None


def _number(text: object) -> int | None:
    digits = str(text)
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 10 else None
