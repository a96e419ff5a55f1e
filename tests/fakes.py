"""Stand-ins for what lies outside: real servers on random ports, with faults that can be switched on."""

from __future__ import annotations

import json
import socket
import struct
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from email.parser import BytesParser
from email.policy import HTTP
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit


@dataclass
class RecordStore:
    """A record store that keeps what it is sent in memory and behaves as badly as a test wants."""

    endpoint: str = ""
    statements: dict[str, dict[str, Any]] = field(default_factory=dict)
    attachments: dict[str, bytes] = field(default_factory=dict)
    posts: list[dict[str, Any]] = field(default_factory=list)  # headers and statements of each
    # How it answers instead of well: an HTTP status, "slow", "cut before" or "cut after" keeping.
    fault: int | str | None = None
    # Answers a statement that is there already: 200 (the same), or 409 as some stores do.
    replay: int = 200
    # Whether it lets our key read what it holds.
    shows: bool = True
    # The status for a batch that holds a statement for which `objects` is true.
    objects: Callable[[dict[str, Any]], bool] = lambda statement: False
    objects_with: int = 400
    # Called when a request has been read and before it is answered.
    on_request: Callable[[], None] = lambda: None

    @property
    def ids(self) -> set[str]:
        return set(self.statements)


@contextmanager
def record_store() -> Iterator[RecordStore]:
    """Within the block, a record store at `endpoint`."""
    store = RecordStore()
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(store))
    server.daemon_threads = True
    store.endpoint = f"http://127.0.0.1:{server.server_port}/xapi"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield store
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _handler(store: RecordStore) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            statements, attachments = _unpacked(self.headers["Content-Type"], body)
            store.posts.append({"headers": dict(self.headers), "statements": statements})
            store.on_request()
            if store.fault == "slow":
                threading.Event().wait(5)
            if store.fault == "cut before":
                return self.cut()
            if isinstance(store.fault, int):
                return self.answer(store.fault, b"{}")
            if any(store.objects(one) for one in statements):
                return self.answer(store.objects_with, b'{"detail": "I will not repeat it"}')
            known = [one for one in statements if one["id"] in store.statements]
            if known and store.replay == 409:
                return self.answer(409, b"{}")
            for one in statements:
                store.statements.setdefault(one["id"], one)
            store.attachments |= attachments
            if store.fault == "cut after":
                return self.cut()
            return self.answer(200, json.dumps([one["id"] for one in statements]).encode())

        def do_GET(self) -> None:
            (wanted,) = parse_qs(urlsplit(self.path).query)["statementId"]
            if not store.shows:
                return self.answer(403, b"{}")
            found = store.statements.get(wanted)
            if found is None:
                return self.answer(404, b"{}")
            added = {"stored": "2026-11-20T00:00:00.000Z", "version": "1.0.0", "authority": {}}
            return self.answer(200, json.dumps(found | added).encode())

        def answer(self, status: int, body: bytes) -> None:
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            # Some tests have a client that does not wait for the answer.
            with suppress(ConnectionError):
                self.wfile.write(body)

        def cut(self) -> None:
            """Break the connection as a server that dies does: with a reset."""
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self.connection.close()
            self.close_connection = True
            self.rfile = self.wfile = open("/dev/null", "rb+", buffering=0)  # noqa: SIM115

        def log_message(self, *_: object) -> None:
            pass

    return Handler


def _unpacked(content_type: str, body: bytes) -> tuple[list[dict[str, Any]], dict[str, bytes]]:
    """The statements of a request and its attachments by their hash."""
    if content_type == "application/json":
        return json.loads(body), {}
    message = BytesParser(policy=HTTP).parsebytes(
        f"Content-Type: {content_type}\r\n\r\n".encode() + body
    )
    first, *others = message.iter_parts()
    statements = json.loads(first.get_payload(decode=True))
    return statements, {
        part["X-Experience-API-Hash"]: part.get_payload(decode=True) for part in others
    }
