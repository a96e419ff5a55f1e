"""The record stores that are measured: the floor, ours, and any other that already runs."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple
from urllib.error import URLError
from urllib.parse import unquote, urlsplit
from urllib.request import urlopen

ROOT = Path(__file__).parents[1]
PROGRAMS = Path(sys.executable).parent


class Store(NamedTuple):
    """Where its statements are, and what the Authorization header says."""

    name: str
    address: str
    authorization: str = ""


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as one:
        port: int = one.getsockname()[1]
        return port


@contextmanager
def served(command: list[str], port: int, path: str, **settings: str) -> Iterator[str]:
    """A server as a process of its own; yields its address."""
    process = subprocess.Popen(
        command,
        cwd=ROOT,
        env={**os.environ, **settings},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        for _ in range(600):
            try:
                with urlopen(f"http://127.0.0.1:{port}{path}", timeout=5):
                    break
            except (URLError, ConnectionError):
                time.sleep(0.1)
        yield f"http://127.0.0.1:{port}"
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(30)


@contextmanager
def floor(folder: Path) -> Iterator[str]:
    port = free_port()
    command = [str(PROGRAMS / "granian"), "--interface", "wsgi", "--port", str(port)]
    command += ["--blocking-threads", "1", "--no-ws", "bench.lrs_floor:app"]
    with served(command, port, "/", FLOOR_FILE=str(folder / "floor.sqlite3")) as address:
        yield f"{address}/statements"


def basic(key: str, secret: str) -> str:
    return f"Basic {b64encode(f'{key}:{secret}'.encode()).decode()}"


@contextmanager
def ours(folder: Path, **settings: str) -> Iterator[tuple[str, str]]:
    """Yields the address of the Statements resource and an Authorization header."""
    made = subprocess.run(
        [PROGRAMS / "lrs", "credentials", "create", "bench", "--scope", "all", "--json"],
        env={**os.environ, "LRS_DATA": str(folder), **settings},
        check=True,
        capture_output=True,
    )
    credential = json.loads(made.stdout)
    port = free_port()
    command = [sys.executable, "wsgi.py", "--port", str(port), "--data", str(folder)]
    with served(command, port, "/xapi/health", ABP_MODE="development", **settings) as address:
        yield f"{address}/xapi/statements", basic(credential["key"], credential["secret"])


def other(url: str) -> Store:
    """A store that runs already, by the address of its LRS with the credential in it."""
    parts = urlsplit(url)
    host = parts.netloc.rpartition("@")[2]
    key, secret = unquote(parts.username or ""), unquote(parts.password or "")
    address = f"{parts.scheme}://{host}{parts.path.rstrip('/')}"
    return Store(address, f"{address}/statements", basic(key, secret))
