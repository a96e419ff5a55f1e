"""The tables in the code are the tables that the migrations make."""

from pathlib import Path

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from lrs.storage import dialects
from lrs.storage.migrations import VERSION_TABLE, migrate
from lrs.storage.tables import metadata

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
