"""Runs the platform's migrations, on a URL given by `abp_lms.database.migrate` or by ABP_* settings."""

import sqlite3

from alembic import context
from sqlalchemy import Connection, create_engine, event

import abp_lms.app  # noqa: F401  every model, so that autogenerate sees all tables
from abp_lms import settings
from abp_lms.database import Base, Moment


def plain(kind: str, item: object, _context: object) -> str | bool:
    """Our own column types as what they are in the database: a migration outlives our classes."""
    return "sa.DateTime(timezone=True)" if kind == "type" and isinstance(item, Moment) else False


url = context.config.attributes.get("url") or settings.read().database
engine = create_engine(url)
on_sqlite = engine.dialect.name == "sqlite"
if on_sqlite:
    # The driver would commit each table by itself: all of it or nothing, and one process at a time.
    @event.listens_for(engine, "connect")
    def wait_for_the_lock(connection: sqlite3.Connection, _record: object) -> None:
        connection.isolation_level = None
        connection.execute("PRAGMA busy_timeout = 30000")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")


with engine.connect() as connection:
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        version_table="abp_lms_alembic_version",
        transactional_ddl=True,
        render_as_batch=on_sqlite,
        compare_type=True,
        render_item=plain,
    )
    with context.begin_transaction():
        if not on_sqlite:
            # Two processes that start at once: the second finds the tables of the first.
            connection.exec_driver_sql("SELECT pg_advisory_xact_lock(20261120)")
        context.run_migrations()
engine.dispose()
