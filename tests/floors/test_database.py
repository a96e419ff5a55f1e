"""What the platform's database promises to everything that stands on it."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import Engine, text
from sqlalchemy.exc import DBAPIError

from abp_lms import database
from abp_lms.database import session


@pytest.mark.usefixtures("app")
def test_the_text_of_a_fault_holds_no_value_that_was_to_be_written() -> None:
    with pytest.raises(DBAPIError) as fault:
        session.execute(text("INSERT INTO nowhere VALUES (:words)"), {"words": "planted words"})
    session.rollback()

    assert "nowhere" in str(fault.value)
    assert "planted words" not in str(fault.value)
    assert "planted words" not in database.reason(fault.value)


def test_to_connect_elsewhere_closes_the_connections_before(app: Flask, database_url: str) -> None:
    session.execute(text("SELECT 1"))
    former = session.get_bind()
    assert isinstance(former, Engine)
    pool = former.pool

    database.connect(database_url)

    assert app
    assert former.pool is not pool, "disposed of: its connections are closed"


@pytest.mark.usefixtures("app")
def test_only_a_missing_table_is_told_as_one() -> None:
    with pytest.raises(DBAPIError) as missing:
        session.execute(text("SELECT 1 FROM nowhere"))
    session.rollback()
    with pytest.raises(DBAPIError) as another:
        session.execute(text("SELECT nothing FROM person"))
    session.rollback()

    assert database.has_no_tables(missing.value)
    assert not database.has_no_tables(another.value)
