"""lrs check, forget, export, import, backup."""

import base64
import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import delete, insert, select, update

from lrs.app import Lrs, create_app
from lrs.errors import StoreFailed
from lrs.settings import Settings
from lrs.storage import check, dialects, transfer
from lrs.storage.definitions import definitions_of
from lrs.storage.dialects import Database
from lrs.storage.forget import forget
from lrs.storage.migrations import migrate
from lrs.storage.tables import activity, attachment, audit, document, mention, metadata, statement
from lrs.storage.transfer import BrokenExport
from tests.lrs.client import Client, multipart
from tests.lrs.factories import (
    make_agent,
    make_attachment,
    make_group,
    make_id,
    make_reference,
    make_statement,
    make_voiding,
)

BEN = {**make_agent("ben"), "name": "Ben"}


def fill(client: Client) -> None:
    """One of everything that the store can hold."""
    [plain] = client.store(make_statement(actor=BEN))
    [voided] = client.store(make_statement(timestamp="2024-12-05T17:30:00+01:00"))
    client.store(make_voiding(voided), make_reference(plain), make_reference(make_id()))
    activity = {"id": "https://example.org/a", "definition": {"name": {"en": "caf\u00e9"}}}
    client.store(*(make_statement(object=activity) for _ in range(3)))
    for data in (b"\0one", b"two", b"two"):
        declared = make_attachment(data)
        answer = client.post(
            "/statements", **multipart(make_statement(attachments=[declared]), data)
        )
        assert answer.status_code == 200
    query = {"agent": json.dumps(BEN), "profileId": "p"}
    client.put("/agents/profile", query, b"\xff", content_type="image/png")


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


def faults(database: Database) -> list[str]:
    return list(check.faults(database))


def test_a_store_in_use_is_whole(client: Client) -> None:
    fill(client)

    assert faults(client.lrs.site.database) == []


DAMAGES: dict[str, Any] = {
    "an entry of the index is missing": delete(mention).where(
        mention.c.term == select(mention.c.term).limit(1).scalar_subquery()
    ),
    "an entry of the index is too many": insert(mention).values(term=1, position=1),
    "a body was changed": update(statement).values(body=b"{}"),
    "a row has another id": update(statement)
    .where(statement.c.voided)
    .values(id=b"0123456789abcdef"),
    "a voiding is not marked": update(statement).values(voided=False),
    "a voiding statement is voided": update(statement).values(voided=True),
    "an attachment was changed": update(attachment).values(body=b"x"),
    "an attachment is missing": delete(attachment),
    "a document was changed": update(document).values(body=b"x"),
    "a statement is missing": delete(statement).where(
        statement.c.position == select(statement.c.position).limit(1).scalar_subquery()
    ),
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_damage_is_found(client: Client, damage: str) -> None:
    fill(client)
    with client.lrs.site.database.writing() as connection:
        connection.execute(DAMAGES[damage])

    assert faults(client.lrs.site.database) != []


def contents(database: Database) -> dict[str, list[Any]]:
    """Every row of every table but those that an export leaves out."""
    with database.reading() as connection:
        return {
            table.name: sorted(map(tuple, connection.execute(select(table)).all()), key=repr)
            for table in metadata.sorted_tables
            if table.name not in ("credential", "audit", "knowledge")
        }


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


def test_a_person_is_forgotten_wherever_they_are_named(client: Client) -> None:
    database = client.lrs.site.database
    [actor] = client.store(make_statement(actor=BEN))
    client.store(
        make_statement(actor=make_group(make_agent(), BEN)),
        make_statement(context={"instructor": BEN}),
        make_statement(object={"objectType": "SubStatement", **make_statement(actor=BEN)}),
    )
    other, reference = client.store(make_statement(), make_reference(actor))
    declared = make_attachment(b"secret")
    client.post(
        "/statements",
        **multipart(make_statement(actor=BEN, attachments=[declared]), b"secret"),
    )
    state = {"agent": json.dumps(BEN), "stateId": "s", "activityId": "https://example.org/a"}
    client.put("/activities/state", state, {"x": 1})

    removal = forget(database, BEN, by="the test", only_count=False)

    assert (removal.statements, removal.documents, removal.attachments) == (5, 1, 1)
    assert client.found(ascending="true") == [other, reference]
    assert client.found(agent=json.dumps(BEN), related_agents="true") == []
    assert client.found(verb="https://example.org/did") == [other]
    assert client.get("/activities/state", state).status_code == 404
    assert "name" not in client.get("/agents", {"agent": json.dumps(make_agent("ben"))}).get_json()
    assert faults(database) == []
    with database.reading() as connection:
        [line] = connection.scalars(select(audit.c.deed))
    assert line.startswith("forget: 5 statements, 1 documents, 1 attachments removed by the test")


def test_a_group_larger_than_a_query_may_name_is_kept_checked_and_forgotten(
    client: Client,
) -> None:
    """PostgreSQL takes 65,535 parameters in one query."""
    members = [make_agent(str(number)) for number in range(66_000)]
    client.store(make_statement(actor=make_group(*members)))
    database = client.lrs.site.database

    found = faults(database)
    removal = forget(database, members[-1], by="test", only_count=False)

    assert found == []
    assert removal.statements == 1
    assert client.found(agent=json.dumps(members[0])) == []
    assert faults(database) == []


def test_more_activities_than_a_query_may_name_are_looked_up(client: Client) -> None:
    known = {"id": "https://example.org/a", "definition": {"name": {"en": "A"}}}
    client.store(make_statement(object=known))
    wanted = [known["id"], *(f"https://example.org/{number}" for number in range(66_000))]

    with client.lrs.site.database.reading() as connection:
        found = definitions_of(connection, wanted)

    assert found == {known["id"]: known["definition"]}


def test_what_is_only_counted_stays(client: Client) -> None:
    fill(client)
    database = client.lrs.site.database
    before = contents(database)

    removal = forget(database, BEN, by="the test", only_count=True)

    assert (removal.statements, removal.documents) == (1, 1)
    assert contents(database) == before


def test_nothing_of_a_forgotten_person_is_left_in_a_sqlite_file(tmp_path: Path) -> None:
    lrs = create_app(Settings(data=tmp_path))
    client = Client.allowed(lrs)
    client.store(*(make_statement(actor=make_agent("planted-person")) for _ in range(50)))

    forget(lrs.site.database, make_agent("planted-person"), by="the test", only_count=False)

    for path in tmp_path.iterdir():
        assert b"planted-person" not in path.read_bytes(), path
    lrs.site.database.dispose()


def test_a_backup_taken_while_others_write_is_whole(
    client: Client, tmp_path: Path, make_lrs: Callable[..., Lrs]
) -> None:
    database = client.lrs.site.database
    target = tmp_path / "backup.sqlite3"
    if not isinstance(database, dialects.Sqlite):
        with pytest.raises(StoreFailed, match="pg_dump"):
            database.backup(target)
        return
    fill(client)
    before = set(client.found())
    with ThreadPoolExecutor(3) as pool:
        writing = [
            pool.submit(lambda: [client.store(make_statement()) for _ in range(20)])
            for _ in range(2)
        ]
        pool.submit(database.backup, target).result()
        for one in writing:
            one.result()

    copy = dialects.connect(f"sqlite:///{target}")
    restored = {json.loads(row[5])["id"] for row in contents(copy)["statement"]}
    assert faults(copy) == []
    copy.dispose()
    assert before <= restored
    with pytest.raises(StoreFailed, match="exists already"):
        database.backup(target)
