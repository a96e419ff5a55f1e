"""The tables in the code are the tables that the migrations make."""

import json
from collections.abc import Callable
from pathlib import Path
from uuid import uuid4

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from lrs.app import Lrs
from lrs.storage import dialects
from lrs.storage.check import faults
from lrs.storage.migrations import VERSION_TABLE, migrate
from lrs.storage.tables import metadata
from tests.lrs.client import Client
from tests.lrs.factories import make_agent, make_reference, make_statement

SCRIPTS = Path(__file__).parents[2] / "migrations" / "lrs"


def test_the_migrations_make_exactly_the_tables_of_the_code(url: str) -> None:
    database = dialects.connect(url)

    with database.reading() as connection:
        context = MigrationContext.configure(
            connection, opts={"version_table": VERSION_TABLE, "compare_type": True}
        )
        differences = compare_metadata(context, metadata)

    database.dispose()
    assert differences == []


def test_migrating_again_changes_nothing(url: str) -> None:
    database = dialects.connect(url)

    migrate(database)

    database.dispose()


def test_the_head_file_names_the_last_migration() -> None:
    assert (SCRIPTS / "HEAD").read_text().strip() == ScriptDirectory(
        str(SCRIPTS)
    ).get_current_head()


def test_a_store_of_the_first_version_keeps_its_statements(
    make_lrs: Callable[..., Lrs], url: str
) -> None:
    client = Client.allowed(make_lrs())
    first = make_statement(id=str(uuid4()), context={"instructor": make_agent("bob")})
    client.store(first, make_statement(), make_reference(first["id"]))
    [end] = client.store(make_statement(actor=make_agent("end")))
    links = [end]
    for number in range(30):
        links += client.store(make_reference(links[-1], actor=make_agent(str(number))))
    before = client.get("/statements").get_json()["statements"]
    config = Config()
    config.set_main_option("script_location", str(SCRIPTS))
    database = dialects.connect(url)
    with database.writing() as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, "0001")

    migrate(database)

    found = list(faults(database))
    database.dispose()
    assert found == []
    assert client.found(agent=json.dumps(make_agent("end"))) == links[::-1]
    assert client.get("/statements").get_json()["statements"] == before
