"""`abp recording …`, run as an operator runs it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator

import pytest

from abp_lms import cli
from abp_lms import settings as settings_module
from abp_lms.accounts.models import Person
from abp_lms.database import session
from abp_lms.recording import destinations, outbox
from abp_lms.settings import Settings
from tests.fakes import RecordStore, record_store
from tests.recording.statements import page_read, unit_completed

Run = Callable[..., int]


@pytest.fixture
def store(person: Person) -> Iterator[RecordStore]:
    with record_store() as store:
        destinations.ensure_first(store.endpoint, "key", "secret")
        for recorded in (page_read(), unit_completed()):
            outbox.add(recorded, person_id=person.id)
        session.commit()
        yield store


@pytest.fixture
def run(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.setattr(settings_module, "read", lambda **_: settings)

    def run(*words: str) -> int:
        session.remove()
        with pytest.raises(SystemExit) as left:
            cli.main(["recording", *words])
        return int(left.value.code or 0)

    return run


def test_the_status_is_read_by_a_script(
    store: RecordStore, run: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    code = run("status", "--json")

    (own,) = json.loads(capsys.readouterr().out)["destinations"]
    assert code == 0
    assert (own["waiting"], own["delivered"], own["refused"]) == (2, 0, 0)
    assert own["oldest_waiting_seconds"] >= 0


def test_delivering_leaves_nothing_waiting(
    store: RecordStore, run: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    code = run("deliver")

    assert code == 0
    assert len(store.ids) == 2
    assert "0 waiting, 2 delivered, 0 refused" in capsys.readouterr().out


def test_delivering_to_a_store_in_trouble_says_why_and_exits_1(
    store: RecordStore, run: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    store.fault = 401

    code = run("deliver")

    assert code == 1
    out = capsys.readouterr().out
    assert "2 waiting" in out
    assert "does not know our key and secret" in out


def test_what_was_refused_is_listed_and_sent_again(
    store: RecordStore, run: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    store.objects = lambda one: one["verb"]["id"].endswith("completed")
    run("deliver")
    run("status")
    listed = capsys.readouterr().out
    store.objects = lambda _: False

    codes = (run("retry"), run("deliver"))

    assert "refused" in listed
    assert "Completed unit: What an active bystander is, and is not" in listed
    assert codes == (0, 0)
    assert len(store.ids) == 2


def test_it_shows_exactly_what_is_sent(
    store: RecordStore, run: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    run("deliver")
    sent = store.posts[0]["statements"][0]
    capsys.readouterr()

    code = run("show", sent["id"])

    assert code == 0
    assert json.loads(capsys.readouterr().out) == sent


def test_an_unknown_statement_is_one_line_and_exit_code_2(
    store: RecordStore, run: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    code = run("show", "8d2a1c0e-9f30-4b7e-8f7e-0a2d7e1c5b11")

    assert code == 2
    assert len(capsys.readouterr().err.splitlines()) == 1


def test_another_store_is_added_with_its_list(
    store: RecordStore, run: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["Trust", "https://lrs.example/xapi", "--key", "k", "--secret", "s"]

    code = run("add", *words, "--shape", "unit-completed")

    assert code == 0
    assert capsys.readouterr().out == "Trust gets: unit-completed.\n"
    assert run("add", *words) == 2
    assert "already a destination called Trust" in capsys.readouterr().err
    assert run("pause", "Trust") == 0
    assert run("resume", "Nobody") == 2
    run("status")
    assert "Trust: 0 waiting, 0 delivered, 0 refused, paused." in capsys.readouterr().out
