"""`lrs serve` as a process: what it acknowledged outlives it."""

import random
import socket
import subprocess
import sys
import sysconfig
import time
import venv
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPException
from pathlib import Path
from threading import Event
from urllib.error import URLError

import pytest

from tests import postgresql
from tests.lrs.factories import make_id, make_statement
from tests.lrs.server import LRS, PATIENCE, Server
from tests.ports import free_port

WRITERS = 6


def write_until(server: Server, stop: Event) -> tuple[list[list[str]], list[list[str]]]:
    """Sends batches until told to stop: those acknowledged, and those whose fate is unknown."""
    acknowledged: list[list[str]] = []
    unknown: list[list[str]] = []
    while not stop.is_set():
        ids = [make_id() for _ in range(5)]
        try:
            status, answered = server.request(
                "POST", "/statements", [make_statement(id=one) for one in ids]
            )
        except (URLError, HTTPException, OSError):
            unknown.append(ids)
        else:
            assert (status, answered) == (200, ids)
            acknowledged.append(ids)
    return acknowledged, unknown


def survives(server: Server, kills: int) -> None:
    """Kill a server under load again and again; nothing acknowledged is lost, nothing is torn."""
    chance = random.Random(7)
    acknowledged: list[list[str]] = []
    unknown: list[list[str]] = []
    for _ in range(kills):
        stop = Event()
        with ThreadPoolExecutor(WRITERS) as pool:
            writing = [pool.submit(write_until, server, stop) for _ in range(WRITERS)]
            time.sleep(chance.uniform(0.2, 1.0))
            server.kill()
            stop.set()
            for one in writing:
                done, lost = one.result()
                acknowledged += done
                unknown += lost
        server.start()

    stored: set[str] = set()
    path, query = "/statements", {"limit": "0"}
    while path:
        _, page = server.request("GET", path, query=query)
        ids = [one["id"] for one in page["statements"]]
        assert not stored.intersection(ids)
        stored.update(ids)
        path, query = page["more"].removeprefix("/xapi"), {}
    assert acknowledged
    assert stored >= {one for batch in acknowledged for one in batch}
    for batch in unknown:
        assert stored.issuperset(batch) or stored.isdisjoint(batch)


def check(**where: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([LRS, "check"], env=where, capture_output=True, text=True, check=False)


def test_sqlite_survives_kills(tmp_path: Path) -> None:
    with Server(tmp_path) as server:
        survives(server, kills=3)

    assert check(LRS_DATA=str(tmp_path)).stdout == "The store is whole.\n"


def test_postgresql_survives_kills(tmp_path: Path) -> None:
    url = postgresql.new_database()
    with Server(tmp_path, LRS_DATABASE_URL=url) as server:
        survives(server, kills=3)

    assert check(LRS_DATABASE_URL=url).stdout == "The store is whole.\n"


@pytest.mark.long
def test_sqlite_survives_many_kills(tmp_path: Path) -> None:
    with Server(tmp_path) as server:
        survives(server, kills=50)

    assert check(LRS_DATA=str(tmp_path)).stdout == "The store is whole.\n"


@pytest.mark.long
def test_postgresql_survives_many_kills(tmp_path: Path) -> None:
    url = postgresql.new_database()
    with Server(tmp_path, LRS_DATABASE_URL=url) as server:
        survives(server, kills=50)

    assert check(LRS_DATABASE_URL=url).stdout == "The store is whole.\n"


@pytest.mark.long
def test_an_installed_wheel_serves_without_the_checkout(tmp_path: Path) -> None:
    root = Path(__file__).parents[2]
    build = [sys.executable, "-m", "pip", "wheel", root, "--no-deps", "--no-build-isolation"]
    subprocess.run([*build, "-w", tmp_path, "-q"], check=True, cwd=tmp_path)
    venv.create(tmp_path / "installed", with_pip=True)
    programs = tmp_path / "installed" / "bin"
    [wheel] = tmp_path.glob("*.whl")
    subprocess.run(
        [programs / "pip", "install", "-q", "--no-deps", wheel], check=True, cwd=tmp_path
    )

    # What it depends on is borrowed; the checkout's own packages are not on this path.
    borrowed = sysconfig.get_path("purelib")
    with Server(tmp_path / "data", program=programs / "lrs", PYTHONPATH=borrowed) as server:
        status, _ = server.request("POST", "/statements", make_statement())

    assert status == 200


def test_a_port_in_use_is_told_in_one_line(tmp_path: Path) -> None:
    with Server(tmp_path) as server:
        port = server.endpoint.split(":")[2].split("/")[0]
        second = subprocess.run(
            [LRS, "serve", "--port", port, "--data", tmp_path],
            capture_output=True,
            text=True,
            check=False,
            timeout=PATIENCE,
        )

    assert second.returncode == 2
    assert second.stderr.count("\n") == 1
    assert f"Port {port} on 127.0.0.1 cannot be used: address already in use. " in second.stderr


def test_a_port_in_use_makes_no_store(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        subprocess.run([LRS, "serve", "--port", port, "--data", tmp_path / "new"], check=False)

    assert not (tmp_path / "new").exists()


def answers(server: Server) -> bool:
    try:
        server.request("GET", "/health")
    except (URLError, ConnectionError, HTTPException):
        return False
    return True


def test_a_worker_does_not_outlive_its_server(tmp_path: Path) -> None:
    with Server(tmp_path) as server:
        server.kill_the_parent()

        until = time.monotonic() + PATIENCE
        while answers(server):
            assert time.monotonic() < until, "The worker still answers."
            time.sleep(0.1)


def test_a_host_may_be_named(tmp_path: Path) -> None:
    port = free_port()
    with subprocess.Popen(
        [LRS, "serve", "--host", "localhost", "--port", str(port), "--data", tmp_path],
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        greeting = process.stdout.readline()
        assert any("Started worker" in line for line in process.stdout)
        process.terminate()

    assert greeting == f"The LRS serves http://127.0.0.1:{port}/xapi    Stop: Ctrl-C\n"


@pytest.mark.long
def test_a_server_stops_though_its_worker_does_not(tmp_path: Path) -> None:
    with Server(tmp_path) as server:
        server.request("POST", "/statements", make_statement())
        server.freeze_the_worker()

        server.stop()

    with Server(tmp_path) as server:
        _, answered = server.request("GET", "/statements")
    assert len(answered["statements"]) == 1
