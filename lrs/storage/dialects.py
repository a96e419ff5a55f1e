"""The one file that knows SQLite from PostgreSQL.

Both keep the same promise: there is one writer at a time, and what it stored is visible, whole,
when its turn ends. Positions are therefore visible in the order they were given out, and a reader
who follows them never skips one that was committed late.

`rows`, `run` and `insert` go straight to the driver with SQL that Core compiled once. They are for
what every statement passes through: there, SQLAlchemy's own execution costs more than the database.
"""

import fcntl
import os
import sqlite3
import threading
from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, closing, contextmanager
from functools import cached_property
from mmap import mmap
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, Insert, Table, create_engine, event, text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import URL, make_url

from lrs.errors import StoreFailed
from lrs.storage.bodies import IN_ONE_ROW, Joined
from lrs.storage.ready import Ready

WRITERS_TURN = 0x1A5_0001
"""The advisory lock of PostgreSQL that the writer holds until its commit."""

LONG_READ = 0.05
"""Seconds after which a reader of SQLite no longer waits for the one before."""

ENGINE: dict[str, Any] = {
    # The connection used last is used next: its cache is warm, and few are opened.
    "pool_size": 16,
    "max_overflow": 48,
    "pool_use_lifo": True,
    # Errors are logged; what people said is not.
    "hide_parameters": True,
}

Row = tuple[Any, ...]


class _TooLong(StoreFailed):
    """A value is longer than SQLite can hold: a gigabyte."""


class Database(ABC):
    """Where an LRS keeps everything, on either database."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self._turn = threading.Lock()

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A connection that sees one state of the store for as long as it is open."""
        with self.engine.connect() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """The writer's turn: commits at its end, undoes everything after an exception."""
        with self._turn, self._alone() as connection:
            yield connection

    @abstractmethod
    def rows(self, select: Ready, **values: Any) -> list[Row]:
        """What one SELECT finds, outside of any transaction; raises `StoreFailed`."""

    @abstractmethod
    def joined(self, select: Ready, *, ascending: bool, **values: Any) -> Joined | None:
        """Like `rows`, for a SELECT of positions and bodies; None where they are better read singly.

        `ascending` is the order of the SELECT.
        """

    def run(self, connection: Connection, select: Ready, **values: Any) -> list[Row]:
        """Like `rows`, within a transaction."""
        try:
            cursor = connection.connection.cursor()
            cursor.execute(*select.bound(self.engine, values))
            found: list[Row] = cursor.fetchall()  # type: ignore[assignment]
        except self._driver_error as error:
            raise StoreFailed(str(error)) from error
        return found

    def insert(self, connection: Connection, table: Table, rows: Sequence[Row]) -> None:
        """Insert rows that have a value for every column of the table; raises `StoreFailed`."""
        try:
            self._insert(connection.connection.cursor(), table, rows)
        except self._driver_error as error:
            raise StoreFailed(str(error)) from error

    def dispose(self) -> None:
        """Close every connection."""
        self.engine.dispose()

    @cached_property
    def _driver_error(self) -> type[Exception]:
        """What the driver raises."""
        return self.engine.dialect.loaded_dbapi.Error

    @abstractmethod
    def is_at_rest(self) -> bool:
        """True when no writer, in any process, has its turn at this moment."""

    @abstractmethod
    def own_faults(self) -> list[str]:
        """What the database itself finds wrong with its files, one sentence each."""

    @abstractmethod
    def erase_traces(self) -> None:
        """See to it that what was deleted is not left behind in the files."""

    @abstractmethod
    def backup(self, target: Path) -> None:
        """Copy the store to a file while others use it; raises `StoreFailed` with a sentence."""

    @abstractmethod
    def insert_new(self, table: Table) -> Insert:
        """An INSERT that leaves alone the rows that are there already."""

    @abstractmethod
    def upsert(self, table: Table, *changed: str) -> Insert:
        """An INSERT that replaces the columns `changed` of a row that is there already."""

    @abstractmethod
    def _alone(self) -> AbstractContextManager[Connection]:
        """A transaction that waits until no other process writes."""

    @abstractmethod
    def _insert(self, cursor: Any, table: Table, rows: Sequence[Row]) -> None:
        """The driver's quickest way to insert many rows."""


