"""Threads of one server share one processor and their memory; others stay free."""

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest

from lrs.server import OnOneProcessor


def _processors_of_threads(application: OnOneProcessor, threads: int) -> list[set[int]]:
    """Where each of some threads may run after it has answered."""
    together = Barrier(threads)

    def answer(_number: int) -> set[int]:
        together.wait(120)
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


_TELL_AREAS = """
import sys, threading
from lrs.server import keep_memory_together
if sys.argv[1:]:
    keep_memory_together()

def take_and_give_back():
    some = [bytes(100_000) for _ in range(100)]
    together.wait()
    del some[:-1]  # the last one keeps the rest from the system
    together.wait()

together = threading.Barrier(9)
threads = [threading.Thread(target=take_and_give_back) for _ in range(8)]
for one in threads:
    one.start()
together.wait(), together.wait()
import ctypes
libc = ctypes.CDLL(None)
libc.fopen.restype = ctypes.c_void_p
report = libc.fopen(b"/dev/stdout", b"w")
libc.malloc_info(0, ctypes.c_void_p(report))
libc.fclose(ctypes.c_void_p(report))
"""


def test_threads_share_areas_of_memory() -> None:
    def areas(*given: str) -> int:
        told = subprocess.run(
            [sys.executable, "-c", _TELL_AREAS, *given],
            check=True,
            capture_output=True,
            text=True,
        )
        return told.stdout.count("<heap ")

    assert areas() > 2
    assert areas("together") <= 2
