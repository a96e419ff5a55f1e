"""What is chosen on the way through a unit: in scenarios, sorts, quizzes and self-ratings."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from wtforms.validators import InputRequired, Optional

from abp_lms.learning.forms.saves import SaveForm
from abp_lms.learning.rules import NOTHING_CHOSEN, OPEN, Points, field_of
from abp_lms.learning.workbook import Question, Scale, ScalePart, Scenario, Sort, Step
from abp_lms.web.fields import CheckboxesField, Form, RadiosField


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

    missing: ClassVar = NOTHING_CHOSEN
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


def rating_form(scale: Scale, part: ScalePart, **given: Any) -> RatingForm:
    """The form for a part of a scale."""
    choices = [(str(number), f"{label} ({number})") for number, label in enumerate(scale.points, 1)]
    choices.append((str(OPEN), "I would rather not say"))
    statements = {item.id: field_of(item.id) for item in part.items}
    fields: dict[str, Any] = {
        name: RadiosField(validators=[Optional()], choices=[]) for name in statements.values()
    }
    form: RatingForm = type("RatingForm", (RatingForm,), fields | {"statements": statements})(
        **given
    )
    for name in fields:
        form[name].choices = choices
    return form
