"""Large requests share a room, so that several at once do not take all memory there is."""

import gzip
import threading
import tracemalloc
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from lrs.app import Lrs
from lrs.resources import exchange, room, submissions
from lrs.resources.room import ROOM, SMALL, Room
from lrs.statements import exact
from lrs.storage import writer
from tests.lrs.client import Client
from tests.lrs.factories import make_agent, make_statement

STATE = {
    "activityId": "https://example.org/a",
    "agent": '{"mbox": "mailto:ann@example.org"}',
    "stateId": "s",
}
BINARY = {"content_type": "application/octet-stream"}


def inside(one: Room, size: int, leave: threading.Event) -> threading.Thread:
    """Somebody who is in the room until told to leave."""
    is_inside = threading.Event()

    def stay() -> None:
        one.enter(size)
        is_inside.set()
        leave.wait(30)
        one.leave()

    thread = threading.Thread(target=stay)
    thread.start()
    assert is_inside.wait(30)
    return thread


def test_who_finds_no_room_waits_until_somebody_leaves() -> None:
    shared, leave = Room(), threading.Event()
    first = inside(shared, ROOM // 2 + 1, leave)
    entered = threading.Event()

    def enter() -> None:
        shared.enter(ROOM // 2)
        entered.set()
        shared.leave()

    second = threading.Thread(target=enter)
    second.start()
    assert not entered.wait(0.1)
    leave.set()

    assert entered.wait(30)
    first.join()
    second.join()


def test_who_is_larger_than_the_room_has_it_alone() -> None:
    shared = Room()

    shared.enter(ROOM * 100)
    shared.enter(ROOM * 100)  # inside already
    shared.leave()
    shared.leave()

    shared.enter(ROOM)
    shared.leave()


@pytest.mark.parametrize(
    ("body", "encoding"),
    [
        (b" " * (SMALL + 1), "identity"),
        (gzip.compress(b" " * (SMALL + 1)), "gzip"),
    ],
    ids=["plain", "small, and unpacked large"],
)
def test_a_large_body_that_finds_no_room_for_long_is_put_off(
    lrs: Lrs, monkeypatch: pytest.MonkeyPatch, body: bytes, encoding: str
) -> None:
    client, leave = Client.allowed(lrs), threading.Event()
    monkeypatch.setattr(room, "PATIENCE", 0.05)
    other = inside(lrs._room, ROOM, leave)

    put_off = client.put(
        "/activities/state", STATE, body, headers={"Content-Encoding": encoding}, **BINARY
    )
    small = client.post("/statements", make_statement())
    leave.set()
    other.join()
    again = client.put(
        "/activities/state", STATE, body, headers={"Content-Encoding": encoding}, **BINARY
    )

    assert (put_off.status_code, put_off.headers["Retry-After"]) == (503, "10")
    assert small.status_code == 200
    assert again.status_code == 204


def test_who_is_refused_leaves_the_room(lrs: Lrs) -> None:
    client = Client.allowed(lrs)

    for body in (b"[" + b" " * SMALL, b" " * lrs.site.settings.max_body + b"  "):
        assert client.post("/statements", body).status_code in (400, 413)

    with ThreadPoolExecutor(1) as pool:
        answer = pool.submit(client.put, "/activities/state", STATE, b" " * ROOM, **BINARY)
        assert answer.result(30).status_code == 204


def test_a_text_of_too_many_values_is_too_large(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exchange, "MOST_VALUES", 1000)
    values = [{} for _ in range(600)]
    extensions = {"https://example.org/x": values}

    many = client.post("/statements", make_statement(result={"extensions": extensions}))
    del values[300:]
    fewer = client.post("/statements", make_statement(result={"extensions": extensions}))

    assert many.status_code == 413
    assert "1,000 values" in many.get_json()["detail"]
    assert fewer.status_code == 200


def test_a_commit_takes_only_so_many_statements(
    make_lrs: Callable[..., Lrs], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writer, "MOST_AT_ONCE", 4)
    lrs = make_lrs()
    client = Client.allowed(lrs)
    sizes = [3, 1, 2, 6, 1, 1]

    with ThreadPoolExecutor(len(sizes)) as pool:
        with lrs.site.database.writing():
            waiting = [
                pool.submit(
                    client.store,
                    *(make_statement(actor=make_agent(f"{size}")) for _ in range(size)),
                )
                for size in sizes
            ]
        ids = [one for each in waiting for one in each.result()]

    assert len(ids) == sum(sizes)
    assert sorted(client.found()) == sorted(ids)


def test_a_long_batch_that_finds_no_place_to_be_taken_apart_is_put_off(
    lrs: Lrs, monkeypatch: pytest.MonkeyPatch
) -> None:
    client, leave = Client.allowed(lrs), threading.Event()
    long = [make_statement(result={"response": "x" * submissions.SHORT})]
    monkeypatch.setattr(room, "PATIENCE", 0.05)
    other = inside(submissions._DESK, ROOM, leave)

    put_off = client.post("/statements", long)
    short = client.post("/statements", make_statement())
    leave.set()
    other.join()

    assert (put_off.status_code, put_off.headers["Retry-After"]) == (503, "10")
    assert client.found() == short.get_json()
    assert client.post("/statements", long).status_code == 200


def test_what_waits_to_be_stored_takes_the_room_of_its_text() -> None:
    statement = make_statement()
    exact.dumps(statement)

    tracemalloc.start()
    try:
        texts = [exact.dumps(statement) for _ in range(200)]
        taken, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()

    assert taken < 2 * sum(map(len, texts)) + 200 * 50
