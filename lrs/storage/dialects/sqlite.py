"""The store in one file of SQLite."""

import fcntl
import os
import sqlite3
import threading
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from mmap import mmap
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, Insert, Table, create_engine, event
from sqlalchemy.dialects import sqlite
from sqlalchemy.engine import URL

from lrs.errors import StoreFailed
from lrs.storage.bodies import IN_ONE_ROW, Joined
from lrs.storage.dialects.database import ENGINE, Database, Row
from lrs.storage.ready import Ready
from lrs.storage.tables import statement

LONG_READ = 0.05
"""Seconds after which a reader of SQLite no longer waits for the one before."""

FOR_READERS = 30.0
"""Seconds to wait for those who still read the store as it was before something was forgotten."""


class _TooLong(StoreFailed):
    """A value is longer than SQLite can hold: a gigabyte."""


class Sqlite(Database):
    """One file in WAL mode. A lock file beside it tells every process whose turn it is."""

    def __init__(self, url: URL) -> None:
        path = self._path = Path(url.database or "")
        path.parent.mkdir(parents=True, exist_ok=True)
        _refuse_what_is_no_store(path)
        super().__init__(_engine(url, "BEGIN", cache=2000))
        # A transaction that reads first and writes later fails at once when another one has written
        # in between; writers therefore say so from the start. Their one connection has room for the
        # pages that every batch changes, and for those of ids, which are changed but once.
        self._for_writers = _engine(url, "BEGIN IMMEDIATE", cache=16000)
        self._one_reads = threading.Lock()
        self._reader = self.engine.raw_connection()
        self._read_on: Any = self._reader.driver_connection
        _fetch(self._read_on, "PRAGMA cache_size = -8000", ())
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
        return Joined(*row) if row[0] else Joined(0, 0, 0, 0, b"", has_marks=True, lacks_long=False)

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
        self._for_writers.dispose()
        super().dispose()
        self._somebody_writes.close()
        self._readers_file.close()
        self._writers_file.close()

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

    def erase_traces(self) -> bool:
        with closing(sqlite3.connect(self._path, timeout=FOR_READERS)) as connection:
            [is_prevented, *_] = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        return not is_prevented

    def backup(self, target: Path) -> None:
        if target.exists():
            raise StoreFailed(f"{target} exists already; a backup replaces nothing.")
        # A copy that is cut off half-way never stands where a whole one is expected.
        part = target.with_name(f"{target.name}.part")
        part.unlink(missing_ok=True)
        try:
            with (
                closing(self.engine.raw_connection()) as connection,
                closing(sqlite3.connect(part)) as copy,
            ):
                source: Any = connection.driver_connection
                source.backup(copy)
        except sqlite3.Error as error:
            part.unlink(missing_ok=True)
            raise StoreFailed(f"{target} cannot be written: {error}.") from error
        part.rename(target)

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


def _refuse_what_is_no_store(path: Path) -> None:
    """Another program's file stays as it is."""
    if not path.exists() or not path.stat().st_size:
        return
    try:
        with closing(sqlite3.connect(path, timeout=30)) as connection:
            tables = connection.execute("SELECT name FROM sqlite_master").fetchall()
    except sqlite3.Error as error:
        raise StoreFailed(f"{path}: {error}.") from error
    if tables and (statement.name,) not in tables:
        raise StoreFailed(f"{path} is a database of another program.")


def _engine(url: URL, begin: str, *, cache: int) -> Engine:
    """Connections whose transactions begin in one way, each with a cache of so many KiB."""

    def prepare(connection: sqlite3.Connection, _record: Any) -> None:
        # Python's own transaction handling would begin too late.
        connection.isolation_level = None
        for pragma in (
            "journal_mode = WAL",
            # Acknowledged is durable, even when the power fails.
            "synchronous = FULL",
            # In pages: a page that many commits change is then brought into the file once.
            "wal_autocheckpoint = 8000",
            # The rest is left to the system's own cache of the file.
            f"cache_size = -{cache}",
            "temp_store = MEMORY",
            # What is deleted is overwritten: see lrs.storage.forget.
            "secure_delete = ON",
        ):
            connection.execute(f"PRAGMA {pragma}")

    engine = create_engine(url, connect_args={"timeout": 30}, **ENGINE)
    event.listen(engine, "connect", prepare)
    event.listen(engine, "begin", lambda connection: connection.exec_driver_sql(begin))
    return engine
