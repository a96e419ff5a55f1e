"""The record store against its floor, in one run: the same load from wrk on both, and the ratio.

    python -m bench.lrs_speed [SECONDS]

Ours is the whole LRS through wsgi.py, with one worker, as `make run` serves it; the floor is one
worker of bench/lrs_floor.py. Needs Debian's wrk.
"""

import json
import os
import random
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from base64 import b64encode
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from urllib.error import URLError
from urllib.parse import urlencode
from urllib.request import urlopen

from bench.lrs_statements import activity, agent, statement

ROOT = Path(__file__).parents[1]
PROGRAMS = Path(sys.executable).parent
CONNECTIONS = 8
WANTED = {
    "POST one statement": 50,
    "POST batch of 50": 50,
    "GET newest 50": 25,
    "GET 50 by agent": 50,
    "GET 50 by activity": 50,
}
LUA = """
local bodies = {%s}
local turn = 0
wrk.headers["X-Experience-API-Version"] = "2.0.0"
wrk.headers["Content-Type"] = "application/json"
wrk.headers["Authorization"] = "%s"
request = function()
  if #bodies == 0 then return wrk.format("GET") end
  turn = turn %% #bodies + 1
  return wrk.format("POST", nil, nil, bodies[turn])
end
"""


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


@contextmanager
def ours(folder: Path) -> Iterator[tuple[str, str]]:
    """Yields the address of the Statements resource and an Authorization header."""
    made = subprocess.run(
        [PROGRAMS / "lrs", "credentials", "create", "bench", "--scope", "all", "--json"],
        env={**os.environ, "LRS_DATA": str(folder)},
        check=True,
        capture_output=True,
    )
    credential = json.loads(made.stdout)
    token = b64encode(f"{credential['key']}:{credential['secret']}".encode()).decode()
    port = free_port()
    command = [sys.executable, "wsgi.py", "--port", str(port), "--data", str(folder)]
    with served(command, port, "/xapi/health", ABP_MODE="development") as address:
        yield f"{address}/xapi/statements", f"Basic {token}"


def load(
    address: str, bodies: list[bytes], authorization: str, folder: Path, seconds: int
) -> float:
    """Requests a second that are answered with 2xx; raises when others come."""
    script = folder / "load.lua"
    script.write_text(
        LUA % (",".join(f"[==[{body.decode()}]==]" for body in bodies), authorization)
    )
    wrk = ["wrk", "-t2", f"-c{CONNECTIONS}", f"-d{seconds}s", "-s", str(script), address]
    told = subprocess.run(wrk, check=True, capture_output=True, text=True).stdout
    refused = re.search(r"Non-2xx.*", told)
    if refused:
        raise RuntimeError(f"{address}: {refused[0]}")
    found = re.search(r"Requests/sec:\s+([\d.]+)", told)
    if found is None:
        raise RuntimeError(told)
    return float(found[1])


def loads() -> dict[str, tuple[str, list[bytes]]]:
    """Query and bodies of each piece of work, in the order that fills the stores first."""
    chance = random.Random(1)
    ones = [json.dumps(statement(chance)).encode() for _ in range(2000)]
    batches = [json.dumps([statement(chance) for _ in range(50)]).encode() for _ in range(100)]
    by_agent = urlencode({"limit": 50, "agent": json.dumps(agent(7))})
    by_activity = urlencode({"limit": 50, "activity": activity(7)["id"]})
    return {
        "POST batch of 50": ("", batches),
        "POST one statement": ("", ones),
        "GET newest 50": ("?limit=50", []),
        "GET 50 by agent": (f"?{by_agent}", []),
        "GET 50 by activity": (f"?{by_activity}", []),
    }


def main(seconds: int = 5) -> None:
    """Print the table."""
    if shutil.which("wrk") is None:
        sys.exit("The bench of the record store needs wrk: apt-get install wrk")
    print(f"{'work':<22}{'floor':>12}{'ours':>12}{'share':>8}{'wanted':>8}")
    with tempfile.TemporaryDirectory() as name, ExitStack() as stack:
        folder = Path(name)
        lowest = stack.enter_context(floor(folder))
        own, authorization = stack.enter_context(ours(folder))
        for work, (query, bodies) in loads().items():
            many = 50 if work == "POST batch of 50" else 1
            least = load(lowest + query, bodies, authorization, folder, seconds) * many
            found = load(own + query, bodies, authorization, folder, seconds) * many
            share = f"{found / least:.0%}"
            print(f"{work:<22}{least:>10,.0f}/s{found:>10,.0f}/s{share:>8}{WANTED[work]:>7}%")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
