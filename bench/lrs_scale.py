"""Does the record store keep its pace, and stay small, when it holds millions?

    python -m bench.lrs_scale FOLDER [STATEMENTS] [--postgresql SMALL LARGE]

Fills a store with 50,000 statements and one with STATEMENTS (5,000,000), in FOLDER or in two
databases of PostgreSQL, and has both do every work of `bench.lrs_speed` in turns. Prints how many
times longer it takes where there are more; then the most memory that the large one's server used
while batches were loaded and 1,000 pages walked, and that the export used. What was filled before
is filled on. Takes a quarter of an hour and 10 GB for each database.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import subprocess
import time
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from statistics import median
from typing import Any
from urllib.request import Request, urlopen

from sqlalchemy import func, select

from bench.lrs_speed import load, loads
from bench.lrs_statements import statement
from bench.lrs_stores import PROGRAMS, ours
from lrs.statements.edition import V2
from lrs.statements.prepare import prepare
from lrs.storage import dialects
from lrs.storage.migrations import migrate
from lrs.storage.tables import statement as statements
from lrs.storage.writer import Submission, Writer

SMALL, LARGE = 50_000, 5_000_000
AT_ONCE = 1000
PAGES = 1000
SECONDS, ROUNDS = 2, 5
AUTHORITY = {
    "objectType": "Agent",
    "account": {"homePage": "https://lrs.example.org/", "name": "bench"},
}


def fill(url: str, upto: int, make: Callable[[random.Random], dict[str, Any]] = statement) -> None:
    """Store statements like the platform's until there are so many."""
    database = dialects.connect(url)
    migrate(database)
    writer = Writer(database)
    with database.reading() as connection:
        many = connection.scalar(select(func.count()).select_from(statements)) or 0
    chance = random.Random(many)
    began = time.monotonic()
    while many < upto:
        next_ones = [make(chance) for _ in range(min(AT_ONCE, upto - many))]
        some = prepare(next_ones, AUTHORITY, V2)
        writer.store(Submission(some))
        many += len(some)
        if many % 250_000 == 0:
            print(f"  {many:,} after {time.monotonic() - began:,.0f} s", flush=True)
    database.dispose()


def walk(address: str, authorization: str) -> int:
    """Follow `more` for a thousand pages; gives how many there were."""
    root = address.partition("/xapi/")[0]
    headers = {"Authorization": authorization, "X-Experience-API-Version": "2.0.0"}
    more = "/xapi/statements?limit=50"
    for page in range(PAGES):
        with urlopen(Request(root + more, headers=headers), timeout=60) as answer:
            more = json.load(answer)["more"]
        if not more:
            return page + 1
    return PAGES


def most_memory(port: str) -> float:
    """The most MB that the process which serves the port has used."""
    found = 0
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if port in (process / "cmdline").read_text().split("\0"):
                status = (process / "status").read_text()
                found = max(found, int(status.partition("VmHWM:")[2].split()[0]))
        except OSError:
            continue
    return found / 1024


def export(url: str) -> float:
    """The most MB that `lrs export` uses."""
    with open(os.devnull, "wb") as nowhere:
        process = subprocess.Popen(
            [PROGRAMS / "lrs", "export"],
            stdout=nowhere,
            env={**os.environ, "LRS_DATABASE_URL": url},
        )
        _, status, used = os.wait4(process.pid, 0)
    if status:
        raise RuntimeError("lrs export failed")
    return used.ru_maxrss / 1024


def compare(folders: list[Path], urls: list[str]) -> None:
    """Print requests a second of the small store and of the large one, and the large one's memory."""
    with ExitStack() as stack:
        stores = [
            stack.enter_context(ours(folder, LRS_DATABASE_URL=url))
            for folder, url in zip(folders, urls, strict=True)
        ]
        print(f"{'work':<22}{'small':>12}{'large':>12}{'times longer':>14}")
        for work, (query, bodies) in loads().items():
            rates: list[list[float]] = [[], []]
            for _ in range(ROUNDS):
                for found, (address, authorization) in zip(rates, stores, strict=True):
                    found.append(load(address + query, bodies, authorization, folders[0], SECONDS))
            small, large = map(median, rates)
            print(f"{work:<22}{small:>10,.0f}/s{large:>10,.0f}/s{small / large:>14.2f}", flush=True)
        address, authorization = stores[1]
        port = address.partition("//")[2].partition("/")[0].partition(":")[2]
        print(f"server after batches: {most_memory(port):.0f} MB")
        print(f"server after {walk(address, authorization)} pages: {most_memory(port):.0f} MB")


def main() -> None:
    """Fill both stores, compare them, export the large one."""
    parser = argparse.ArgumentParser(prog="bench.lrs_scale", description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("statements", type=int, nargs="?", default=LARGE)
    parser.add_argument("--postgresql", nargs=2, metavar=("SMALL", "LARGE"))
    given = parser.parse_args()
    folders = [given.folder / "small", given.folder / "large"]
    for folder in folders:
        folder.mkdir(parents=True, exist_ok=True)
    urls = given.postgresql or [f"sqlite:///{one / 'lrs.sqlite3'}" for one in folders]
    for url, upto in zip(urls, (SMALL, given.statements), strict=True):
        fill(url, upto)
    compare(folders, urls)
    print(f"export: {export(urls[1]):.0f} MB")


if __name__ == "__main__":
    main()