class Sqlite(Database):
    """One file in WAL mode. A lock file beside it tells every process whose turn it is."""

    def __init__(self, url: URL) -> None:
        path = Path(url.database or "")
        path.parent.mkdir(parents=True, exist_ok=True)
        engine = create_engine(url, connect_args={"timeout": 30}, **ENGINE)
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
        super().__init__(engine)
        self._for_writers = engine.execution_options(begin="BEGIN IMMEDIATE")
        self._one_reads = threading.Lock()
        self._reader = engine.raw_connection()
        self._read_on: Any = self._reader.driver_connection
        lock = path.with_name(f"{path.name}-turn")
        self._writers_file = lock.open("a+b")
        self._readers_file = lock.open("a+b")
        if lock.stat().st_size == 0:
            os.truncate(lock, 1)
        # Its one byte, shared by all processes: not 0 while somebody writes. To look at it takes no
        # call into the system, where other threads would be let in. Who is killed leaves it as it
        # was, so only the lock itself tells for certain that somebody writes.
        self._somebody_writes = mmap(self._readers_file.fileno(), 1)

    def rows(self, select: Ready, **values: Any) -> list[Row]:
        return self._read(*select.bound(self.engine, values))

    def joined(self, select: Ready, *, ascending: bool, **values: Any) -> Joined | None:
        # One row for all: the driver lets other threads in only once, not at each statement.
        sql, given = select.bound(self.engine, values)
        try:
            [row] = self._read(IN_ONE_ROW % ("max" if ascending else "min", sql), given)
        except _TooLong:
            return None
        return Joined(*row) if row[0] else Joined(0, 0, 0, 0, b"")

    def _read(self, sql: str, values: Any) -> list[Row]:
        # Between any two rows the driver lets other threads in. Where several read at once, they
        # spend ten times as long on handing over as on reading; so one reads, on one connection,
        # unless it takes long.
        if not self._one_reads.acquire(timeout=LONG_READ):
            with closing(self.engine.raw_connection()) as connection:
                return _fetch(connection.driver_connection, sql, values)
        try:
            return _fetch(self._read_on, sql, values)
        finally:
            self._one_reads.release()

    def dispose(self) -> None:
        self._reader.close()
        super().dispose()

    def is_at_rest(self) -> bool:
        if not self._somebody_writes[0]:
            return True
        try:
            fcntl.flock(self._readers_file, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        fcntl.flock(self._readers_file, fcntl.LOCK_UN)
        return True

    def own_faults(self) -> list[str]:
        with closing(self.engine.raw_connection()) as connection:
            cursor = connection.cursor()
            cursor.execute("PRAGMA integrity_check(20)")
            found = [row[0] for row in cursor.fetchall()]
        return [] if found == ["ok"] else [f"SQLite says: {one}." for one in found]

    def erase_traces(self) -> None:
        with closing(self.engine.raw_connection()) as connection:
            connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def backup(self, target: Path) -> None:
        if target.exists():
            raise StoreFailed(f"{target} exists already; a backup replaces nothing.")
        with (
            closing(self.engine.raw_connection()) as connection,
            closing(sqlite3.connect(target)) as copy,
        ):
            source: Any = connection.driver_connection
            source.backup(copy)

    def insert_new(self, table: Table) -> Insert:
        return sqlite.insert(table).on_conflict_do_nothing()

    def upsert(self, table: Table, *changed: str) -> Insert:
        insert = sqlite.insert(table)
        new = {name: insert.excluded[name] for name in changed}
        return insert.on_conflict_do_update(index_elements=list(table.primary_key), set_=new)

    @contextmanager
    def _alone(self) -> Iterator[Connection]:
        fcntl.flock(self._writers_file, fcntl.LOCK_EX)
        self._somebody_writes[0] = 1
        try:
            with self._for_writers.begin() as connection:
                yield connection
        finally:
            self._somebody_writes[0] = 0
            fcntl.flock(self._writers_file, fcntl.LOCK_UN)

    def _insert(self, cursor: Any, table: Table, rows: Sequence[Row]) -> None:
        marks = ", ".join("?" * len(table.columns))
        cursor.executemany(f"INSERT INTO {table.name} VALUES ({marks})", rows)  # noqa: S608


def _fetch(connection: Any, sql: str, values: Any) -> list[Row]:
    try:
        found: list[Row] = connection.execute(sql, values).fetchall()
    except sqlite3.DataError as error:
        raise _TooLong(str(error)) from error
    except sqlite3.Error as error:
        raise StoreFailed(str(error)) from error
    return found


def _prepare_sqlite(connection: sqlite3.Connection, _record: Any) -> None:
    # Python's own transaction handling would begin too late: `_begin_sqlite` does it.
    connection.isolation_level = None
    for pragma in (
        "journal_mode = WAL",
        # Acknowledged is durable, even when the power fails.
        "synchronous = FULL",
        # In pages: a page that many commits change is then brought into the file once.
        "wal_autocheckpoint = 8000",
        # For each connection, in KiB. The rest is left to the system's own cache of the file.
        "cache_size = -16000",
        "temp_store = MEMORY",
        # What is deleted is overwritten: see lrs.storage.forget.
        "secure_delete = ON",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    # A transaction that reads first and writes later fails at once when another one has written
    # in between; writers therefore say so from the start.
    connection.exec_driver_sql(connection.get_execution_options().get("begin", "BEGIN"))


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
                cursor: Any = connection.cursor()
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

    def erase_traces(self) -> None:
        with closing(self._at_once.raw_connection()) as connection:
            connection.cursor().execute("VACUUM")

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


def connect(url: str) -> Database:
    """The database at an SQLAlchemy address."""
    address = make_url(url)
    if address.get_backend_name() == "postgresql":
        return Postgresql(address)
    return Sqlite(address)
