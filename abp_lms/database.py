"""The platform's database: tables' base, the session, one commit for one request.

Actions never commit. A request commits once, before its answer is sent, so that nothing is
acknowledged before it is durable; commands and the worker use `unit_of_work()`.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from enum import Enum
from pathlib import Path
from typing import Any, ClassVar
from uuid import UUID

import sqlalchemy
from alembic import command
from alembic.config import Config
from flask import Flask, Response, request
from sqlalchemy import JSON, DateTime, Engine, MetaData, Uuid, create_engine, event
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import DeclarativeBase, Session, scoped_session, sessionmaker
from sqlalchemy.types import TypeDecorator

# SQLite knows two ways to begin. A transaction that reads first and then writes fails at once when
# another one wrote meanwhile, whatever the time-out; so whoever may write says so at the start.
_may_write: ContextVar[bool] = ContextVar("may_write", default=False)


class Moment(TypeDecorator[datetime]):
    """An aware datetime, kept in UTC; SQLite, which knows no zones, gets and gives it naive."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Any) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("A moment needs a time zone.")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, _dialect: Any) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Base(DeclarativeBase):
    """What every table of the platform derives from."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(column_0_label)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        UUID: Uuid(),
        datetime: Moment(),
        # As text: an enumeration type of PostgreSQL's own cannot lose a value, nor share its name.
        Enum: sqlalchemy.Enum(Enum, native_enum=False, length=30),
        dict[str, Any]: JSON(),
        list[Any]: JSON(),
    }


_sessions = sessionmaker(autoflush=True, expire_on_commit=False)
session: scoped_session[Session] = scoped_session(_sessions)


def connect(url: str) -> Engine:
    """Bind the session to the database at `url` (SQLite or PostgreSQL), and close the one before.

    A fault's text never repeats parameters: they hold what people typed.
    """
    if url.startswith("sqlite"):
        engine = create_engine(url, connect_args={"timeout": 30}, hide_parameters=True)
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
    else:
        engine = create_engine(url, pool_pre_ping=True, hide_parameters=True)
    session.remove()
    former = _sessions.kw["bind"]
    if former is not None:
        former.dispose()
    _sessions.configure(bind=engine)
    return engine


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # BEGIN is ours to say
    cursor = connection.cursor()
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=30000"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_sqlite(connection: Any) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE" if _may_write.get() else "BEGIN")


@contextmanager
def writing() -> Iterator[None]:
    """Transactions begun within the block may write."""
    token = _may_write.set(True)
    try:
        yield
    finally:
        _may_write.reset(token)


@contextmanager
def unit_of_work() -> Iterator[Session]:
    """One transaction on the thread's session: committed at the end, undone by a fault."""
    with writing():
        try:
            yield session()
            session.commit()
        except BaseException:
            session.rollback()
            raise
        finally:
            session.remove()


@contextmanager
def apart() -> Iterator[Session]:
    """One short transaction beside the thread's own, for a note that must not fail with it.

    Only from a request that reads: on SQLite a second writer would wait for the first, itself.
    """
    with writing(), _sessions() as beside, beside.begin():
        yield beside


def migrate(url: str, folder: Path) -> None:
    """Bring the database at `url` to the newest of the migrations in `folder`."""
    config = Config()
    config.set_main_option("script_location", str(folder).replace("%", "%%"))
    config.attributes["url"] = url
    command.upgrade(config, "head")


_UNDEFINED_TABLE = "42P01"  # PostgreSQL's documentation, appendix A


def reason(fault: SQLAlchemyError) -> str:
    """What the database itself says is wrong, on one line; no value that was to be written."""
    return str(getattr(fault, "orig", fault)).strip().partition("\n")[0]


def has_no_tables(fault: SQLAlchemyError) -> bool:
    """Whether the fault is that the database has never been migrated."""
    code = getattr(getattr(fault, "orig", None), "sqlstate", None)
    return code == _UNDEFINED_TABLE or "no such table" in reason(fault)


def init_app(app: Flask) -> None:
    """One transaction for one request: begun to write unless it reads, committed before the answer."""

    @app.before_request
    def begin() -> None:
        _may_write.set(request.method not in {"GET", "HEAD", "OPTIONS"})

    # Registered first and therefore called last, when every other hook has had its say.
    @app.after_request
    def commit(response: Response) -> Response:
        session.commit()
        return response

    @app.teardown_request
    def finish(_fault: BaseException | None) -> None:
        session.remove()
        _may_write.set(False)
