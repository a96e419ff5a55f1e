"""The one file that knows SQLite from PostgreSQL.

Both keep the same promise: there is one writer at a time, and what it stored is visible, whole,
when its turn ends. Positions are therefore visible in the order they were given out, and a reader
who follows them never skips one that was committed late.
"""

import fcntl
import sqlite3
import threading
from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, Insert, Table, create_engine, event, text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import URL, make_url

WRITERS_TURN = 0x1A5_0001
"""The advisory lock of PostgreSQL that the writer holds until its commit."""


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
    @contextmanager
    def _alone(self) -> Iterator[Connection]:
        """A transaction that waits until no other process writes."""

    @abstractmethod
    def is_at_rest(self) -> bool:
        """True when no writer, in any process, has its turn at this moment."""

    @abstractmethod
    def insert_new(self, table: Table) -> Insert:
        """An INSERT that leaves alone the rows that are there already."""

    @abstractmethod
    def upsert(self, table: Table, *changed: str) -> Insert:
        """An INSERT that replaces the columns `changed` of a row that is there already."""


class Sqlite(Database):
    """One file in WAL mode. A lock file beside it tells every process whose turn it is."""

    def __init__(self, url: URL) -> None:
        path = Path(url.database or "")
        path.parent.mkdir(parents=True, exist_ok=True)
        engine = create_engine(url, connect_args={"timeout": 30}, pool_size=16, max_overflow=48)
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
        super().__init__(engine)
        self._for_writers = engine.execution_options(begin="BEGIN IMMEDIATE")
        lock = path.with_name(f"{path.name}-turn")
        self._writers_file = lock.open("a")
        self._readers_file = lock.open("a")

    @contextmanager
    def _alone(self) -> Iterator[Connection]:
        fcntl.flock(self._writers_file, fcntl.LOCK_EX)
        try:
            with self._for_writers.begin() as connection:
                yield connection
        finally:
            fcntl.flock(self._writers_file, fcntl.LOCK_UN)

    def is_at_rest(self) -> bool:
        try:
            fcntl.flock(self._readers_file, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        fcntl.flock(self._readers_file, fcntl.LOCK_UN)
        return True

    def insert_new(self, table: Table) -> Insert:
        return sqlite.insert(table).on_conflict_do_nothing()

    def upsert(self, table: Table, *changed: str) -> Insert:
        insert = sqlite.insert(table)
        new = {name: insert.excluded[name] for name in changed}
        return insert.on_conflict_do_update(index_elements=list(table.primary_key), set_=new)


def _prepare_sqlite(connection: sqlite3.Connection, _record: Any) -> None:
    # Python's own transaction handling would begin too late: `_begin_sqlite` does it.
    connection.isolation_level = None
    for pragma in (
        "journal_mode = WAL",
        # Acknowledged is durable, even when the power fails.
        "synchronous = FULL",
        "cache_size = -32000",
        "mmap_size = 268435456",
        "temp_store = MEMORY",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    # A transaction that reads first and writes later fails at once when another one has written
    # in between; writers therefore say so from the start.
    connection.exec_driver_sql(connection.get_execution_options().get("begin", "BEGIN"))


class Postgresql(Database):
    """A PostgreSQL server; an advisory lock gives writers their turn."""

    def __init__(self, url: URL) -> None:
        engine = create_engine(
            url,
            isolation_level="REPEATABLE READ",
            pool_size=16,
            max_overflow=48,
            pool_pre_ping=True,
            connect_args={"connect_timeout": 10},
        )
        super().__init__(engine)
        # Taken as the first statement under READ COMMITTED: what follows must see what the writer
        # before us committed while we waited.
        self._for_writers = engine.execution_options(isolation_level="READ COMMITTED")
        self._at_once = engine.execution_options(isolation_level="AUTOCOMMIT")

    @contextmanager
    def _alone(self) -> Iterator[Connection]:
        with self._for_writers.begin() as connection:
            connection.execute(text(f"SELECT pg_advisory_xact_lock({WRITERS_TURN})"))
            yield connection

    def is_at_rest(self) -> bool:
        free = text(f"SELECT pg_try_advisory_xact_lock_shared({WRITERS_TURN})")
        with self._at_once.connect() as connection:
            return bool(connection.scalar(free))

    def insert_new(self, table: Table) -> Insert:
        return postgresql.insert(table).on_conflict_do_nothing()

    def upsert(self, table: Table, *changed: str) -> Insert:
        insert = postgresql.insert(table)
        new = {name: insert.excluded[name] for name in changed}
        return insert.on_conflict_do_update(index_elements=list(table.primary_key), set_=new)


def connect(url: str) -> Database:
    """The database at an SQLAlchemy address."""
    address = make_url(url)
    if address.get_backend_name() == "postgresql":
        return Postgresql(address)
    return Sqlite(address)
