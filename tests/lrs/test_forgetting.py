"""lrs forget."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlalchemy import select

from lrs.app import create_app
from lrs.cli import main
from lrs.settings import Settings
from lrs.storage.dialects import sqlite
from lrs.storage.forget import forget
from lrs.storage.tables import audit, statement
from tests.lrs.client import Client, multipart
from tests.lrs.factories import (
    make_agent,
    make_attachment,
    make_group,
    make_reference,
    make_statement,
)
from tests.lrs.stores import BEN, contents, faults, fill


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


def test_a_long_read_that_keeps_a_forgotten_person_in_the_files_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Given somebody who reads the store, and goes on while a person is forgotten
    monkeypatch.setattr(sqlite, "FOR_READERS", 0.1)
    lrs = create_app(Settings(data=tmp_path))
    client = Client.allowed(lrs)
    client.store(make_statement(actor=make_agent("planted-person")))
    person = json.dumps(make_agent("planted-person"))
    command = ["forget", "--agent", person, "--data", str(tmp_path)]
    with lrs.site.database.reading() as connection:
        connection.execute(select(statement.c.position)).all()

        # When they are forgotten
        hindered = CliRunner().invoke(main, command)

    # Then the statement is gone, and the command says that the files may still hold it
    assert client.found() == []
    assert hindered.exit_code == 2
    assert "Removed 1 statements" in hindered.output
    assert "Run the same command again" in hindered.output

    # And run again when the reader has finished, it leaves nothing
    assert CliRunner().invoke(main, command).exit_code == 0
    for path in tmp_path.iterdir():
        assert b"planted-person" not in path.read_bytes(), path
    lrs.site.database.dispose()
