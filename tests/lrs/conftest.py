"""An LRS on each of the two databases, empty and migrated."""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine, text

from lrs.app import Lrs
from lrs.resources.exchange import Site
from lrs.settings import Settings
from lrs.storage import dialects
from lrs.storage.migrations import migrate
from lrs.storage.tables import metadata
from lrs.storage.writer import Writer
from tests import postgresql
from tests.lrs.client import Client

BACKENDS = ("sqlite", "postgresql")


@pytest.fixture(autouse=True)
def _no_settings_from_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in Settings.__dataclass_fields__:
        monkeypatch.delenv(f"LRS_{name.upper()}", raising=False)


@pytest.fixture(scope="session")
def empty_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite store to copy."""
    path = tmp_path_factory.mktemp("empty") / "lrs.sqlite3"
    _migrated(f"sqlite:///{path}")
    return path


@cache
def _own_postgresql() -> str:
    """A migrated PostgreSQL store for this process: emptying it is quicker than making one."""
    url = postgresql.new_database()
    _migrated(url)
    return url


def _empty(url: str) -> None:
    engine = create_engine(url)
    with engine.begin() as connection:
        names = ", ".join(table.name for table in metadata.sorted_tables)
        connection.execute(text(f"TRUNCATE {names}"))
    engine.dispose()


def _migrated(url: str) -> None:
    database = dialects.connect(url)
    migrate(database)
    database.dispose()


@pytest.fixture(params=BACKENDS)
def url(request: pytest.FixtureRequest, empty_sqlite: Path, tmp_path: Path) -> Iterator[str]:
    """The address of an empty, migrated store: a test that asks for it runs on both databases."""
    if request.param == "sqlite":
        shutil.copy(empty_sqlite, tmp_path / "lrs.sqlite3")
        yield f"sqlite:///{tmp_path / 'lrs.sqlite3'}"
    else:
        _empty(_own_postgresql())
        yield _own_postgresql()


_opened: list[Lrs] = []


def opened(lrs: Lrs) -> Lrs:
    """An LRS that a test opens by itself, and that is closed after the test."""
    _opened.append(lrs)
    return lrs


@pytest.fixture(autouse=True)
def _closed_again() -> Iterator[None]:
    yield
    while _opened:
        _opened.pop().site.database.dispose()


@pytest.fixture
def make_lrs(url: str) -> Iterator[Callable[..., Lrs]]:
    """Makes LRSs on that store: as many processes would, each with settings of its own."""
    made: list[Lrs] = []

    def make(**settings: Any) -> Lrs:
        database = dialects.connect(url)
        site = Site(replace(Settings(database_url=url), **settings), database, Writer(database))
        made.append(Lrs(site))
        return made[-1]

    yield make
    for one in made:
        one.site.database.dispose()


@pytest.fixture
def lrs(make_lrs: Callable[..., Lrs]) -> Lrs:
    """An LRS with the default settings."""
    return make_lrs()


@pytest.fixture
def client(lrs: Lrs) -> Client:
    """A client that may do everything, speaking 2.0."""
    return Client.allowed(lrs, "all")
