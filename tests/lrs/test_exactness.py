"""Nothing of what was sent goes missing: long integers stay whole, and no member is dropped."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lrs.statements import exact
from lrs.storage import transfer
from tests.lrs.client import Client, multipart
from tests.lrs.factories import Json, make_agent, make_attachment, make_id, make_statement

LONG = 123456789012345678901234567890
EXTENSION = "https://example.org/long"
STATE = {
    "stateId": "s",
    "agent": json.dumps(make_agent()),
    "activityId": "https://example.org/thing",
}


def with_number(number: int, **properties: Any) -> Json:
    return make_statement(result={"extensions": {EXTENSION: number}}, **properties)


def number_in(client: Client, statement_id: str, **query: str) -> Any:
    answer = client.get("/statements", {"statementId": statement_id, **query})
    return json.loads(answer.data)["result"]["extensions"][EXTENSION]


@pytest.mark.parametrize("number", [LONG, -LONG, 2**64, -(2**63) - 1, 10**300])
def test_an_integer_of_any_length_comes_back_whole(client: Client, number: int) -> None:
    sent = json.dumps(with_number(number, id=(own := make_id()))).encode()

    assert client.post("/statements", sent).status_code == 200

    assert number_in(client, own) == number
    assert number_in(client, own, format="ids") == number
    assert number_in(client, own, format="canonical") == number
    [line] = transfer.export(client.lrs.site.database)
    assert json.loads(line)["statement"]["result"]["extensions"][EXTENSION] == number


def test_statements_that_differ_in_the_last_digit_are_not_the_same(client: Client) -> None:
    own = make_id()
    client.post("/statements", json.dumps(with_number(LONG, id=own)).encode())

    same = client.post("/statements", json.dumps(with_number(LONG, id=own)).encode())
    other = client.post("/statements", json.dumps(with_number(LONG + 1, id=own)).encode())

    assert (same.status_code, other.status_code) == (200, 409)


def test_a_long_integer_of_a_definition_is_kept_whole(client: Client) -> None:
    definition = {"name": {"en": "A"}, "extensions": {EXTENSION: LONG}}
    activity = {"id": "https://example.org/a", "definition": definition}
    client.post("/statements", json.dumps(make_statement(object=activity)).encode())
    again = {"id": "https://example.org/a", "definition": {"name": {"de": "B"}}}
    client.store(make_statement(object=again))

    known = json.loads(client.get("/activities", {"activityId": activity["id"]}).data)

    assert known["definition"]["extensions"] == {EXTENSION: LONG}


def test_a_long_integer_of_a_document_survives_a_merge(client: Client) -> None:
    client.put("/activities/state", STATE, json.dumps({"long": LONG}).encode())

    client.post("/activities/state", {"more": 1}, STATE)

    found = json.loads(client.get("/activities/state", STATE).data)
    assert found == {"long": LONG, "more": 1}


TWICE = {
    '{"a": 1, "a": 2}': ["$.a"],
    '{"actor": {"mbox": "mailto:a@x.org", "mbox": "mailto:b@x.org"}}': ["$.actor.mbox"],
    '[{}, {"verb": {"id": 1, "id": 1}}]': ["$[1].verb.id"],
    '{"a": 1, "\\u0061": 2}': ["$.a"],
    '{"a:": 1, "a:": 2, "b": "\\u003a"}': ["$.a:"],
    '{"a":{"b":[1,{"c":1,"c":2,"d":0,"d":0}]},"e":1,"e":2}': [
        *("$.e", "$.a.b[1].c", "$.a.b[1].d"),
    ],
}


@pytest.mark.parametrize("text", TWICE)
def test_every_property_that_is_there_twice_is_named(client: Client, text: str) -> None:
    answer = client.post("/statements", text.encode())

    assert answer.status_code == 400
    assert [fault["path"] for fault in answer.get_json()["faults"]] == TWICE[text]


def test_a_property_may_be_there_twice_in_no_part_and_no_parameter(client: Client) -> None:
    message = multipart(make_statement(attachments=[make_attachment(b"data")]), b"data")
    message["content"] = message["content"].replace(b'"verb":{', b'"verb":{"id":"a:b",')

    in_a_part = client.post("/statements", **message)
    in_a_parameter = client.get(
        "/agents", {"agent": '{"mbox": "mailto:a@b", "mbox": "mailto:a@c"}'}
    )

    assert [fault["path"] for fault in in_a_part.get_json()["faults"]] == ["$.verb.id"]
    assert [fault["path"] for fault in in_a_parameter.get_json()["faults"]] == ["?agent.mbox"]


def test_a_document_is_kept_as_it_is_and_merged_only_when_it_is_clear(client: Client) -> None:
    text = b'{"a": 1, "a": 2}'

    assert client.put("/activities/state", STATE, text).status_code == 204
    assert client.get("/activities/state", STATE).data == text
    answer = client.post("/activities/state", {"b": 1}, STATE)

    assert (answer.status_code, answer.get_json()["faults"][0]["path"]) == (400, "$.a")
    assert client.get("/activities/state", STATE).data == text


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**40), 10**40)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.sampled_from('a:é"\\ 0123456789'), max_size=30),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.text(st.sampled_from("ab:\\é"), max_size=3), inner, max_size=4)
    ),
    max_leaves=15,
)
SPELLINGS = st.sampled_from(
    [
        {},
        {"indent": 2},
        {"separators": (",", ":")},
        {"separators": (" , ", "\t:\n"), "ensure_ascii": False},
    ]
)


@given(value=JSON, spelling=SPELLINGS)
def test_what_is_read_and_written_is_what_was_sent(value: Any, spelling: dict[str, Any]) -> None:
    text = json.dumps(value, **spelling)

    read = exact.loads(text.encode())

    assert repr(read) == repr(value)
    assert repr(json.loads(exact.dumps(read))) == repr(value)


@pytest.mark.parametrize("before_its_end", range(0, 24, 3))
def test_an_integer_across_the_pieces_of_a_large_text_is_read_whole(before_its_end: int) -> None:
    number, piece = 123_456_789_012_345_678_901, 1024 * 1024
    head = b'{"text": "'
    padding = b"x" * (piece - before_its_end - len(head) - len(b'", "number": '))

    read = exact.loads(head + padding + b'", "number": %d}' % number)

    assert read["number"] == number


@given(value=JSON, name=st.text(st.sampled_from("ab:\\é"), max_size=3), spelling=SPELLINGS)
def test_a_name_that_is_there_twice_is_always_seen(
    value: Any, name: str, spelling: dict[str, Any]
) -> None:
    one = json.dumps({name: value}, **spelling).strip()
    twice = f"{one[:-1]},{one[1:]}"

    with pytest.raises(exact.Repeated):
        exact.loads(f'{{"a": [{twice}]}}'.encode())
