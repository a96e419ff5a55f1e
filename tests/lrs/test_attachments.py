"""Attachments in and out (Communication 1.5.2; Data 2.4.11), and hostile multipart."""

import hashlib

import pytest

from lrs import multipart as messages
from tests.lrs.client import Client, multipart
from tests.lrs.factories import make_attachment, make_id, make_statement

BINARY = b"\x00\r\n--edg\r\n\xff" * 10


def parts_of(answer_body: bytes, content_type: str) -> list[messages.Part]:
    return messages.parse(answer_body, content_type)


def test_an_attachment_comes_back_byte_for_byte(client: Client) -> None:
    statement = make_statement(attachments=[make_attachment(BINARY)])
    answer = client.post("/statements", **multipart(statement, BINARY))
    assert answer.status_code == 200, answer.text

    single = {"statementId": answer.get_json()[0], "attachments": "true"}
    for query in (single, {"attachments": "true"}):
        got = client.get("/statements", query)
        first, second = parts_of(got.data, got.content_type)

        assert first.headers["content-type"] == "application/json"
        assert second.body == BINARY
        assert second.headers == {
            "content-type": "text/plain",
            "content-transfer-encoding": "binary",
            "x-experience-api-hash": hashlib.sha256(BINARY).hexdigest(),
        }


def test_without_attachments_wanted_the_answer_is_json(client: Client) -> None:
    statement = make_statement(attachments=[make_attachment(b"x")])
    client.post("/statements", **multipart(statement, b"x"))

    assert client.get("/statements").content_type == "application/json"
    assert client.get("/statements", {"attachments": "false"}).content_type == "application/json"


def test_attachments_wanted_where_there_are_none_is_still_multipart(client: Client) -> None:
    client.store(make_statement())

    got = client.get("/statements", {"attachments": "true"})

    assert got.content_type.split(";")[1].startswith(" boundary=")
    assert len(parts_of(got.data, got.content_type)) == 1


def test_what_many_statements_share_is_sent_and_returned_once(client: Client) -> None:
    statements = [make_statement(attachments=[make_attachment(b"x")]) for _ in range(3)]

    assert client.post("/statements", **multipart(statements, b"x")).status_code == 200
    got = client.get("/statements", {"attachments": "true"})

    assert [part.body for part in parts_of(got.data, got.content_type)[1:]] == [b"x"]


def test_put_takes_attachments_too(client: Client) -> None:
    statement = make_statement(attachments=[make_attachment(b"x")])

    answer = client.put("/statements", {"statementId": make_id()}, **multipart(statement, b"x"))

    assert answer.status_code == 204


def test_an_attachment_elsewhere_needs_no_data(client: Client) -> None:
    elsewhere = make_attachment(b"x", fileUrl="https://example.org/x")

    as_json = client.post("/statements", make_statement(attachments=[elsewhere]))
    as_multipart = client.post("/statements", **multipart(make_statement(attachments=[elsewhere])))

    assert (as_json.status_code, as_multipart.status_code) == (200, 200)


def test_an_attachment_that_is_nowhere_is_refused(client: Client) -> None:
    statement = make_statement(attachments=[make_attachment(b"x")])

    as_json = client.post("/statements", statement)
    as_multipart = client.post("/statements", **multipart(statement))

    assert (as_json.status_code, as_multipart.status_code) == (400, 400)
    assert as_json.get_json()["faults"][0]["path"] == "$.attachments[0]"


def test_an_attachment_of_a_sub_statement_counts(client: Client) -> None:
    sub = make_statement(attachments=[make_attachment(b"x")])
    statement = make_statement(object={"objectType": "SubStatement", **sub})

    assert client.post("/statements", **multipart(statement, b"x")).status_code == 200
    assert client.post("/statements", **multipart(statement)).status_code == 400


@pytest.mark.parametrize("line_end", ["\r\n\r\n", "\r\n", "\n", "\r"])
def test_a_content_type_cannot_end_the_headers_of_a_part(client: Client, line_end: str) -> None:
    declared = make_attachment(b"data", contentType=f"text/plain{line_end};a=b")

    answer = client.post(
        "/statements",
        **multipart(make_statement(attachments=[declared]), b"data", Content_Type=""),
    )

    assert answer.status_code == 400
    assert answer.get_json()["faults"][0]["path"] == "$.attachments[0].contentType"


