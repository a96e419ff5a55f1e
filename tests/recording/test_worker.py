"""The worker delivers by itself, survives, and says that it is alive."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from flask import Flask

from abp_lms import clock, worker
from abp_lms.accounts.models import Person
from abp_lms.database import session
from abp_lms.recording import delivery, destinations, heartbeat, outbox
from abp_lms.worker import Worker
from tests.fakes import RecordStore, record_store
from tests.recording.statements import page_read


@pytest.fixture
def store(person: Person) -> Iterator[RecordStore]:
    with record_store() as store:
        destinations.ensure_first(store.endpoint, "key", "secret")
        session.commit()
        yield store


@contextmanager
def running(app: Flask) -> Iterator[Worker]:
    at_work = Worker(app)
    at_work.start()
    try:
        yield at_work
    finally:
        at_work.stop()


def within(seconds: float, condition: Callable[[], bool]) -> bool:
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            return False
        time.sleep(0.01)
    return True


def test_a_commit_wakes_the_worker_at_once(
    app: Flask, store: RecordStore, person: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worker, "_EVERY", 3600)
    with running(app):
        time.sleep(0.2)
        statement_id = outbox.add(page_read(), person_id=person.id)
        session.commit()

        assert within(60, lambda: str(statement_id) in store.ids)


def test_a_long_queue_is_delivered_in_turns_without_a_pause(
    app: Flask, store: RecordStore, person: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worker, "_EVERY", 3600)
    monkeypatch.setattr(worker, "_TURN", 0)
    turns = []
    monkeypatch.setattr(worker.mail, "send_due", lambda: turns.append(len(store.ids)))
    for _ in range(120):
        outbox.add(page_read(), person_id=person.id)
    session.commit()

    with running(app):
        arrived = within(60, lambda: turns[-1:] == [120])

    assert arrived
    assert turns[:3] == [50, 100, 120]


def test_a_fault_in_a_job_ends_neither_the_worker_nor_tells_what_it_wrote(
    app: Flask,
    store: RecordStore,
    person: Person,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    faults = iter([ValueError("a learner's words")])
    whole = delivery.due

    def due() -> bool:
        for fault in faults:
            raise fault
        return whole()

    monkeypatch.setattr(delivery, "due", due)
    statement_id = outbox.add(page_read(), person_id=person.id)
    session.commit()
    one = Worker(app)

    one.run_once()
    one.run_once()

    assert str(statement_id) in store.ids
    assert "ValueError" in caplog.text
    assert "a learner's words" not in caplog.text


def test_the_worker_says_that_it_is_alive(app: Flask, store: RecordStore) -> None:
    before = heartbeat.last(heartbeat.WORKER)
    session.commit()

    Worker(app).run_once()

    seen = heartbeat.last(heartbeat.WORKER)
    assert before is None
    assert seen is not None
    assert (clock.now() - seen).total_seconds() < 5


def test_the_worker_ends_when_it_is_told(app: Flask, store: RecordStore) -> None:
    with running(app):
        pass

    assert heartbeat.WORKER not in [thread.name for thread in threading.enumerate()]
