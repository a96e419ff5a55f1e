"""What makes the site an app: the manifest, the service worker, and what it keeps for everybody."""

from __future__ import annotations

import json
import re
import struct
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

import abp_lms
from tests.factories import make_person
from tests.sign_in import sign_in

STATIC = Path(abp_lms.__file__).parent / "static"


def release(client: FlaskClient) -> dict[str, object]:
    first_line = client.get("/service-worker.js").text.partition("\n")[0]
    found: dict[str, object] = json.loads(
        first_line.removeprefix("const RELEASE = ").removesuffix(";")
    )
    return found


def imports(name: str, seen: set[str]) -> set[str]:
    """A module and all that it imports, by their names under static/."""
    if name not in seen:
        seen.add(name)
        if not name.startswith("vendor/"):
            text = (STATIC / name).read_text()
            for path in re.findall(r'(?:from|import\()\s*"\./([^"]+)"', text):
                imports(path, seen)
    return seen


def test_the_service_worker_may_answer_for_the_whole_site(client: FlaskClient) -> None:
    answer = client.get("/service-worker.js")

    assert answer.status_code == 200
    assert answer.mimetype == "text/javascript"
    assert answer.headers["Cache-Control"] == "no-cache"
    assert "Set-Cookie" not in answer.headers


def test_everything_that_it_keeps_is_there_for_anybody(client: FlaskClient) -> None:
    told = release(client)

    for address in [*told["files"], *told["pages"]]:  # type: ignore[misc]
        answer = client.get(address)
        assert answer.status_code == 200, address
        assert not answer.headers.get("Location")


def test_every_module_that_a_page_without_a_connection_needs_is_kept(client: FlaskClient) -> None:
    kept = {re.sub(r"^/static/|\?.*", "", one) for one in release(client)["files"]}  # type: ignore[attr-defined]

    needed: set[str] = set()
    for entry in ("start.js", "quick-exit.js", "offline-page.js", "kept-unit.js"):
        imports(entry, needed)

    assert needed <= kept


@pytest.mark.parametrize("address", ["/offline", "/support", "/support/llr"])
def test_no_page_that_it_keeps_names_anybody(app: Flask, address: str) -> None:
    client = app.test_client()
    person = make_person()

    before = client.get(address).text
    sign_in(client, person)

    # The worker asks without a cookie, and so gets this one
    assert client.get(address).text != before or address == "/offline"
    assert person.family_name not in before
    assert "csrf" not in before
    assert app.test_client().get(address).text == before


def test_the_release_changes_with_what_is_in_it(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = release(client)["version"]
    assert release(client)["version"] == before
    read_text = Path.read_text
    monkeypatch.setattr(
        Path,
        "read_text",
        lambda path, *given: read_text(path, *given) + ("//" if path.name == "story.js" else ""),
    )

    assert release(client)["version"] != before


def test_a_phone_can_install_it(client: FlaskClient) -> None:
    manifest = client.get("/manifest.webmanifest")

    assert manifest.mimetype == "application/manifest+json"
    said = manifest.get_json(force=True)
    assert said["start_url"] == said["scope"] == "/"
    assert said["display"] == "standalone"
    purposes = {icon["purpose"] for icon in said["icons"]}
    assert purposes == {"any", "maskable"}
    for icon in said["icons"]:
        data = client.get(icon["src"]).data
        if icon["type"] == "image/png":
            width, height = struct.unpack(">II", data[16:24])
            assert f"{width}x{height}" == icon["sizes"]
    page = client.get("/support").text
    assert 'rel="manifest" href="/manifest.webmanifest"' in page