def test_the_hash_tells_what_data_is_meant_and_the_length_does_not(client: Client) -> None:
    """ADL's suite declares the length of a picture, and sends it in another encoding."""
    statement = make_statement(attachments=[make_attachment(b"xy", length=3)])

    answer = client.post("/statements", **multipart(statement, b"xy"))
    fraction = make_statement(attachments=[make_attachment(b"xy", length=2.5)])
    refused = client.post("/statements", **multipart(fraction, b"xy"))

    assert (answer.status_code, refused.status_code) == (200, 400)


def test_a_part_that_no_statement_declares_is_refused(client: Client) -> None:
    answer = client.post("/statements", **multipart(make_statement(), b"surplus"))

    assert answer.status_code == 400
    assert client.found() == []


@pytest.mark.parametrize(
    "changed",
    [
        {"X_Experience_API_Hash": "0" * 64},
        {"X_Experience_API_Hash": ""},
        {"X_Experience_API_Hash": "xyz"},
        {"Content_Transfer_Encoding": ""},
        {"Content_Transfer_Encoding": "base64"},
        {"Content_Type": "image/png"},
        {"Content_Length": "2"},
        {"X-Experience-API-Hash ": "0"},
        {"X_EXPERIENCE_API_HASH": "0" * 64},
        {"content_type": "image/png"},
    ],
    ids=str,
)
def test_a_part_whose_headers_are_wrong_is_refused(client: Client, changed: dict[str, str]) -> None:
    statement = make_statement(attachments=[make_attachment(b"x")])

    answer = client.post("/statements", **multipart(statement, b"x", **changed))

    assert answer.status_code == 400
    assert client.found() == []


@pytest.mark.parametrize("algorithm", ["sha224", "sha256", "sha384", "sha512"])
def test_every_sha_2_is_understood_in_either_case(client: Client, algorithm: str) -> None:
    sha2 = hashlib.new(algorithm, b"x").hexdigest().upper()
    statement = make_statement(attachments=[make_attachment(b"x", sha2=sha2)])

    answer = client.post("/statements", **multipart(statement, b"x", X_Experience_API_Hash=sha2))

    assert answer.status_code == 200, answer.text


@pytest.mark.parametrize(
    "content_type",
    [
        "multipart/mixed",
        "multipart/mixed; boundary=",
        "multipart/mixed; boundary=" + "x" * 71,
        'multipart/mixed; boundary="é"',
        "multipart/mixed; boundary=other",
        "multipart/form-data; boundary=edge",
        "text/plain",
        "",
    ],
)
def test_a_message_of_the_wrong_type_is_refused(client: Client, content_type: str) -> None:
    message = multipart(make_statement())

    answer = client.post("/statements", message["content"], content_type=content_type)

    assert answer.status_code == 400


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"--edge",
        b"--edge--",
        b"--edge\r\n--edge--",
        b"--edge\r\nContent-Type: application/json\r\n{}\r\n--edge--\r\n",
        b"--edge\r\nContent-Type: application/json\r\n\r\n{}",
        b"--edge\r\nContent-Type: text/plain\r\n\r\n{}\r\n--edge--\r\n",
        b"--edge\r\nno colon\r\n\r\n{}\r\n--edge--\r\n",
        b"--edge\r\nContent-Type: \xff\r\n\r\n{}\r\n--edge--\r\n",
        b"--edge\r\nContent-Type: application/json\r\n\r\n{\xff}\r\n--edge--\r\n",
        b"--edge\nContent-Type: application/json\n\n{}\n--edge--\n",
    ],
    ids=repr,
)
def test_a_message_that_is_not_well_formed_is_refused(client: Client, body: bytes) -> None:
    answer = client.post("/statements", body, content_type="multipart/mixed; boundary=edge")

    assert answer.status_code == 400


def test_what_stands_around_the_parts_is_ignored(client: Client) -> None:
    message = multipart(make_statement())
    body = b"preamble\r\n" + message["content"] + b"epilogue"

    answer = client.post("/statements", body, content_type=message["content_type"])

    assert answer.status_code == 200


def test_an_attachment_may_be_too_large(make_lrs: "object") -> None:
    client = Client.allowed(make_lrs(max_attachment=10), "all")  # type: ignore[operator]
    statement = make_statement(attachments=[make_attachment(b"x" * 11)])

    answer = client.post("/statements", **multipart(statement, b"x" * 11))

    assert answer.status_code == 413


def test_an_attachment_of_a_substatement_is_named_where_it_is_declared(client: Client) -> None:
    inside = make_statement(objectType="SubStatement", attachments=[make_attachment(b"inside")])
    outer = make_statement(object=inside, attachments=[make_attachment(b"outside")])

    answer = client.post("/statements", **multipart(outer, b"outside"))

    assert [fault["path"] for fault in answer.get_json()["faults"]] == ["$.object.attachments[0]"]
