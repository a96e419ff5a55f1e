"""GET of statements: their order, and page after page of them (Communication 2.1.3; Data 2.5)."""

import json
import sqlite3
from typing import Any

import pytest

from lrs.multipart import parse
from lrs.storage import dialects, statements
from lrs.storage.bodies import LONG
from tests.lrs.client import Client, multipart
from tests.lrs.factories import make_agent, make_attachment, make_statement

BEN = make_agent("ben")


def test_newest_come_first_unless_ascending(client: Client) -> None:
    ids = client.store(*(make_statement() for _ in range(3)))

    assert client.found() == ids[::-1]
    assert client.found(ascending="true") == ids


@pytest.mark.parametrize("ascending", ["true", "false"])
def test_more_leads_to_the_end_without_repeating(client: Client, ascending: str) -> None:
    ids = client.store(*(make_statement() for _ in range(7)))

    found = client.found(limit="2", ascending=ascending)

    assert found == (ids if ascending == "true" else ids[::-1])


def test_more_is_empty_when_the_last_page_is_full(client: Client) -> None:
    client.store(*(make_statement() for _ in range(4)))

    page = client.get("/statements", {"limit": "4"}).get_json()

    assert (len(page["statements"]), page["more"]) == (4, "")


def test_more_holds_while_others_write(client: Client) -> None:
    ids = client.store(*(make_statement() for _ in range(4)))
    first = client.get("/statements", {"limit": "2"}).get_json()

    client.store(make_statement())
    second = client.get(first["more"]).get_json()

    assert [one["id"] for one in first["statements"] + second["statements"]] == ids[::-1]
    assert second["more"] == ""


def test_more_is_below_wherever_the_lrs_is_mounted(client: Client) -> None:
    client.store(make_statement(), make_statement())

    page = client.get("/statements", {"limit": "1"}, environ_overrides={"SCRIPT_NAME": "/xapi"})

    assert page.get_json()["more"].startswith("/xapi/statements/more/")


def test_more_keeps_the_query(client: Client) -> None:
    wanted = client.store(*(make_statement(actor=BEN) for _ in range(3)))
    client.store(make_statement())

    page = client.get("/statements", {"limit": "2", "agent": json.dumps(BEN), "format": "ids"})
    rest = client.get(page.get_json()["more"]).get_json()

    assert [one["id"] for one in rest["statements"]] == wanted[:1]
    assert "authority" in rest["statements"][0]
    assert client.get(page.get_json()["more"].replace("more/", "more/x")).status_code == 404


def test_limit_0_means_as_many_as_the_server_allows(make_lrs: Any) -> None:
    client = Client.allowed(make_lrs(page_size=2, max_page_size=3), "all")
    client.store(*(make_statement() for _ in range(5)))

    def count(**query: str) -> int:
        return len(client.get("/statements", query).get_json()["statements"])

    assert (count(), count(limit="0"), count(limit="4"), count(limit="1")) == (2, 3, 3, 1)


def test_a_page_ends_early_when_it_grows_too_large(make_lrs: Any) -> None:
    client = Client.allowed(make_lrs(max_page_bytes=3000), "all")
    long = make_statement(result={"response": "x" * 1000})
    ids = client.store(*(dict(long) for _ in range(5)))

    page = client.get("/statements").get_json()

    assert len(page["statements"]) == 2
    assert client.found() == ids[::-1]


def test_attachments_count_for_the_size_of_a_page(make_lrs: Any) -> None:
    client = Client.allowed(make_lrs(max_page_bytes=10_000), "all")
    for data in (b"a" * 4000, b"b" * 4000, b"c" * 4000):
        client.post(
            "/statements",
            **multipart(make_statement(attachments=[make_attachment(data)]), data),
        )

    with_data = client.get("/statements", {"attachments": "true"})
    without = client.get("/statements").get_json()

    [first, *data] = parse(with_data.data, with_data.content_type)
    assert {part.body[:1] for part in data} == {b"b", b"c"}
    assert json.loads(first.body)["more"]
    assert len(without["statements"]) == 3


def test_a_page_longer_than_one_value_of_sqlite_is_read_row_by_row(client: Client) -> None:
    database = client.lrs.site.database
    ids = [client.store(make_statement())[0] for _ in range(5)]
    if isinstance(database, dialects.Sqlite):
        database._read_on.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, 1500)

    found = client.get("/statements").get_json()["statements"]

    assert [one["id"] for one in found] == ids[::-1]


@pytest.mark.parametrize("query", [{}, {"format": "ids"}, {"attachments": "true"}], ids=str)
@pytest.mark.parametrize("ascending", ["true", "false"])
def test_long_statements_have_their_place_among_short_ones(
    client: Client, query: dict[str, str], ascending: str
) -> None:
    sizes = [10, LONG, LONG * 2, 10, LONG * 3, 10]
    ids = client.store(*(make_statement(result={"response": "x" * size}) for size in sizes))
    wanted = ids if ascending == "true" else ids[::-1]

    answer = client.get("/statements", {**query, "ascending": ascending})
    for statement_id in wanted:
        assert statement_id in answer.text
    assert [answer.text.index(one) for one in wanted] == sorted(map(answer.text.index, wanted))

    for verb in ({}, {"verb": make_statement()["verb"]["id"]}):
        assert client.found(limit="2", ascending=ascending, **verb) == wanted


def test_of_long_statements_no_more_are_read_than_are_on_the_page(
    make_lrs: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = Client.allowed(make_lrs(max_page_bytes=LONG * 5), "all")
    ids = client.store(*(make_statement(result={"response": "x" * LONG * 2}) for _ in range(6)))
    positions: list[int] = []

    def read(database: Any, position: int) -> bytes | None:
        positions.append(position)
        return long_body(database, position)

    long_body = statements._long_body
    monkeypatch.setattr(statements, "_long_body", read)

    page = client.get("/statements").get_json()

    assert [one["id"] for one in page["statements"]] == ids[:3:-1]
    assert len(positions) == 2
    assert client.found() == ids[::-1]
