"""What `bench.lrs_speed` understands and leaves out, without any load."""

from base64 import b64decode
from collections.abc import Iterator
from pathlib import Path

import pytest

from bench import lrs_speed
from bench.lrs_speed import Load, measured, understood
from bench.lrs_stores import Store, other

TOLD = """Running 5s test @ http://127.0.0.1:8081/xapi/statements
  2 threads and 8 connections
  400 requests in 5.00s, 1.00MB read
{refusals}Requests/sec:     80.00
Transfer/sec:    205.00KB
"""


def test_another_store_is_named_by_one_address_with_its_credential() -> None:
    store = other("http://a%40b:two%20words@lrs.example.org:8080/xapi/")

    assert store.address == "http://lrs.example.org:8080/xapi/statements"
    assert b64decode(store.authorization.removeprefix("Basic ")) == b"a@b:two words"
    assert "words" not in store.name


@pytest.mark.parametrize(
    ("refusals", "found"),
    [("", Load(80.0, 0.0)), ("  Non-2xx or 3xx responses: 100\n", Load(60.0, 0.25))],
)
def test_only_accepted_requests_count(refusals: str, found: Load) -> None:
    assert understood(TOLD.format(refusals=refusals)) == found


def test_a_store_that_answers_nothing_in_time_has_no_rate() -> None:
    told = TOLD.format(refusals="").replace("400 requests", "0 requests").replace("80.00", "0.00")

    assert understood(told) == Load(0.0, 0.0)


@pytest.fixture
def rates(monkeypatch: pytest.MonkeyPatch) -> None:
    """The floor slows down to half from round to round; the other store does too, at a tenth."""
    speeds = {"floor": iter([100.0, 50.0] * 5), "slow": iter([10.0, 5.0] * 5)}

    def loaded(address: str, *_: object) -> Load:
        return Load(next(speeds[address.partition("?")[0]]), 0.0)

    monkeypatch.setattr(lrs_speed, "loaded", loaded)
    monkeypatch.setattr(lrs_speed, "fill", lambda *_: None)


def lines(tmp_path: Path) -> Iterator[str]:
    stores = [Store("floor", "floor"), Store("slow", "slow")]
    return measured(stores, tmp_path, seconds=1, rounds=2)


@pytest.mark.usefixtures("rates")
def test_a_share_is_of_the_floor_in_the_same_round(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lrs_speed, "page", lambda *_: 50)

    told = [line for line in lines(tmp_path) if " slow " in line]

    assert len(told) == 5
    assert all("10.0%" in line for line in told)


@pytest.mark.usefixtures("rates")
def test_a_store_that_finds_nothing_gets_no_rate_for_being_quick(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def page(store: Store, query: str) -> int:
        return 0 if store.name == "slow" and "activity" in query else 50

    monkeypatch.setattr(lrs_speed, "page", page)

    told = [line for line in lines(tmp_path) if "no full page" in line]

    assert [line[:22].strip() for line in told] == ["GET 50 by activity"]
