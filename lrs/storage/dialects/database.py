"""What the LRS asks of a database, whichever it is.

`rows`, `run` and `insert` go straight to the driver with SQL that Core compiled once. They are for
what every statement passes through: there, SQLAlchemy's own execution costs more than the database.
"""

import threading
from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from functools import cached_property
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, Insert, Table

from lrs.errors import StoreFailed
from lrs.storage.bodies import Joined
from lrs.storage.ready import Ready

ENGINE: dict[str, Any] = {
    # The connection used last is used next: its cache is warm, and few are opened.
    "pool_size": 16,
    "max_overflow": 48,
    "pool_use_lifo": True,
    # Errors are logged; what people said is not.
    "hide_parameters": True,
}

Row = tuple[Any, ...]


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
    def erase_traces(self) -> bool:
        """See to it that what was deleted is not left behind in the files.

        False when somebody who still reads the store as it was before prevents that.
        """

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
