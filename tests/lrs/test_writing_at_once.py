"""Many writers at once: nothing lost, doubled or torn, and nothing seen out of order."""

import json
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from lrs.app import Lrs
from lrs.statements import times
from lrs.storage import dialects
from lrs.storage import statements as store
from tests.lrs.client import Client
from tests.lrs.factories import make_agent, make_id, make_statement

WRITERS = 6


def test_what_is_acknowledged_is_stored_once_and_in_order(make_lrs: Callable[..., Lrs]) -> None:
    servers = [make_lrs(), make_lrs()]
    clients = [Client.allowed(server) for server in servers]

    def write(number: int) -> list[str]:
        return [
            one
            for _ in range(10)
            for one in clients[number % 2].store(*(make_statement() for _ in range(number + 1)))
        ]

    with ThreadPoolExecutor(WRITERS) as pool:
        acknowledged = [one for ids in pool.map(write, range(WRITERS)) for one in ids]

    found = clients[0].found(ascending="true")
    assert sorted(found) == sorted(acknowledged)


def test_a_reader_who_follows_never_skips_one(make_lrs: Callable[..., Lrs]) -> None:
    """Writers in two servers; a reader asks again and again for what is newer than its last."""
    clients = [Client.allowed(make_lrs()) for _ in range(3)]
    done = threading.Event()

    def write(client: Client) -> list[str]:
        return [one for _ in range(25) for one in client.store(make_statement(), make_statement())]

    def follow(client: Client) -> list[str]:
        seen: list[str] = []
        since = "2000-01-01T00:00:00Z"
        while True:
            finished = done.is_set()
            page = client.get("/statements", {"ascending": "true", "since": since}).get_json()
            new = page["statements"]
            seen += [one["id"] for one in new]
            if new:
                since = new[-1]["stored"]
            elif finished:
                return seen

    with ThreadPoolExecutor(5) as pool:
        reading = pool.submit(follow, clients[2])
        writing = [pool.submit(write, client) for client in (*clients[:2], *clients[:2])]
        written = [one for each in writing for one in each.result()]
        done.set()
        seen = reading.result()

    assert len(seen) == len(set(seen))
    assert sorted(seen) == sorted(written)


def test_consistent_through_is_never_ahead_of_what_can_be_read(
    make_lrs: Callable[..., Lrs],
) -> None:
    writer, reader = (Client.allowed(make_lrs()) for _ in range(2))
    done = threading.Event()

    def write() -> None:
        for _ in range(40):
            writer.store(make_statement())
        done.set()

    def read() -> list[tuple[str, int]]:
        claims = []
        while not done.is_set():
            answer = reader.get("/statements", {"limit": "0"})
            through = answer.headers["X-Experience-API-Consistent-Through"]
            stored = [one["stored"] for one in answer.get_json()["statements"]]
            claims.append((through, sum(moment <= through for moment in stored)))
        return claims

    with ThreadPoolExecutor(2) as pool:
        writing, reading = pool.submit(write), pool.submit(read)
        writing.result()
        claims = reading.result()

    stored = [
        one["stored"] for one in reader.get("/statements", {"limit": "0"}).get_json()["statements"]
    ]
    for through, seen in claims:
        assert seen == sum(moment <= through for moment in stored)


def test_a_writer_at_work_holds_consistent_through_back(make_lrs: Callable[..., Lrs]) -> None:
    client = Client.allowed(make_lrs())
    client.store(make_statement())
    [newest] = client.get("/statements").get_json()["statements"]
    other: dialects.Database = make_lrs().site.database

    with other.writing():
        meanwhile = client.get("/statements")
    afterwards = client.get("/statements")

    header = "X-Experience-API-Consistent-Through"
    assert meanwhile.status_code == 200
    assert meanwhile.headers[header] == newest["stored"]
    assert afterwards.headers[header] > newest["stored"]


def test_of_two_that_send_the_same_id_one_wins(make_lrs: Callable[..., Lrs]) -> None:
    clients = [Client.allowed(make_lrs()) for _ in range(2)]

    for _ in range(10):
        statement_id = make_id()
        contents = [make_statement(id=statement_id, actor=make_agent(name)) for name in "abcd"]
        with ThreadPoolExecutor(4) as pool:
            statuses = list(
                pool.map(
                    lambda pair: clients[pair[0] % 2].post("/statements", pair[1]).status_code,
                    enumerate(contents),
                )
            )

        assert sorted(statuses) == [200, 409, 409, 409]


def test_a_refused_request_takes_nothing_from_those_it_waited_with(lrs: Lrs) -> None:
    client = Client.allowed(lrs)
    taken = make_id()
    client.store(make_statement(id=taken))
    conflict = make_statement(id=taken, actor=make_agent("other"))

    def send(number: int) -> int:
        content: Any = [make_statement(), conflict] if number % 2 else make_statement()
        return client.post("/statements", content).status_code

    with ThreadPoolExecutor(WRITERS) as pool:
        statuses = list(pool.map(send, range(20)))

    assert statuses == [200, 409] * 10
    assert len(client.found()) == 11


def test_of_many_who_hold_the_same_entity_tag_one_replaces_the_document(
    make_lrs: Callable[..., Lrs],
) -> None:
    clients = [Client.allowed(make_lrs()) for _ in range(2)]
    query = {"profileId": "p", "agent": json.dumps(make_agent())}
    clients[0].put("/agents/profile", query, {"x": 0}, headers={"If-None-Match": "*"})
    etag = clients[0].get("/agents/profile", query).headers["ETag"]

    def replace(number: int) -> int:
        answer = clients[number % 2].put(
            "/agents/profile", query, {"x": number}, headers={"If-Match": etag}
        )
        return answer.status_code

    with ThreadPoolExecutor(WRITERS) as pool:
        statuses = list(pool.map(replace, range(1, 9)))

    assert sorted(statuses) == [204, *[412] * 7]


def test_merges_at_once_lose_nothing(make_lrs: Callable[..., Lrs]) -> None:
    clients = [Client.allowed(make_lrs()) for _ in range(2)]
    query = {
        "stateId": "s",
        "activityId": "https://example.org/x",
        "agent": json.dumps(make_agent()),
    }

    def merge(number: int) -> int:
        client = clients[number % 2]
        return client.post("/activities/state", {str(number): number}, query).status_code

    with ThreadPoolExecutor(WRITERS) as pool:
        assert set(pool.map(merge, range(20))) == {204}

    assert clients[0].get("/activities/state", query).get_json() == {str(n): n for n in range(20)}


def test_a_writer_who_was_killed_holds_nothing_back(
    make_lrs: Callable[..., Lrs], tmp_path: Path
) -> None:
    """The mark of a writer outlives it; its lock does not."""
    client = Client.allowed(make_lrs())
    client.store(make_statement())
    for mark in tmp_path.glob("*-turn"):
        mark.write_bytes(b"\1")
    before = times.text(store.now())

    answer = client.get("/statements")

    assert answer.headers["X-Experience-API-Consistent-Through"] >= before
