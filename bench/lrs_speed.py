"""The record store against its floor, in one run: the same load from wrk on both, and the ratio.

    python -m bench.lrs_speed [SECONDS] [--rounds N] [--postgresql ADDRESS] [--against URL …]

Ours is the whole LRS through wsgi.py, with one worker, as `make run` serves it; the floor is one
worker of bench/lrs_floor.py. With --postgresql, ours is measured on that empty database too; with
--against, so is any other LRS that already runs: http://key:secret@host:port/xapi. One store is
loaded at a time, all of them in each round; shares are medians of what each round gave. Needs
Debian's wrk.
"""

import argparse
import json
import random
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from itertools import cycle
from pathlib import Path
from statistics import median
from typing import NamedTuple
from urllib.parse import urlencode
from urllib.request import Request, urlopen

from bench.lrs_statements import activity, agent, statement
from bench.lrs_stores import Store, floor, other, ours

CONNECTIONS = 8
PAGE = 50
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


class Load(NamedTuple):
    """Requests a second that were answered with 2xx, and the share of all that were not."""

    rate: float
    refused: float


def load(
    address: str, bodies: list[bytes], authorization: str, folder: Path, seconds: int
) -> float:
    """Requests a second that are answered with 2xx; raises when others come."""
    found = loaded(address, bodies, authorization, folder, seconds)
    if found.refused:
        raise RuntimeError(f"{address}: {found.refused:.2%} of the requests were refused")
    return found.rate


def loaded(
    address: str, bodies: list[bytes], authorization: str, folder: Path, seconds: int
) -> Load:
    """What wrk finds."""
    script = folder / "load.lua"
    script.write_text(
        LUA % (",".join(f"[==[{body.decode()}]==]" for body in bodies), authorization)
    )
    wrk = ["wrk", "-t2", f"-c{CONNECTIONS}", f"-d{seconds}s", "-s", str(script), address]
    return understood(subprocess.run(wrk, check=True, capture_output=True, text=True).stdout)


def understood(told: str) -> Load:
    """What wrk's report says."""
    many = re.search(r"(\d+) requests in", told)
    rate = re.search(r"Requests/sec:\s+([\d.]+)", told)
    if many is None or rate is None:
        raise RuntimeError(told)
    others = re.search(r"Non-2xx or 3xx responses: (\d+)", told)
    refused = int(others[1]) / int(many[1]) if others else 0.0
    return Load(float(rate[1]) * (1 - refused), refused)


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


def page(store: Store, query: str) -> int:
    """How many statements the store answers a query with."""
    headers = {"X-Experience-API-Version": "2.0.0", "Authorization": store.authorization}
    with urlopen(Request(store.address + query, headers=headers), timeout=60) as answer:
        return len(json.load(answer)["statements"])


def fill(store: Store, query: str, batches: list[bytes]) -> None:
    """Send batches until the query gives a full page."""
    headers = {
        "X-Experience-API-Version": "2.0.0",
        "Authorization": store.authorization,
        "Content-Type": "application/json",
    }
    for number, batch in enumerate(cycle(batches)):
        if number % len(batches) == 0 and page(store, query) == PAGE:
            break
        with urlopen(Request(store.address, batch, headers), timeout=60) as answer:
            answer.read()


def measured(stores: list[Store], folder: Path, *, seconds: int, rounds: int) -> Iterator[str]:
    """Lines of the table: rates, and shares of the first store, the floor.

    A store that does not give a full page where there is one is left out: an answer with nothing in
    it is quick.
    """
    works = loads()
    for store in stores:
        fill(store, works["GET 50 by agent"][0], works["POST batch of 50"][1])
    for work, (query, bodies) in works.items():
        able = [store for store in stores if bodies or page(store, query) == PAGE]
        found: dict[Store, list[Load]] = {store: [] for store in able}
        for _ in range(rounds):
            for store in able:
                address = store.address + query
                found[store].append(loaded(address, bodies, store.authorization, folder, seconds))
        for store in stores:
            if store in able:
                told = row(work, store, found[store], found[stores[0]])
            else:
                told = f"{'no full page':>12}"
            yield f"{work:<22}{store.name:<36}{told}"


def row(work: str, store: Store, found: list[Load], floors: list[Load]) -> str:
    """Medians of the rounds."""
    rate = median(one.rate for one in found) * (PAGE if work == "POST batch of 50" else 1)
    share = median(one.rate / least.rate for one, least in zip(found, floors, strict=True))
    wanted = f"{WANTED[work]}%" if store.name == "ours" else ""
    refused = median(one.refused for one in found)
    return f"{rate:>10,.0f}/s{share:>8.1%}{wanted:>8}{f'{refused:.1%}' if refused else '':>9}"


def main(
    seconds: int = 5, rounds: int = 1, postgresql: str = "", against: Sequence[str] = ()
) -> None:
    """Print the table."""
    if shutil.which("wrk") is None:
        sys.exit("The bench of the record store needs wrk: apt-get install wrk")
    print(f"{'work':<22}{'store':<36}{'a second':>12}{'share':>8}{'wanted':>8}{'refused':>9}")
    with tempfile.TemporaryDirectory() as name, ExitStack() as stack:
        folder = Path(name)
        stores = [
            Store("floor", stack.enter_context(floor(folder))),
            Store("ours", *stack.enter_context(ours(folder))),
        ]
        if postgresql:
            (folder / "postgresql").mkdir()
            on_postgresql = ours(folder / "postgresql", LRS_DATABASE_URL=postgresql)
            stores.append(Store("ours on PostgreSQL", *stack.enter_context(on_postgresql)))
        stores += map(other, against)
        for line in measured(stores, folder, seconds=seconds, rounds=rounds):
            print(line, flush=True)


def from_command_line() -> None:
    """Understand the command line."""
    parser = argparse.ArgumentParser(prog="bench.lrs_speed", description=__doc__)
    parser.add_argument("seconds", type=int, nargs="?", default=5)
    parser.add_argument("--rounds", type=int, default=1)
    parser.add_argument("--postgresql", default="")
    parser.add_argument("--against", action="append", default=[])
    main(**vars(parser.parse_args()))


if __name__ == "__main__":
    from_command_line()
