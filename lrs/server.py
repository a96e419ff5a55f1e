"""Serves the LRS without the platform: `lrs serve`."""

import ctypes
import logging
import os
import socket
import threading
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from functools import partial
from typing import Any

from granian.constants import Interfaces
from granian.server import Server
from werkzeug.exceptions import NotFound
from werkzeug.middleware.dispatcher import DispatcherMiddleware

from lrs.app import create_app
from lrs.settings import Settings

WAITING_REQUESTS = 8
"""Threads of one worker: those that wait for the writer's turn share its commit."""

STOP_WITHIN = 30
"""Seconds that requests have to be finished in when a server is told to stop. Then its worker is killed,
as is one that missed the signal: granian's may, in the moment in which it starts."""

M_ARENA_MAX, M_MMAP_THRESHOLD = -8, -3
"""Numbers of options in glibc's malloc.h."""


def keep_memory_together() -> None:
    """Have all threads of this process share two areas of memory, where the system can do that.

    By itself glibc gives each thread an area of its own, and what one has given back is of no use
    to the others: eight that took large batches in held 80 MB more (decision 310).
    """
    with suppress(AttributeError, OSError):  # other systems, other C libraries
        library = ctypes.CDLL(None)
        library.mallopt(M_ARENA_MAX, 2)
        library.mallopt(M_MMAP_THRESHOLD, 256 * 1024)


class OnOneProcessor:
    """A WSGI application whose threads all run on one processor, where the system can see to that.

    One thread at a time holds Python's lock. Handing it to a thread on another processor, which has
    to be woken there, takes longer than reading a page of statements (decision 310).
    """

    def __init__(self, application: Callable[..., Iterable[bytes]]) -> None:
        self._application = application
        self._thread = threading.local()

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        """Answer one request (WSGI)."""
        if not hasattr(self._thread, "is_settled"):
            self._settle()
        return self._application(environ, start_response)

    def _settle(self) -> None:
        self._thread.is_settled = True
        with suppress(AttributeError, OSError):  # other systems; containers that forbid it
            processors = sorted(os.sched_getaffinity(os.getpid()))
            # Workers of one server have process ids that follow each other: each its own.
            os.sched_setaffinity(0, {processors[os.getpid() % len(processors)]})


def application(settings: Settings) -> OnOneProcessor:
    """The LRS at /xapi, and nothing elsewhere."""
    keep_memory_together()
    end_with_the_parent()
    elsewhere = NotFound("The learning record store is at /xapi.")
    return OnOneProcessor(DispatcherMiddleware(elsewhere, {"/xapi": create_app(settings)}))


def end_with_the_parent() -> None:
    """A server killed outright cannot stop its worker process, which would go on holding the port."""
    threading.Thread(target=_watch, args=(os.getppid(),), daemon=True).start()


def _watch(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(0.25)
    os._exit(1)


def address_of(host: str, port: int) -> str:
    """The number that a host's name stands for; raises OSError when it cannot be listened on."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    family, *_, address = min(found, key=lambda one: one[0] != socket.AF_INET)
    with socket.create_server(address[:2], family=family):
        return str(address[0])


def serve(settings: Settings, *, address: str, port: int) -> None:
    """Serve until stopped."""
    logging.basicConfig(level=logging.WARNING, format="%(message)s")
    logging.getLogger("lrs").setLevel(logging.INFO)
    server = Server(
        "lrs.server:application",
        address=address,
        port=port,
        interface=Interfaces.WSGI,
        blocking_threads=WAITING_REQUESTS,
        websockets=False,
        log_access=False,
        workers_kill_timeout=STOP_WITHIN,
    )
    server.serve(target_loader=partial(application, settings), wrap_loader=False)
