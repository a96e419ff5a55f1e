"""The store in a PostgreSQL server."""

from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Insert, Table, create_engine, text
from sqlalchemy.dialects import postgresql
from sqlalchemy.engine import URL

from lrs.errors import StoreFailed
from lrs.storage.bodies import Joined
from lrs.storage.dialects.database import ENGINE, Database, Row
from lrs.storage.ready import Ready

WRITERS_TURN = 0x1A5_0001
"""The advisory lock of PostgreSQL that the writer holds until its commit."""


class Postgresql(Database):
    """A PostgreSQL server; an advisory lock gives writers their turn."""

    _turn_is_free = Ready(text(f"SELECT pg_try_advisory_xact_lock_shared({WRITERS_TURN})"))

    def __init__(self, url: URL) -> None:
        # Acknowledged is durable, whatever the server's own default is.
        how = {"connect_timeout": 10, "options": "-c synchronous_commit=on"}
        engine = create_engine(url, connect_args=how, isolation_level="REPEATABLE READ", **ENGINE)
        super().__init__(engine)
        self._at_once = create_engine(url, connect_args=how, isolation_level="AUTOCOMMIT", **ENGINE)
        # What follows the lock must see what the writer before us committed while we waited.
        self._for_writers = engine.execution_options(isolation_level="READ COMMITTED")

    def rows(self, select: Ready, **values: Any) -> list[Row]:
        try:
            with closing(self._at_once.raw_connection()) as connection:
                # Stored bytes as they are: otherwise they arrive as hexadecimal digits.
                cursor: Any = connection.cursor(binary=True)
                cursor.execute(*select.bound(self.engine, values))
                found: list[Row] = cursor.fetchall()
        except self._driver_error as error:
            # Connections that the server has closed must not wait in the pool for the next one.
            self._at_once.dispose()
            raise StoreFailed(str(error)) from error
        return found

    def joined(self, select: Ready, *, ascending: bool, **values: Any) -> Joined | None:  # noqa: ARG002
        # Its rows arrive together anyway.
        return None

    def dispose(self) -> None:
        self._at_once.dispose()
        super().dispose()

    def is_at_rest(self) -> bool:
        return bool(self.rows(self._turn_is_free)[0][0])

    def own_faults(self) -> list[str]:
        return []

    def erase_traces(self) -> bool:
        with closing(self._at_once.raw_connection()) as connection:
            connection.cursor().execute("VACUUM")
        return True

    def backup(self, target: Path) -> None:
        raise StoreFailed(f"This store is in PostgreSQL: back it up to {target} with pg_dump.")

    def insert_new(self, table: Table) -> Insert:
        return postgresql.insert(table).on_conflict_do_nothing()

    def upsert(self, table: Table, *changed: str) -> Insert:
        insert = postgresql.insert(table)
        new = {name: insert.excluded[name] for name in changed}
        return insert.on_conflict_do_update(index_elements=list(table.primary_key), set_=new)

    @contextmanager
    def _alone(self) -> Iterator[Connection]:
        with self._for_writers.begin() as connection:
            connection.execute(text(f"SELECT pg_advisory_xact_lock({WRITERS_TURN})"))
            yield connection

    def _insert(self, cursor: Any, table: Table, rows: Sequence[Row]) -> None:
        with cursor.copy(f"COPY {table.name} FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)
