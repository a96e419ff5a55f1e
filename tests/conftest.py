"""What every test of the platform stands on: a fresh database, the application, people signed in.

ABP_TEST_DATABASE=postgresql runs the same tests on PostgreSQL.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import replace
from pathlib import Path
from typing import Any

import hypothesis
import pytest
from argon2 import PasswordHasher
from argon2.profiles import CHEAPEST
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from abp_lms import settings as settings_module
from abp_lms.accounts import passwords
from abp_lms.app import create_app
from abp_lms.database import Base, connect, session, writing
from abp_lms.settings import Settings

# Many cases on a busy machine: slow is not wrong.
hypothesis.settings.register_profile(
    "house", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.load_profile("house")

# Hashing is slow on purpose; what the tests ask is not how slow. Journeys meet the real thing.
passwords._hasher = PasswordHasher.from_parameters(CHEAPEST)

ON_POSTGRESQL = os.environ.get("ABP_TEST_DATABASE") == "postgresql"


OTHERS_TO_A_JOURNEY = 3
# Begun last, each of these would have the others wait for it.
LONGEST = (
    "test_every_kind_of_page.py",
    "test_kept_units.py",
    "test_the_main_job.py",
    "test_starting.py",
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with what takes longest, and spread the other journeys among the files of other tests.

    Journeys wait, for browsers, servers and deadlines; meanwhile the others use the processors.
    """
    files: dict[Path, list[pytest.Item]] = {}
    for item in items:
        files.setdefault(item.path, []).append(item)
    spread = [own for name in LONGEST for path, own in files.items() if path.name == name]
    rest = {path: own for path, own in files.items() if path.name not in LONGEST}
    journeys = [own for path, own in rest.items() if path.parent.name == "journeys"]
    others = [own for path, own in rest.items() if path.parent.name != "journeys"]
    while journeys or others:
        spread += [*journeys[:1], *others[:OTHERS_TO_A_JOURNEY]]
        journeys, others = journeys[1:], others[OTHERS_TO_A_JOURNEY:]
    items[:] = [item for own in spread for item in own]


@pytest.fixture(scope="session")
def empty_database(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The name of a database with all tables and no rows, from which each test's is copied."""
    if ON_POSTGRESQL:
        from tests import postgresql

        url = postgresql.new_database()
    else:
        url = f"sqlite:///{tmp_path_factory.mktemp('template') / 'empty.sqlite3'}"
    engine = connect(url)
    with writing():
        Base.metadata.create_all(engine)
    engine.dispose()
    return url


@pytest.fixture
def database_url(empty_database: str, tmp_path: Path) -> str:
    if ON_POSTGRESQL:
        from tests import postgresql

        return postgresql.new_database(template=empty_database)
    copy = tmp_path / "abp_lms.sqlite3"
    shutil.copyfile(empty_database.removeprefix("sqlite:///"), copy)
    return f"sqlite:///{copy}"


@pytest.fixture
def settings(tmp_path: Path, database_url: str) -> Settings:
    return settings_module.read(
        {}, data=tmp_path, database_url=database_url, mode="development", worker=False
    )


class Client(FlaskClient):
    """Asks as a browser would: with what the test has saved, and nothing left over from it."""

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        session.commit()
        session.remove()
        # A new context: who is signed in is remembered in the one that a test stands in.
        # Read to the end unless the test does, which closes the file of a static answer.
        with self.application.app_context():
            return super().open(*args, **({"buffered": True} | kwargs))


_applications: dict[Settings, Flask] = {}


def _application(settings: Settings) -> Flask:
    """The application with these settings. Where its data lies apart, it is made once: to make it
    again, and to read its templates again, is what a test would spend most of its time on.
    """
    wherever = replace(settings, data=Path(), database_url="")
    if wherever not in _applications:
        _applications[wherever] = create_app(settings)
    app = _applications[wherever]
    settings_module.use(settings)
    connect(settings.database)
    app.config["SECRET_KEY"] = settings.session_key()
    return app


@contextmanager
def standing_in(app: Flask) -> Iterator[Flask]:
    """A test's work with the application, on the database that is connected."""
    app.testing = True
    app.test_client_class = Client
    with app.app_context(), writing():
        yield app
        session.remove()
    session.get_bind().dispose()  # type: ignore[union-attr]


@pytest.fixture
def app(settings: Settings) -> Iterator[Flask]:
    """The application, shared: a test that would change it makes one of its own."""
    with standing_in(_application(settings)) as app:
        yield app


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture(autouse=True)
def _push_request_context() -> AbstractContextManager[None]:
    """Not pytest-flask's: its context stays for the whole test, and who is signed in leaks through it."""
    return nullcontext()
