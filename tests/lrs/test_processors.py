"""Threads of one server share one processor; others stay free."""

import os
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest

from lrs.server import OnOneProcessor


def _processors_of_threads(application: OnOneProcessor, threads: int) -> list[set[int]]:
    """Where each of some threads may run after it has answered."""
    together = Barrier(threads)

    def answer(_number: int) -> set[int]:
        together.wait(10)
        list(application({}, None))
        return os.sched_getaffinity(0)

    with ThreadPoolExecutor(threads) as pool:
        return list(pool.map(answer, range(threads)))


def _nothing(_environ: dict[str, Any], _start_response: Any) -> list[bytes]:
    return []


def test_threads_that_answer_share_one_processor() -> None:
    found = _processors_of_threads(OnOneProcessor(_nothing), 4)

    assert all(len(own) == 1 for own in found)
    assert len({frozenset(own) for own in found}) == 1


def test_other_threads_of_the_process_stay_free() -> None:
    before = os.sched_getaffinity(0)

    _processors_of_threads(OnOneProcessor(_nothing), 2)

    assert os.sched_getaffinity(0) == before


def test_where_the_system_forbids_it_requests_are_answered(monkeypatch: pytest.MonkeyPatch) -> None:
    def forbid(_thread: int, _processors: set[int]) -> None:
        raise PermissionError

    monkeypatch.setattr(os, "sched_setaffinity", forbid, raising=False)

    assert _processors_of_threads(OnOneProcessor(lambda _environ, _start: [b"yes"]), 1)
