"""Server time and queries of the pages that people wait for, at 100 people and at 10,000, side by side."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from uuid import UUID

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine, event

from abp_lms import database, settings
from abp_lms.accounts.actions.signing_in import begin
from abp_lms.accounts.models import Person
from abp_lms.app import create_app
from abp_lms.database import session
from bench.population import Population, fill

SIZES = (100, 10_000)
TIMES = 30

PAGES: dict[str, tuple[str, Callable[[Population], UUID]]] = {
    "unit page": ("/workbook/units/u01", lambda who: who.participant_id),
    "my people": ("/my-people", lambda who: who.manager_id),
    "academy's list": ("/academy/participants", lambda who: who.academy_person_id),
}


def client_of(app: Flask, person_id: UUID) -> FlaskClient:
    """A client that is signed in as the person."""
    with database.unit_of_work():
        new = begin(person=session.get_one(Person, person_id), user_agent="bench")
    client = app.test_client()
    with client.session_transaction() as cookie:
        cookie["sign_in"], cookie["csrf_token"] = new.token, new.form_secret
    return client


@contextmanager
def counted(engine: Engine) -> Iterator[list[str]]:
    """The statements that are executed within the block."""
    statements: list[str] = []

    def note(_connection, _cursor, statement, _parameters, _context, _many) -> None:  # type: ignore[no-untyped-def]
        statements.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    try:
        yield statements
    finally:
        event.remove(engine, "before_cursor_execute", note)


def queries_of(app: Flask, who: Population, page: str) -> int:
    """How many statements one view of a page takes, once its content has been read from disk."""
    address, part = PAGES[page]
    client = client_of(app, part(who))
    assert client.get(address).status_code == 200
    engine = session.get_bind()
    session.remove()
    assert isinstance(engine, Engine)
    with counted(engine) as statements:
        client.get(address)
    return len(statements)


def milliseconds_of(app: Flask, who: Population, page: str) -> float:
    """The median server time of a page."""
    address, part = PAGES[page]
    client = client_of(app, part(who))
    client.get(address)
    taken = []
    for _ in range(TIMES):
        began = time.perf_counter()
        client.get(address)
        taken.append(time.perf_counter() - began)
    return median(taken) * 1000


def main() -> None:
    """Print the table."""
    found: dict[tuple[str, int], tuple[float, int]] = {}
    for size in SIZES:
        with tempfile.TemporaryDirectory() as folder:
            chosen = settings.read({}, data=Path(folder), mode="development", worker=False)
            database.migrate(chosen.database, chosen.migrations / "abp_lms")
            app = create_app(chosen)
            with app.app_context(), database.writing():
                who = fill(size)
            session.remove()
            for page in PAGES:
                found[page, size] = (
                    milliseconds_of(app, who, page),
                    queries_of(app, who, page),
                )
            session.remove()
    small, large = SIZES
    print(
        f"{'median server time':<20}{small:>12,} people{large:>14,} people{'ratio':>10}{'queries':>16}"
    )
    for page in PAGES:
        (fast, few), (slow, many) = found[page, small], found[page, large]
        ratio = f"{slow / fast:.2f}"
        print(f"{page:<20}{fast:>16.1f} ms{slow:>18.1f} ms{ratio:>10}{few:>10} and {many}")


if __name__ == "__main__":
    main()
