"""Whatever goes wrong, a person gets a page in plain words, and a machine problem+json (RFC 9457)."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.exceptions import abort

from abp_lms import settings as settings_module
from abp_lms.app import create_app
from abp_lms.errors import Forbidden, NotFound, Refused, TooMany
from abp_lms.settings import Settings

# What the page says first, and the kind of fault that a view ends with.
FAULTS: dict[int, tuple[str, Exception | None]] = {
    400: ("That did not work", None),
    403: ("You do not have access", Forbidden()),
    404: ("Page not found", NotFound()),
    405: ("That did not work", None),
    409: ("That was not possible", Refused("This cohort is full.")),
    413: ("Too large", None),
    415: ("That did not work", None),
    418: ("That did not work", None),
    429: ("Too many tries", TooMany("Try again in 1 minute.", seconds=60)),
    500: ("Something went wrong", ValueError("planted words")),
}


@pytest.fixture
def away(tmp_path: Path) -> FlaskClient:
    """A client of an installation whose database does not answer, signed in before it went away."""
    nobody = "postgresql://nobody:hush@127.0.0.1:1/nothing"
    app = create_app(
        settings_module.read({}, data=tmp_path, database_url=nobody, mode="development")
    )
    client = app.test_client()
    with client.session_transaction() as cookie:
        cookie["sign_in"] = "a token"
    return client


@pytest.fixture
def failing(settings: Settings) -> Flask:
    """The application with a page that ends in whatever fault its address names."""
    app = create_app(settings)

    def fail(status: int) -> None:
        fault = FAULTS[status][1]
        if fault is None:
            abort(status)
        raise fault

    fail.is_public = True  # type: ignore[attr-defined]
    app.add_url_rule("/fail/<int:status>", "fail", fail)
    return app


@pytest.mark.parametrize("status", FAULTS)
def test_every_fault_has_a_page_that_says_what_to_do(failing: Flask, status: int) -> None:
    answer = failing.test_client().get(f"/fail/{status}")

    heading = re.search(r"<h1[^>]*>([^<]+)</h1>", answer.text)
    assert (answer.status_code, heading and heading[1]) == (status, FAULTS[status][0])
    assert 'href="/"' in answer.text
    assert "planted words" not in answer.text
    # Nothing of the words in which the library speaks to programmers.
    for word in ("URL", "server", "request", "method", "header", "teapot", "Traceback"):
        assert not re.search(rf"\b{word}\b", re.sub(r"<[^>]+>", " ", answer.text)), word


@pytest.mark.parametrize("status", FAULTS)
def test_a_machine_gets_the_same_as_problem_json(failing: Flask, status: int) -> None:
    answer = failing.test_client().get(
        f"/fail/{status}", headers={"Accept": "application/problem+json"}
    )

    assert answer.content_type == "application/problem+json"
    assert answer.get_json()["status"] == answer.status_code == status
    assert answer.get_json()["detail"]


@pytest.mark.parametrize("address", ["/", "/support", "/nowhere", "/sign-in", "/workbook"])
def test_while_the_database_is_away_every_page_says_so_and_when_to_try_again(
    away: FlaskClient, address: str
) -> None:
    answer = away.get(address)

    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "60"
    assert "cannot be reached for the moment" in answer.text
    assert "hush" not in answer.text


def test_while_the_database_is_away_static_files_are_still_served(away: FlaskClient) -> None:
    assert away.get("/static/site.css", buffered=True).status_code == 200


def test_the_log_tells_the_kind_and_place_of_a_fault_and_none_of_its_words(
    failing: Flask, caplog: pytest.LogCaptureFixture
) -> None:
    failing.test_client().get("/fail/500")

    assert re.search(r"ValueError at \S+test_error_pages\.py:\d+ while answering fail", caplog.text)
    assert "planted words" not in caplog.text
