"""Ports for the servers that tests start."""

from __future__ import annotations

import socket

_HELD: list[socket.socket] = []


def free_port() -> int:
    """A port for a server to listen on, which nobody else is given while this process lives.

    A socket of ours holds it without ever listening: a server that lets an address be used again,
    as ours do, may listen there all the same, and the system hands it to nobody who asks for any.
    """
    holder = socket.socket()
    holder.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    holder.bind(("127.0.0.1", 0))
    _HELD.append(holder)
    port: int = holder.getsockname()[1]
    return port
