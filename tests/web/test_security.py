"""What every answer carries to protect the person who reads it."""

from __future__ import annotations

import base64
import hashlib
import re
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from abp_lms.app import create_app
from abp_lms.settings import Settings
from tests.factories import make_person
from tests.sign_in import sign_in

TEMPLATES = sorted((Path(__file__).parents[2] / "abp_lms").rglob("*.html"))


def test_a_page_allows_nothing_but_what_is_ours(client: FlaskClient) -> None:
    headers = client.get("/support").headers

    policy = dict(
        part.strip().partition(" ")[::2] for part in headers["Content-Security-Policy"].split(";")
    )
    assert policy["default-src"] == "'none'"
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert "http" not in headers["Content-Security-Policy"]
    assert policy["frame-ancestors"] == "'none'"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"


def test_every_inline_script_is_allowed_by_its_hash(client: FlaskClient) -> None:
    answer = client.get("/support")

    inline = re.findall(r"<script(?![^>]*src=)[^>]*>(.*?)</script>", answer.text, re.DOTALL)

    assert inline
    for script in inline:
        digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
        assert f"'sha256-{digest}'" in answer.headers["Content-Security-Policy"]


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.name)
def test_no_template_holds_a_style_or_a_script_of_its_own(template: Path) -> None:
    # A self-contained download may hold its style: no policy of a page reaches it.
    if template.name == "my_words_download.html":
        return
    text = template.read_text()

    assert not re.search(r"<style|\sstyle=|\son[a-z]+=\"", text)
    assert not re.search(r"<script(?![^>]*src=)", text)


def test_pages_of_a_person_are_kept_nowhere(app: Flask, client: FlaskClient) -> None:
    sign_in(client, make_person())

    assert client.get("/account").headers["Cache-Control"] == "no-store"


def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(client: FlaskClient) -> None:
    cookie = client.get("/sign-in").headers["Set-Cookie"]

    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie


@pytest.mark.parametrize(("scheme", "secure"), [("https", True), ("http", False)])
def test_over_tls_browsers_are_told_to_stay_with_it(
    settings: Settings, scheme: str, secure: bool
) -> None:
    app = create_app(replace(settings, public_url=f"{scheme}://abp.example"))

    answer = app.test_client().get("/sign-in")

    assert ("Strict-Transport-Security" in answer.headers) is secure
    assert ("Secure" in answer.headers["Set-Cookie"]) is secure
