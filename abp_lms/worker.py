"""What runs without anyone asking: delivers statements, brings letters back, sends e-mail.

It may run in every server process, or alone (`abp worker`): each job makes sure itself that only
one process at a time does it.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from threading import Event, Thread

from flask import Flask

from abp_lms import mail
from abp_lms.database import session, unit_of_work
from abp_lms.learning.actions.letters import mail_due
from abp_lms.learning.letters import any_due
from abp_lms.recording import delivery, heartbeat, outbox

_EVERY = 2.0  # seconds between two looks, unless a commit of this process says that there is work
_TURN = 5.0  # seconds for each destination, so that a long queue does not keep e-mail waiting
_BEAT_EVERY = 10.0  # seconds; whoever has not been seen for a minute is not alive

log = logging.getLogger(__name__)


class Worker:
    """Does the jobs, one after the other, again and again."""

    def __init__(self, app: Flask) -> None:
        self._app = app
        self._stopped = Event()
        self._thread: Thread | None = None
        self._next_beat = 0.0

    def start(self) -> None:
        """Run in a thread of its own until stop(), or the end of the process."""
        self._thread = Thread(target=self.run, name=heartbeat.WORKER, daemon=True)
        self._thread.start()

    def end(self) -> None:
        """End after the job at hand, without waiting for it."""
        self._stopped.set()
        wake()

    def stop(self) -> None:
        """End after the job at hand, and wait for that."""
        self.end()
        if self._thread is not None:
            self._thread.join()

    def run(self) -> None:
        """Do the jobs until end()."""
        while not self._stopped.is_set():
            outbox.arrived.clear()
            self.run_once()
            outbox.arrived.wait(_EVERY)

    def run_once(self) -> None:
        """Do each job once. A fault in one ends neither the others nor the worker."""
        with self._app.app_context():
            for job in (self._beat_again, _deliver, _bring_letters_back, mail.send_due):
                _survive(job)

    def beat(self) -> None:
        """Note that the worker is alive."""
        with self._app.app_context(), unit_of_work():
            heartbeat.beat(heartbeat.WORKER)
        self._next_beat = time.monotonic() + _BEAT_EVERY

    def _beat_again(self) -> None:
        if time.monotonic() >= self._next_beat:
            self.beat()


def wake() -> None:
    """Let the worker of this process look at once."""
    outbox.arrived.set()


def _deliver() -> None:
    if delivery.due():
        delivery.deliver(_TURN)
        if delivery.due():
            wake()


def _bring_letters_back() -> None:
    while any_due():
        with unit_of_work():
            settled = mail_due()
        if not settled:
            return  # another worker is at them


def _survive(job: Callable[[], object]) -> None:
    try:
        job()
    except Exception as fault:
        # The kind only: the text of a database fault repeats what was to be written.
        name = job.__name__.strip("_").replace("_", " ")
        log.error("The worker failed to %s: %s", name, type(fault).__name__)
        session.remove()
