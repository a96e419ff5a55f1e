"""lrs export and lrs import."""

import base64
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import delete

from lrs.app import Lrs
from lrs.storage import dialects, transfer
from lrs.storage.definitions import definitions_of
from lrs.storage.dialects import Database
from lrs.storage.migrations import migrate
from lrs.storage.tables import activity
from lrs.storage.transfer import BrokenExport
from tests.lrs.client import Client
from tests.lrs.factories import make_agent, make_id, make_statement
from tests.lrs.stores import contents, faults, fill


def stored_line(
    *, stored: str = "2024-12-05T17:30:00Z", attachments: dict[str, str] | None = None
) -> bytes:
    """A statement as a line of an export."""
    statement = make_statement(
        id="5e9c7a2e-6b1a-4f6e-9d0e-000000000001",
        stored=stored,
        timestamp=stored,
        version="2.0.0",
        authority=make_agent("authority"),
    )
    return json.dumps({"statement": statement, "attachments": attachments or {}}).encode()


@pytest.fixture
def elsewhere(tmp_path: Path) -> Any:
    """Another, empty store."""
    database = dialects.connect(f"sqlite:///{tmp_path / 'elsewhere.sqlite3'}")
    migrate(database)
    yield database
    database.dispose()


def test_an_export_is_imported_exactly(client: Client, elsewhere: Database) -> None:
    fill(client)
    original = client.lrs.site.database
    lines = list(transfer.export(original))

    new = transfer.load(elsewhere, lines)

    assert new == len(client.found()) + 1
    assert contents(elsewhere) == contents(original)
    assert list(transfer.export(elsewhere)) == lines
    assert faults(elsewhere) == []


def test_an_import_can_be_repeated_and_goes_into_either_database(
    client: Client, elsewhere: Database
) -> None:
    fill(client)
    original = client.lrs.site.database
    transfer.load(elsewhere, transfer.export(original))

    again = transfer.load(original, transfer.export(elsewhere))

    assert again == 0
    assert contents(elsewhere) == contents(original)


def test_statements_that_share_a_moment_stay_in_order(elsewhere: Database) -> None:
    stored = {"stored": "2024-12-05T17:30:00Z", "authority": make_agent(), "version": "1.0.0"}
    lines = [
        json.dumps({"statement": make_statement(id=make_id(), **stored)}).encode() for _ in range(5)
    ]

    transfer.load(elsewhere, lines)

    exported = [json.loads(line) for line in transfer.export(elsewhere)]
    assert exported == [json.loads(line) for line in lines]
    assert faults(elsewhere) == []


def test_more_statements_of_one_moment_than_have_a_place_are_refused(
    elsewhere: Database,
) -> None:
    stored = {"stored": "2024-12-05T17:30:00Z", "authority": make_agent(), "version": "1.0.0"}
    lines = [
        json.dumps({"statement": make_statement(id=make_id(), **stored)}).encode()
        for _ in range(1001)
    ]

    with pytest.raises(BrokenExport, match=r"^Line 1001: more than 1000 statements"):
        transfer.load(elsewhere, lines)

    assert faults(elsewhere) == []


@pytest.mark.parametrize(
    "line",
    [
        b"",
        b"{",
        b"[]",
        b"{}",
        b"null",
        b'{"unknown":{}}',
        b'{"statement":{}}',
        json.dumps({"statement": make_statement()}).encode(),
        b'{"attachment":{"sha2":"00","data":{"base64":""}}}',
        b'{"attachment":{"sha2":"' + b"0" * 64 + b'","data":{"base64":"eA=="}}}',
        stored_line(stored="9999-12-05T17:30:00Z"),
        stored_line(stored="1960-12-05T17:30:00Z"),
        stored_line(attachments={"0" * 64: "text/plain"}),
        stored_line(attachments={"0" * 64: "text/plain\r\nX: y"}),
        b'{"activity":{"term":1,"id":"no IRI","definition":{"base64":"e30="}}}',
        b'{"activity":{"term":1,"id":"a:b","definition":{"base64":"W10="}}}',
        b'{"document":{"key":{"base64":"?"}}}',
        b'{"document":{}}',
        b'{"name":{"agent":"x"}}',
    ],
    ids=repr,
)
def test_a_line_that_cannot_be_imported_is_named(elsewhere: Database, line: bytes) -> None:
    good = b'{"activity":{"term":1,"id":"https://example.org/a","definition":{"base64":"e30="}}}'

    with pytest.raises(BrokenExport, match=r"^Line 2: .*\.$"):
        transfer.load(elsewhere, [good, line])

    assert contents(elsewhere)["activity"] == []


def test_what_follows_from_other_values_is_not_taken_from_a_line(
    client: Client, elsewhere: Database
) -> None:
    # Given an export in which hashes, terms and an entity tag are wrong
    fill(client)
    lines = list(transfer.export(client.lrs.site.database))
    wrong = []
    for line in lines:
        [kind, *_], content = json.loads(line).keys(), json.loads(line)
        if kind in ("activity", "name", "document"):
            content[kind] |= {
                name: value
                for name, value in (("term", 1), ("name_hash", 1), ("etag", "wrong"))
                if name in content[kind]
            }
            line = json.dumps(content).encode()
        wrong.append(line)
    assert wrong != lines

    # When it is imported
    transfer.load(elsewhere, wrong)

    # Then the store is as the right one would have made it
    assert contents(elsewhere) == contents(client.lrs.site.database)
    assert faults(elsewhere) == []


def test_a_running_server_learns_anew_after_an_import(
    client: Client, make_lrs: Callable[..., Lrs]
) -> None:
    first, second = (
        make_statement(object={"id": "https://example.org/a", "definition": {"name": {"en": text}}})
        for text in ("first", "second")
    )
    client.store(first)
    database = make_lrs().site.database
    with database.writing() as connection:
        connection.execute(delete(activity))
    [line] = [
        b'{"activity":{"term":1,"id":"https://example.org/a","definition":{"base64":"%s"}}}'
        % base64.b64encode(json.dumps(second["object"]["definition"]).encode())
    ]
    transfer.load(database, [line])

    client.store(first)

    with database.reading() as connection:
        known = definitions_of(connection, ["https://example.org/a"])
    assert known == {"https://example.org/a": first["object"]["definition"]}


def test_an_import_does_not_change_what_is_stored(client: Client, elsewhere: Database) -> None:
    statement_id = make_id()
    client.store(make_statement(id=statement_id))
    [line] = transfer.export(client.lrs.site.database)
    changed = line.replace(b"https://example.org/did", b"https://example.org/dud")
    transfer.load(elsewhere, [line])

    with pytest.raises(BrokenExport, match="differs"):
        transfer.load(elsewhere, [changed])
