"""Does the record store keep its pace, and stay small, when it holds millions?

    python -m bench.lrs_scale FOLDER [STATEMENTS] [--postgresql ADDRESS]

Measures every work of `bench.lrs_speed` at 50,000 statements and at STATEMENTS (5,000,000), in the
store that FOLDER keeps or that ADDRESS names, and prints how many times longer each takes; then the
most memory that the server used while a batch was loaded and 1,000 pages were walked, and that the
export used. A store that was filled before is filled on. Takes about half an hour.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import resource
import subprocess
import time
from pathlib import Path
from urllib.request import Request, urlopen

from sqlalchemy import func, select

from bench.lrs_speed import CONNECTIONS, load, loads
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
SECONDS = 10
AUTHORITY = {
    "objectType": "Agent",
    "account": {"homePage": "https://lrs.example.org/", "name": "bench"},
}


def fill(url: str, upto: int) -> None:
    """Store statements like the platform's until there are so many."""
    database = dialects.connect(url)
    migrate(database)
    writer = Writer(database)
    with database.reading() as connection:
        many = connection.scalar(select(func.count()).select_from(statements)) or 0
    chance = random.Random(many)
    began = time.monotonic()
    while many < upto:
        next_ones = [statement(chance) for _ in range(min(AT_ONCE, upto - many))]
        some = prepare(next_ones, AUTHORITY, V2)
        writer.store(Submission(some))
        many += len(some)
        if many % 250_000 == 0:
            print(f"  {many:,} after {time.monotonic() - began:,.0f} s", flush=True)
    database.dispose()


def rates(address: str, authorization: str, folder: Path) -> dict[str, float]:
    """Requests a second of each work."""
    return {
        work: load(address + query, bodies, authorization, folder, SECONDS)
        for work, (query, bodies) in loads().items()
    }


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


def export(folder: Path) -> float:
    """The most MB that `lrs export` uses."""
    with open(os.devnull, "wb") as nowhere:
        subprocess.run(
            [PROGRAMS / "lrs", "export", "--data", str(folder)], stdout=nowhere, check=True
        )
    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024


def measured(folder: Path, *, is_whole: bool) -> dict[str, float]:
    """Requests a second now; prints the memory too when the store is as large as it gets."""
    with ours(folder) as (address, authorization):
        found = rates(address, authorization, folder)
        if is_whole:
            port = address.partition("//")[2].partition("/")[0].partition(":")[2]
            print(f"server after batches: {most_memory(port):.0f} MB")
            print(f"server after {walk(address, authorization)} pages: {most_memory(port):.0f} MB")
    return found


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(prog="bench.lrs_scale", description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("statements", type=int, nargs="?", default=LARGE)
    parser.add_argument("--postgresql", default="")
    given = parser.parse_args()
    given.folder.mkdir(parents=True, exist_ok=True)
    if given.postgresql:
        os.environ["LRS_DATABASE_URL"] = given.postgresql
    url = given.postgresql or f"sqlite:///{given.folder / 'lrs.sqlite3'}"
    fill(url, SMALL)
    small = measured(given.folder, is_whole=False)
    fill(url, given.statements)
    large = measured(given.folder, is_whole=True)
    print(f"export: {export(given.folder):.0f} MB")
    print(f"{CONNECTIONS} connections, requests a second")
    print(f"{'work':<22}{SMALL:>12,}{given.statements:>12,}{'times longer':>14}")
    for work in small:
        times = small[work] / large[work]
        print(f"{work:<22}{small[work]:>12,.0f}{large[work]:>12,.0f}{times:>14.2f}")


if __name__ == "__main__":
    main()
