"""Whether two statements say the same, and how long to wait. Pure."""

from __future__ import annotations

from copy import deepcopy
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from abp_lms.recording import rules

OURS: dict[str, Any] = {
    "id": "8d2a1c0e-9f30-4b7e-8f7e-0a2d7e1c5b11",
    "actor": {"objectType": "Agent", "account": {"homePage": "http://home", "name": "a"}},
    "verb": {"id": "http://verb", "display": {"en-GB": "did"}},
    "object": {"objectType": "Activity", "id": "http://home/id/x", "definition": {"type": "t"}},
    "context": {
        "registration": "3d2a1c0e-9f30-4b7e-8f7e-0a2d7e1c5b11",
        "contextActivities": {"parent": [{"id": "http://home/id/y"}]},
    },
    "timestamp": "2026-11-20T14:02:03.456Z",
    "result": {"completion": True, "duration": "PT5M"},
}


def test_what_a_store_adds_or_writes_in_another_way_makes_no_difference() -> None:
    theirs = deepcopy(OURS) | {"stored": "2026-11-20T15:00:00Z", "version": "1.0.0"}
    theirs["id"] = theirs["id"].upper()
    theirs["authority"] = {"account": {"homePage": "http://store", "name": "k"}}
    theirs["timestamp"] = "2026-11-20T14:02:03.456000+00:00"
    theirs["result"]["duration"] = "PT05M00S"
    theirs["verb"].pop("display")
    theirs["object"].pop("definition")
    theirs["context"]["contextActivities"]["parent"] = {"id": "http://home/id/y"}

    assert rules.says_the_same(OURS, theirs)


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("actor", "account", "name"), "b"),
        (("verb", "id"), "http://other"),
        (("object", "id"), "http://home/id/z"),
        (("result", "completion"), False),
        (("timestamp",), "2026-11-20T14:02:03.457Z"),
        (("context", "registration"), "4d2a1c0e-9f30-4b7e-8f7e-0a2d7e1c5b11"),
        (("context", "contextActivities", "parent"), [{"id": "http://home/id/z"}]),
    ],
)
def test_another_deed_is_not_the_same(path: tuple[str, ...], value: object) -> None:
    theirs = deepcopy(OURS)
    *way, last = path
    part = theirs
    for name in way:
        part = part[name]
    part[last] = value

    assert not rules.says_the_same(OURS, theirs)


@pytest.mark.parametrize("name", list(OURS))
@pytest.mark.parametrize("value", [None, "text", 7, []])
def test_something_that_is_no_statement_is_not_the_same(name: str, value: object) -> None:
    assert not rules.says_the_same(OURS, {})
    assert not rules.says_the_same(OURS, OURS | {name: value})


@given(st.integers(1, 1000), st.floats(0, 1))
def test_a_wait_is_never_longer_than_an_hour_and_a_quarter(failures: int, luck: float) -> None:
    assert timedelta(seconds=0.75) <= rules.wait(failures, luck) <= timedelta(hours=1.25)


@given(st.integers(100, 599))
def test_every_status_has_a_plain_reason(status: int) -> None:
    assert rules.reason(status).endswith(f"(HTTP {status})")
