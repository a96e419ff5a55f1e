"""How much memory does the record store's server take under a harsh load?

    python -m bench.lrs_memory FOLDER [STATEMENTS] [--postgresql ADDRESS] [--seconds N]

Fills a store in FOLDER, or that database, with long statements (500,000), and serves it. Each load
has a server of its own: eight clients who send batches of 200 long statements, with five who walk
through pages beside them; eight who send bodies as large as is allowed, each of another kind.
Prints the most MB that the server's process used. What was filled before is filled on.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import json
import random
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.request import Request, urlopen

from bench.lrs_scale import fill, most_memory
from bench.lrs_speed import CONNECTIONS, loaded
from bench.lrs_statements import long_statement, statement
from bench.lrs_stores import Store, ours
from lrs.settings import Settings

MANY = 500_000
IN_A_BATCH, WALKERS = 200, 5
BIGGEST = Settings().max_body

Body = tuple[bytes, dict[str, str]]


def batches_and_walks(store: Store, seconds: int) -> None:
    """Eight clients store long statements while five walk through pages."""
    chance = random.Random(2)
    bodies = [_batch(chance, IN_A_BATCH) for _ in range(20)]
    until = time.monotonic() + seconds
    with tempfile.TemporaryDirectory() as folder, ThreadPoolExecutor(WALKERS) as pool:
        walks = [pool.submit(_walk_until, store, until) for _ in range(WALKERS)]
        done = loaded(store.address, bodies, store.authorization, Path(folder), seconds)
        pages = sum(one.result() for one in walks)
    statements = done.rate * IN_A_BATCH
    print(f"  {statements:,.0f} statements and {pages / seconds:,.0f} pages a second", flush=True)


def _walk_until(store: Store, until: float) -> int:
    root = store.address.partition("/xapi/")[0]
    headers = {"Authorization": store.authorization, "X-Experience-API-Version": "2.0.0"}
    pages, more = 0, ""
    while time.monotonic() < until:
        address = root + (more or "/xapi/statements")
        with urlopen(Request(address, headers=headers), timeout=60) as answer:
            more = json.load(answer)["more"]
        pages += 1
    return pages


def bodies_of(make: Callable[[], Body]) -> Callable[[Store, int], None]:
    """Eight clients who each send such a body, three times."""

    def load(store: Store, _seconds: int) -> None:
        body, headers = make()
        with ThreadPoolExecutor(CONNECTIONS) as pool:
            sent = pool.map(lambda _: _status(store, body, headers), range(3 * CONNECTIONS))
            statuses = sorted(map(str, sent))
        told = ", ".join(f"{statuses.count(one)} x {one}" for one in dict.fromkeys(statuses))
        print(f"  {len(body) / 1e6:,.1f} MB each: {told}", flush=True)

    return load


def _status(store: Store, body: bytes, headers: dict[str, str]) -> object:
    known = {"Authorization": store.authorization, "X-Experience-API-Version": "2.0.0"}
    try:
        with urlopen(Request(store.address, body, known | headers), timeout=600) as answer:
            return answer.status
    except HTTPError as refused:
        return refused.code
    except (URLError, ConnectionError) as broken:
        return type(broken).__name__


def _batch(chance: random.Random, many: int) -> bytes:
    return json.dumps([long_statement(chance) for _ in range(many)]).encode()


def _text() -> Body:
    """One statement as long as is allowed."""
    said = {**statement(random.Random(3)), "result": {"response": ""}}
    said["result"]["response"] = "x" * (BIGGEST - len(json.dumps(said)))
    return json.dumps(said).encode(), {"Content-Type": "application/json"}


def _largest_batch() -> Body:
    """As many long statements as are allowed."""
    many = Settings().max_batch
    return _batch(random.Random(4), many), {"Content-Type": "application/json"}


def _many_values() -> Body:
    """What takes the most room once it is read: a statement with millions of small values."""
    said: dict[str, Any] = statement(random.Random(5))
    said["context"]["extensions"] = {"https://example.org/x": []}
    head, _, tail = json.dumps(said).partition("[]}")
    many = (BIGGEST - len(head) - len(tail) - 3) // 3
    return f"{head}[{'{},' * (many - 1)}{{}}]}}{tail}".encode(), {
        "Content-Type": "application/json"
    }


def _bomb() -> Body:
    """A few kilobytes that unpack to gigabytes."""
    packed = gzip.compress(bytes(1 << 30), compresslevel=9)
    return packed * 4, {"Content-Type": "application/json", "Content-Encoding": "gzip"}


def _packed() -> Body:
    """A statement that unpacks to as much as is allowed."""
    body, headers = _text()
    return gzip.compress(body), {**headers, "Content-Encoding": "gzip"}


def _attachment() -> Body:
    """A statement with an attachment as large as is allowed."""
    data = bytes(Settings().max_attachment)
    said = {
        **statement(random.Random(6)),
        "attachments": [
            {
                "usageType": "https://example.org/usage",
                "display": {"en": "data"},
                "contentType": "text/plain",
                "length": len(data),
                "sha2": hashlib.sha256(data).hexdigest(),
            }
        ],
    }
    head = "Content-Type: text/plain\r\nContent-Transfer-Encoding: binary\r\n"
    head += f"X-Experience-API-Hash: {said['attachments'][0]['sha2']}"
    parts = [b"Content-Type: application/json\r\n\r\n" + json.dumps(said).encode()]
    parts.append(head.encode() + b"\r\n\r\n" + data)
    body = b"".join(b"--edge\r\n" + part + b"\r\n" for part in parts) + b"--edge--\r\n"
    return body, {"Content-Type": "multipart/mixed; boundary=edge"}


LOADS: dict[str, Callable[[Store, int], None]] = {
    "batches and walks": batches_and_walks,
    "largest batches": bodies_of(_largest_batch),
    "one long statement": bodies_of(_text),
    "millions of values": bodies_of(_many_values),
    "gzip, as much as is allowed": bodies_of(_packed),
    "gzip, far more": bodies_of(_bomb),
    "attachments": bodies_of(_attachment),
}


def main() -> None:
    """Fill the store and load it in each way."""
    parser = argparse.ArgumentParser(prog="bench.lrs_memory", description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("statements", type=int, nargs="?", default=MANY)
    parser.add_argument("--postgresql", default="")
    parser.add_argument("--seconds", type=int, default=60)
    parser.add_argument("--only", choices=LOADS, action="append")
    given = parser.parse_args()
    given.folder.mkdir(parents=True, exist_ok=True)
    url = given.postgresql or f"sqlite:///{given.folder / 'lrs.sqlite3'}"
    fill(url, given.statements, long_statement)
    for name in given.only or LOADS:
        with ours(given.folder, LRS_DATABASE_URL=url) as served:
            store = Store(name, *served)
            print(name, flush=True)
            LOADS[name](store, given.seconds)
            port = store.address.partition("//")[2].partition("/")[0].partition(":")[2]
            print(f"  {most_memory(port):,.0f} MB", flush=True)


if __name__ == "__main__":
    main()
