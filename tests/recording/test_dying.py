"""Whenever the deliverer dies, nothing is lost and nothing is doubled."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event, select
from sqlalchemy.engine import Engine

from abp_lms import clock
from abp_lms.accounts.models import Person
from abp_lms.database import session
from abp_lms.recording import delivery, destinations, lease, outbox, rules
from abp_lms.recording.lrs_client import Parcel
from abp_lms.recording.lrs_client import RecordStore as Client
from abp_lms.recording.models import Delivery, DeliveryState
from abp_lms.settings import Settings
from tests.fakes import RecordStore, record_store
from tests.recording.statements import page_read, reflection_written


class Death(BaseException):
    """The process ends here: not even its last words reach the database."""


class Mortal:
    """Dies at the given step. Steps are what leaves the process: commits and requests."""

    def __init__(self, step: int) -> None:
        self.left = step
        self.dead = False

    def step(self) -> None:
        if self.dead or self.left == 0:
            self.dead = True
            raise Death
        self.left -= 1


def die_at(step: int, store: RecordStore, monkeypatch: pytest.MonkeyPatch) -> bool:
    """Deliver with a process that dies at `step`; whether it came so far."""
    mortal = Mortal(step)
    post = Client.post

    def mortal_post(self: Client, parcels: list[Parcel]) -> int:
        mortal.step()  # dies before the request
        status = post(self, parcels)
        mortal.step()  # dies after the store has it
        return status

    def mortal_commit(_connection: Any) -> None:
        mortal.step()

    with monkeypatch.context() as patch:
        patch.setattr(Client, "post", mortal_post)
        event.listen(Engine, "commit", mortal_commit)
        try:
            delivery.deliver()
        except Death:
            pass
        finally:
            event.remove(Engine, "commit", mortal_commit)
            session.remove()
    return mortal.dead


@pytest.mark.parametrize("replay", [200, 409])
def test_a_death_between_any_two_steps_loses_and_doubles_nothing(
    app: Flask, person: Person, monkeypatch: pytest.MonkeyPatch, replay: int
) -> None:
    monkeypatch.setattr(rules, "BATCH", 3)
    person_id = person.id
    with record_store() as store:
        store.replay = replay
        destinations.ensure_first(store.endpoint, "key", "secret")
        ids = []
        step, moment = 0, clock.now()
        dead = True
        while dead:
            recordeds = [page_read(), reflection_written(), page_read(), page_read()]
            ids += [str(outbox.add(one, person_id=person_id)) for one in recordeds]
            session.commit()
            with clock.at(moment):
                dead = die_at(step, store, monkeypatch)
            moment += 2 * lease.LENGTH
            step += 1

        states = session.scalars(select(Delivery.state)).all()

    assert step > 10
    assert list(store.statements) == ids
    assert set(states) == {DeliveryState.DELIVERED}


def test_a_killed_process_leaves_nothing_that_the_next_one_does_not_finish(
    person: Person, settings: Settings
) -> None:
    with record_store() as store:
        destinations.ensure_first(store.endpoint, "key", "secret")
        ids = [str(outbox.add(page_read(), person_id=person.id)) for _ in range(5)]
        session.commit()
        with start_worker(settings) as process:
            store.on_request = process.kill  # kill -9, while it waits for the answer
            process.wait(timeout=120)
        store.on_request = lambda: None
        session.commit()
        claimed = set(session.scalars(select(Delivery.state)))
        session.commit()

        with clock.at(clock.now() + 2 * lease.LENGTH):
            delivery.deliver()

        states = set(session.scalars(select(Delivery.state)))
    assert claimed == {DeliveryState.CLAIMED}
    assert list(store.statements) == ids
    assert states == {DeliveryState.DELIVERED}


def test_a_worker_that_is_told_to_end_ends(settings: Settings, app: Flask) -> None:
    with start_worker(settings) as process:
        assert process.stdout is not None
        process.stdout.readline()

        process.send_signal(signal.SIGTERM)

        assert process.wait(timeout=120) == 0


def start_worker(settings: Settings) -> subprocess.Popen[str]:
    """`abp worker` in a process of its own, on the same installation."""
    session.remove()
    return subprocess.Popen(
        [Path(sys.executable).with_name("abp"), "worker", "--data", settings.data],
        env={**os.environ, "ABP_DATABASE_URL": settings.database, "ABP_MODE": settings.mode},
        stdout=subprocess.PIPE,
        text=True,
    )
