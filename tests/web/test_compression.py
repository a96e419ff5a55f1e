"""What is sent is made smaller where that tells a listener nothing."""

from __future__ import annotations

import gzip
import re

import pytest
from flask.testing import FlaskClient

from abp_lms.accounts.models import RoleName
from tests.factories import make_academy, make_person, make_role
from tests.sign_in import csrf_token, sign_in

GZIP = {"Accept-Encoding": "gzip, deflate, br, zstd"}
SHEET = "/static/vendor/nhsuk-frontend.min.css"


def without_tokens(page: str) -> str:
    return re.sub(r'name="csrf_token"[^>]*>', "", page)


def test_a_page_comes_compressed_to_whoever_can_read_that(client: FlaskClient) -> None:
    plain = client.get("/support")
    small = client.get("/support", headers=GZIP)

    assert "Content-Encoding" not in plain.headers
    assert small.headers["Content-Encoding"] == "gzip"
    assert int(small.headers["Content-Length"]) == len(small.data) < len(plain.data) / 2
    assert without_tokens(gzip.decompress(small.data).decode()) == without_tokens(plain.text)
    for answer in (plain, small):
        assert "Accept-Encoding" in answer.headers["Vary"]


@pytest.mark.parametrize("accepted", ["", "identity", "br, zstd", "gzip;q=0", "*;q=0"])
def test_whoever_cannot_read_it_gets_the_page_as_it_is(client: FlaskClient, accepted: str) -> None:
    answer = client.get("/support", headers={"Accept-Encoding": accepted})

    assert "Content-Encoding" not in answer.headers
    assert "<main" in answer.text


def test_a_page_that_may_say_again_what_was_asked_keeps_its_size(client: FlaskClient) -> None:
    # given pages that hold a token of the sign-in, or people's names, beside words of the request
    academy = make_person()
    make_role(person_id=academy.id, name=RoleName.ACADEMY, academy_id=make_academy().id)
    asked = client.get("/sign-in?next=/some/guess", headers=GZIP)
    sign_in(client, academy)

    found = client.get("/academy/participants?name=guess", headers=GZIP)
    missing = client.get("/some-guess", headers=GZIP)

    assert [asked.status_code, found.status_code, missing.status_code] == [200, 200, 404]
    for answer in (asked, found, missing):
        assert "<main" in answer.text
        assert "Content-Encoding" not in answer.headers


def test_the_answer_to_a_form_keeps_its_size(client: FlaskClient) -> None:
    fields = {"email": "some@guess.example", "password": "a guess"}
    fields["csrf_token"] = csrf_token(client.get("/sign-in").text)

    answer = client.post("/sign-in", data=fields, headers=GZIP)

    assert "some@guess.example" in answer.text
    assert "Content-Encoding" not in answer.headers


def test_a_static_file_comes_compressed_and_is_the_same_file(client: FlaskClient) -> None:
    plain, small = client.get(SHEET), client.get(SHEET, headers=GZIP)

    assert gzip.decompress(small.data) == plain.data
    assert len(small.data) < 32_000
    assert "Accept-Encoding" in plain.headers["Vary"]
    assert "Accept-Ranges" not in small.headers


@pytest.mark.parametrize("encoding", ["gzip", "identity"])
def test_a_file_that_has_not_changed_is_not_sent_again(client: FlaskClient, encoding: str) -> None:
    etag = client.get(SHEET, headers={"Accept-Encoding": encoding}).headers["ETag"]
    assert etag.startswith("W/")

    again = client.get(SHEET, headers={"Accept-Encoding": encoding, "If-None-Match": etag})

    assert again.status_code == 304
    assert again.data == b""
    assert again.headers["ETag"] == etag


def test_part_of_a_file_is_never_part_of_its_compressed_form(client: FlaskClient) -> None:
    answer = client.get(SHEET, headers=GZIP | {"Range": "bytes=0-9"})

    assert answer.status_code == 206
    assert "Content-Encoding" not in answer.headers
    assert answer.data == client.get(SHEET).data[:10]


def test_the_service_worker_comes_compressed_too(client: FlaskClient) -> None:
    answer = client.get("/service-worker.js", headers=GZIP)

    assert answer.headers["Content-Encoding"] == "gzip"


def test_a_picture_is_left_as_it_is(client: FlaskClient) -> None:
    answer = client.get("/static/vendor/assets/images/nhsuk-icon-180.png", headers=GZIP)

    assert answer.status_code == 200
    assert "Content-Encoding" not in answer.headers


def test_asking_for_the_head_alone_tells_of_the_same_answer(client: FlaskClient) -> None:
    head, whole = client.head(SHEET, headers=GZIP), client.get(SHEET, headers=GZIP)

    assert head.data == b""
    assert head.headers["Content-Encoding"] == "gzip"
    assert head.headers["Content-Length"] == whole.headers["Content-Length"]


def test_an_export_goes_out_row_by_row(client: FlaskClient) -> None:
    academy = make_person()
    make_role(person_id=academy.id, name=RoleName.ACADEMY, academy_id=make_academy().id)
    sign_in(client, academy)

    answer = client.get("/academy/participants.csv", headers=GZIP, buffered=False)

    assert answer.is_streamed
    assert "Content-Encoding" not in answer.headers


def test_a_file_asked_for_by_its_version_is_kept_for_good(client: FlaskClient) -> None:
    page = client.get("/support").text
    versioned = set(re.findall(r'(?:href|src)="(/static/[^"]*\?v=[0-9a-f]{12})"', page))
    assert versioned

    for address in versioned:
        kept = client.get(address, headers=GZIP).headers
        assert kept["Cache-Control"] == "public, max-age=31536000, immutable"
    assert client.get(SHEET).headers["Cache-Control"] == "no-cache"
