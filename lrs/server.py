"""Serves the LRS without the platform: `lrs serve`."""

import logging
import socket
from functools import partial

from granian.constants import Interfaces
from granian.server import Server
from werkzeug.exceptions import NotFound
from werkzeug.middleware.dispatcher import DispatcherMiddleware

from lrs.app import create_app
from lrs.settings import Settings

WAITING_REQUESTS = 8
"""Threads of one worker: those that wait for the writer's turn share its commit."""


def application(settings: Settings) -> DispatcherMiddleware:
    """The LRS at /xapi, and nothing elsewhere."""
    return DispatcherMiddleware(NotFound(), {"/xapi": create_app(settings)})


def serve(settings: Settings, *, host: str, port: int) -> None:
    """Serve until stopped; raises OSError when the address cannot be had."""
    with socket.create_server((host, port)):
        pass
    logging.basicConfig(level=logging.WARNING, format="%(message)s")
    logging.getLogger("lrs").setLevel(logging.INFO)
    server = Server(
        "lrs.server:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        blocking_threads=WAITING_REQUESTS,
        websockets=False,
        log_access=False,
    )
    server.serve(target_loader=partial(application, settings), wrap_loader=False)
