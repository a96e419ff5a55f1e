"""The migrations make the very tables that the models describe, on both databases."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import create_engine, inspect, text
from sqlalchemy.exc import DatabaseError

import abp_lms.app  # noqa: F401  every model
from abp_lms import database, settings
from abp_lms.database import Base
from tests import postgresql

MIGRATIONS = settings.read({}).migrations / "abp_lms"


@pytest.fixture(params=["sqlite", "postgresql"])
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'migrated.sqlite3'}"
    return postgresql.new_database()


@pytest.fixture
def migrated(empty: str) -> str:
    database.migrate(empty, MIGRATIONS)
    return empty


def test_migrations_and_models_agree(migrated: str) -> None:
    engine = create_engine(migrated)

    with engine.connect() as connection:
        context = MigrationContext.configure(
            connection, opts={"version_table": "abp_lms_alembic_version", "compare_type": True}
        )
        differences = compare_metadata(context, Base.metadata)

    engine.dispose()
    assert differences == []


def test_migrating_again_changes_nothing(migrated: str) -> None:
    database.migrate(migrated, MIGRATIONS)

    engine = create_engine(migrated)
    assert "person" in inspect(engine).get_table_names()
    engine.dispose()


def test_two_who_start_at_once_migrate_once(empty: str) -> None:
    program = "import sys; from pathlib import Path; from abp_lms import database; "
    program += "database.migrate(sys.argv[1], Path(sys.argv[2]))"
    command = [sys.executable, "-c", program, empty, str(MIGRATIONS)]

    both = [subprocess.Popen(command, stderr=subprocess.PIPE, text=True) for _ in range(2)]

    assert [(one.communicate()[1], one.returncode) for one in both] == [("", 0), ("", 0)]


def test_the_database_itself_refuses_to_change_the_audit(migrated: str) -> None:
    engine = create_engine(migrated)
    with engine.begin() as connection:
        connection.execute(
            text(
                "INSERT INTO audit_entry (id, at, deed, subject_kind, detail) VALUES "
                "('6f1d5c8e2f4b4b0c9a5e0c5b7d3f1a2b', '2026-01-01 00:00:00', 'was here', '', '{}')"
            )
        )

    for deed in ("UPDATE audit_entry SET deed = 'was not'", "DELETE FROM audit_entry"):
        with pytest.raises(DatabaseError, match="append only"), engine.begin() as connection:
            connection.execute(text(deed))

    engine.dispose()
