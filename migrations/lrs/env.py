"""Runs the migrations of the LRS, on the connection given or on the one its settings name."""

from alembic import context
from sqlalchemy import Connection

from lrs.settings import Settings
from lrs.storage.dialects import connect
from lrs.storage.migrations import VERSION_TABLE
from lrs.storage.tables import metadata


def run(connection: Connection) -> None:
    context.configure(connection=connection, target_metadata=metadata, version_table=VERSION_TABLE)
    with context.begin_transaction():
        context.run_migrations()


given = context.config.attributes.get("connection")
if given is not None:
    run(given)
else:
    with connect(Settings.from_environment().url).writing() as own:
        run(own)
