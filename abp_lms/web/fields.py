"""WTForms fields drawn as NHS.UK components: label, hint, error and focus are right once, here.

`{{ form.email() }}` prints the whole component. Keyword arguments of the call go to the component,
for example `{{ form.email(width="20") }}`.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import wtforms
from flask import current_app
from flask_wtf import FlaskForm
from markupsafe import Markup
from wtforms.validators import StopValidation


class Form(FlaskForm):  # type: ignore[misc]
    """The base of every form: CSRF is checked for the whole app, in one place (extensions.py)."""

    class Meta(FlaskForm.Meta):  # type: ignore[misc]
        csrf = True

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.is_submitted():
            # What was typed here before a sign-in ended (accounts/held.py).
            current_app.extensions["restore_form"](self)

    def error_list(self) -> list[dict[str, str]]:
        """What an error summary shows: each error once, with a link to its field."""
        return [
            {"text": error, "href": f"#{field.anchor if hasattr(field, 'anchor') else field.id}"}
            for field in self
            for error in field.errors
            if isinstance(error, str)
        ]


def component(name: str, macro: str, params: dict[str, Any]) -> Markup:
    """One NHS.UK component, printed."""
    template = current_app.jinja_env.get_template(f"nhsuk/components/{name}/macro.jinja")
    # The macro escapes what it is given; what it prints is markup.
    return Markup(getattr(template.module, macro)(params))  # noqa: S704


def _parts(field: wtforms.Field, given: dict[str, Any]) -> dict[str, Any]:
    """What all components share."""
    params: dict[str, Any] = {"id": field.id, "name": field.name}
    if field.description:
        params["hint"] = {"text": str(field.description)}
    if field.errors:
        params["errorMessage"] = {"text": str(field.errors[0])}
    return params | (field.render_kw or {}) | given


def _group_parts(field: wtforms.Field, given: dict[str, Any]) -> dict[str, Any]:
    """The same for a group, whose id belongs to its first input: error summaries lead there."""
    return {name: part for name, part in _parts(field, given).items() if name != "id"}


class _Input:
    def __init__(self, kind: str = "text", **defaults: Any) -> None:
        self.kind = kind
        self.defaults = defaults

    def __call__(self, field: wtforms.Field, **given: Any) -> Markup:
        params = {
            "label": {"text": field.label.text},
            "type": self.kind,
            "value": field._value(),
        }
        return component("input", "input", params | self.defaults | _parts(field, given))


class _PasswordInput:
    def __call__(self, field: wtforms.Field, **given: Any) -> Markup:
        params = {"label": {"text": field.label.text}}
        return component("password-input", "passwordInput", params | _parts(field, given))


class _Textarea:
    def __call__(self, field: wtforms.Field, **given: Any) -> Markup:
        params = {"label": {"text": field.label.text}, "value": field._value(), "rows": "5"}
        return component("textarea", "textarea", params | _parts(field, given))


class _Options:
    """Radios and checkboxes."""

    def __init__(self, name: str) -> None:
        self.name = name

    def __call__(self, field: wtforms.Field, **given: Any) -> Markup:
        legend = given.pop(
            "legend", {"text": field.label.text, "size": given.pop("legend_size", "m")}
        )
        hints = given.pop("hints", {})
        items = [
            {
                "value": str(value),
                "text": text,
                "checked": checked,
                "id": field.id if number == 0 else f"{field.id}-{number}",
            }
            | ({"hint": {"text": hints[value]}} if value in hints else {})
            for number, (value, text, checked, *_rest) in enumerate(field.iter_choices())
        ]
        params = {"idPrefix": field.id, "fieldset": {"legend": legend}, "items": items}
        return component(self.name, self.name, params | _group_parts(field, given))


class _DateInput:
    def __call__(self, field: DateField, **given: Any) -> Markup:
        error = " nhsuk-input--error" if field.errors else ""
        items = [
            {
                "name": part,
                "label": part.capitalize(),
                "id": f"{field.id}-{part}",
                "value": value,
                "classes": f"nhsuk-input--width-{4 if part == 'year' else 2}{error}",
            }
            for part, value in zip(("day", "month", "year"), field.typed, strict=True)
        ]
        legend = {"text": field.label.text, "size": given.pop("legend_size", "m")}
        params = {"namePrefix": field.name, "fieldset": {"legend": legend}, "items": items}
        parts = _parts(field, given)
        parts.pop("name")
        return component("date-input", "dateInput", params | parts)


class TextField(wtforms.StringField):  # type: ignore[misc]
    widget = _Input()


class EmailField(wtforms.StringField):  # type: ignore[misc]
    widget = _Input("email", autocomplete="email", spellcheck=False)


class PasswordField(wtforms.StringField):  # type: ignore[misc]
    """Paste and password managers work; `autocomplete` goes into render_kw."""

    widget = _PasswordInput()


class TextareaField(wtforms.TextAreaField):  # type: ignore[misc]
    widget = _Textarea()


class RadiosField(wtforms.RadioField):  # type: ignore[misc]
    widget = _Options("radios")


class CheckboxesField(wtforms.SelectMultipleField):  # type: ignore[misc]
    widget = _Options("checkboxes")


class DateField(wtforms.Field):  # type: ignore[misc]
    """Day, month and year in three boxes named <name>[day], <name>[month], <name>[year]; data: a date."""

    widget = _DateInput()
    data: date | None

    @property
    def anchor(self) -> str:
        return f"{self.id}-day"

    @property
    def typed(self) -> tuple[str, str, str]:
        if self.raw is not None:
            return self.raw
        if self.data:
            return str(self.data.day), str(self.data.month), str(self.data.year)
        return "", "", ""

    def process(self, formdata: Any, data: Any = wtforms.utils.unset_value, **kwargs: Any) -> None:
        self.raw: tuple[str, str, str] | None = None
        if formdata is not None and f"{self.name}[day]" in formdata:
            day, month, year = (
                formdata.get(f"{self.name}[{part}]", "").strip()
                for part in ("day", "month", "year")
            )
            self.raw = (day, month, year)
        super().process(None, data, **kwargs)
        if self.raw is not None and any(self.raw):
            self.data = _date_of(*self.raw)

    def pre_validate(self, _form: Any) -> None:
        if self.raw is not None and any(self.raw) and self.data is None:
            raise StopValidation("Enter a real date, for example 5 12 2024")


def _date_of(day: str, month: str, year: str) -> date | None:
    try:
        return date(int(year), int(month), int(day)) if len(year) == 4 else None
    except ValueError:
        return None
