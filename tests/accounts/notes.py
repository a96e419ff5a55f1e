"""Pages on which somebody types while their sign-in ends, and what they do then."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from html import unescape

from flask import Flask, redirect, render_template_string, request
from flask.testing import FlaskClient
from flask.typing import ResponseReturnValue
from sqlalchemy import text
from werkzeug.test import TestResponse

from abp_lms.accounts import held
from abp_lms.accounts.models import Person
from abp_lms.app import create_app
from abp_lms.database import session
from abp_lms.settings import Settings
from abp_lms.web.fields import Form, TextareaField
from tests.conftest import standing_in
from tests.factories import PASSWORD
from tests.sign_in import csrf_token

PHRASE = "the heron waited by the weir"


class NoteForm(Form):
    what = TextareaField("What happened?")


@contextmanager
def with_notes(settings: Settings) -> Iterator[Flask]:
    """The application with a page that has a form, one that draws its own, and one only to post to."""
    app = create_app(settings)
    page = "<form>{{ form.csrf_token }}{{ form.what() }}</form>"

    @app.route("/note", methods=["GET", "POST"])
    def note() -> ResponseReturnValue:
        form = NoteForm()
        if form.validate_on_submit():
            return redirect("/account", 303)
        return render_template_string(page, form=form)

    @app.get("/own")
    def own() -> ResponseReturnValue:
        kept = held.fields_for(request.path)
        return render_template_string(
            '<textarea name="what">{{ kept }}</textarea>'
            '<input type="hidden" name="csrf_token" value="{{ csrf_token() }}">',
            kept=kept["what"] if kept else "",
        )

    @app.post("/own/save")
    def save() -> ResponseReturnValue:
        return redirect("/own", 303)

    with standing_in(app):
        yield app


def hidden(name: str, page: str) -> str:
    found = re.search(rf'name="{name}"[^>]*value="([^"]*)"', page)
    assert found, f"no field {name}"
    return unescape(found.group(1))


def write(client: FlaskClient, path: str = "/note", *, page: str | None = None) -> dict[str, str]:
    """Open the page and type."""
    return {"csrf_token": csrf_token(client.get(page or path).text), "what": PHRASE}


def sign_in_on(client: FlaskClient, page: TestResponse, person: Person) -> TestResponse:
    """Sign in on the page one was sent to."""
    return client.post(
        "/sign-in",
        data={
            "csrf_token": csrf_token(page.text),
            "email": person.email,
            "password": PASSWORD,
            "next": hidden("next", page.text),
            "held": hidden("held", page.text),
        },
    )


def end_sign_ins() -> None:
    session.execute(text("UPDATE login_session SET last_seen_at = '2020-01-01 00:00:00'"))
    session.commit()
