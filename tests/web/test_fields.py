"""Each form field is drawn as its NHS.UK component: labelled, escaped, and reachable from errors.

Flask escapes no .jinja file by itself, and a misspelt name prints as nothing: so read what is drawn.
"""

from __future__ import annotations

from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any

import pytest
from flask import Flask, get_template_attribute
from werkzeug.datastructures import MultiDict
from wtforms.fields.choices import SelectChoice

from abp_lms.web import fields
from abp_lms.web.fields import Form

PLANTED = '<script>alert("planted")</script>'
CHOICES = [SelectChoice("a", "First " + PLANTED), SelectChoice("b", "Second " + PLANTED)]
FIELDS: dict[str, tuple[type[Any], dict[str, Any]]] = {
    "text": (fields.TextField, {}),
    "email": (fields.EmailField, {}),
    "password": (fields.PasswordField, {}),
    "textarea": (fields.TextareaField, {}),
    "radios": (fields.RadiosField, {"choices": CHOICES}),
    "checkboxes": (fields.CheckboxesField, {"choices": CHOICES}),
    "date": (fields.DateField, {}),
}


class Page(HTMLParser):
    """The elements of a piece of HTML, and the text between them."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(str(html))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data

    def all(self, *tags: str) -> list[dict[str, str | None]]:
        return [attributes for tag, attributes in self.elements if tag in tags]

    @property
    def ids(self) -> list[str]:
        return [a["id"] or "" for _, a in self.elements if "id" in a]


@pytest.fixture(autouse=True)
def in_a_request(app: Flask) -> Iterator[None]:
    with app.test_request_context(method="POST"):
        yield


def make_form(kind: str, *, label: str = "Label", hint: str = "", typed: str = "") -> Form:
    field, more = FIELDS[kind]
    form_class = type("AForm", (Form,), {"it": field(label, description=hint, **more)})
    names = ["it[day]", "it[month]", "it[year]"] if kind == "date" else ["it"]
    return form_class(formdata=MultiDict(dict.fromkeys(names, typed)))


@pytest.mark.parametrize("kind", FIELDS)
def test_planted_markup_is_shown_and_never_run(kind: str) -> None:
    # given it stands in everything the component prints
    form = make_form(kind, label="Label " + PLANTED, hint="Hint " + PLANTED, typed=PLANTED)
    form.it.errors = ["Error " + PLANTED]
    more = {"hints": {"a": "Item " + PLANTED}} if kind in ("radios", "checkboxes") else {}

    # when
    drawn = Page(form.it(**more))

    # then
    assert drawn.all("script") == []
    for part in ("Label ", "Hint ", "Error "):
        assert part + PLANTED in drawn.text, part
    for choice in ("First ", "Second ") if "choices" in FIELDS[kind][1] else ():
        assert choice + PLANTED in drawn.text, choice
    if more:
        assert "Item " + PLANTED in drawn.text


@pytest.mark.parametrize("kind", ["text", "email", "textarea", "date"])
def test_what_was_typed_is_shown_again_unchanged(kind: str) -> None:
    typed = "\"quoted\" & 'so' <b>on</b>"

    drawn = Page(make_form(kind, typed=typed).it())

    values = [a.get("value") for a in drawn.all("input")]
    assert typed in drawn.text if kind == "textarea" else typed in values


def test_a_password_is_never_sent_back() -> None:
    assert "my secret words" not in make_form("password", typed="my secret words").it()


@pytest.mark.parametrize("kind", FIELDS)
def test_each_input_has_a_label_and_each_id_stands_once(kind: str) -> None:
    drawn = Page(make_form(kind).it())

    inputs = drawn.all("input", "textarea", "select")
    labelled = {a.get("for") for a in drawn.all("label")}
    assert inputs
    assert {a.get("id") for a in inputs} <= labelled
    assert len(drawn.ids) == len(set(drawn.ids))


@pytest.mark.parametrize("kind", FIELDS)
def test_hint_and_error_are_told_with_the_field(kind: str) -> None:
    form = make_form(kind, hint="A hint")
    form.it.errors = ["An error"]

    drawn = Page(form.it())

    described = " ".join(
        a.get("aria-describedby") or ""
        for a in drawn.all("input", "textarea", "select", "fieldset")
    ).split()
    assert described
    assert set(described) <= set(drawn.ids)
    assert "A hint" in drawn.text
    assert "An error" in drawn.text


@pytest.mark.parametrize("kind", FIELDS)
def test_the_error_summary_leads_to_the_field(kind: str) -> None:
    form = make_form(kind)
    form.it.errors = ["Mend this " + PLANTED]

    summary = Page(get_template_attribute("components/error_summary.html", "error_summary")(form))

    (link,) = summary.all("a")
    target = (link["href"] or "").removeprefix("#")
    focusable = {a.get("id") for a in Page(form.it()).all("input", "textarea", "select")}
    assert target in focusable
    assert "Mend this " + PLANTED in summary.text
    assert summary.all("script") == []


def test_a_form_without_errors_has_no_summary() -> None:
    summary = get_template_attribute("components/error_summary.html", "error_summary")

    assert summary(make_form("text")).strip() == ""


@pytest.mark.parametrize(
    ("day", "month", "year", "valid"),
    [
        ("5", "12", "2024", True),
        ("29", "2", "2024", True),
        ("29", "2", "2023", False),
        ("5", "12", "24", False),
        ("five", "12", "2024", False),
        ("", "12", "2024", False),
        ("", "", "", True),
    ],
)
def test_a_date_is_taken_when_it_exists_and_shown_as_typed(
    day: str, month: str, year: str, valid: bool
) -> None:
    form_class = type("AForm", (Form,), {"it": fields.DateField("When?")})
    form = form_class(
        formdata=MultiDict({"it[day]": day, "it[month]": month, "it[year]": year}),
        meta={"csrf": False},
    )

    assert form.validate() is valid
    assert [a.get("value") or "" for a in Page(form.it()).all("input")] == [day, month, year]
