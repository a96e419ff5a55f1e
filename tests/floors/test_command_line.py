"""Whatever stands in the way of a command, `abp` says it in one line, with exit code 2."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask

from abp_lms.cli import main
from abp_lms.settings import Settings

COMMANDS = (
    ("worker",),
    ("academies", "add", "North", "--programme", "llr"),
    ("demo", "load"),
    ("mail", "send"),
    ("mail", "status"),
    ("people", "list"),
    ("places", "move", "ada@example.org", "--academy", "North", "--cohort", "One"),
    ("recording", "add", "Trust", "https://lrs.example", "--key", "k", "--secret", "s"),
    ("recording", "deliver"),
    ("recording", "pause", "Trust"),
    ("recording", "resume", "Trust"),
    ("recording", "retry"),
    ("recording", "show", "6f1d5c8e-2f4b-4b0c-9a5e-0c5b7d3f1a2b"),
    ("recording", "status"),
)
MIGRATE = ("migrate",)
NOBODY_THERE = "postgresql://nobody:hush@127.0.0.1:1/nothing"
ABP = Path(sys.executable).with_name("abp")

Refused = Callable[..., str]


@pytest.fixture
def refused(
    app: Flask, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Refused:
    """Runs `abp`; gives the one line that it leaves with."""

    def abp(*words: str, **environment: str) -> str:
        for name, value in environment.items():
            monkeypatch.setenv(name, value)
        with pytest.raises(SystemExit) as end:
            main(words)
        out, err = capsys.readouterr()
        assert (end.value.code, out) == (2, "")
        assert err.startswith("abp: ")
        assert err.count("\n") == 1
        return err

    return abp


@pytest.mark.parametrize("words", [*COMMANDS, MIGRATE], ids=" ".join)
def test_a_database_that_does_not_answer(
    refused: Refused, tmp_path: Path, words: tuple[str, ...]
) -> None:
    said = refused(*words, "--data", str(tmp_path), ABP_DATABASE_URL=NOBODY_THERE)

    assert "the database cannot be used: " in said
    assert "hush" not in said


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_a_database_without_tables(
    refused: Refused, tmp_path: Path, words: tuple[str, ...]
) -> None:
    (tmp_path / "empty").mkdir()

    said = refused(*words, "--data", str(tmp_path / "empty"))

    assert said == "abp: the database has no tables yet. Run: abp migrate\n"


@pytest.mark.parametrize("words", [*COMMANDS, MIGRATE], ids=" ".join)
def test_a_data_folder_that_is_a_file(
    refused: Refused, tmp_path: Path, words: tuple[str, ...]
) -> None:
    (tmp_path / "data").touch()

    assert str(tmp_path / "data") in refused(*words, "--data", str(tmp_path / "data"))


@pytest.mark.parametrize(
    ("variable", "words"),
    [
        ("ABP_CONTENT", ("content", "check")),
        ("ABP_CONTENT", ("mail", "status")),
        ("ABP_MIGRATIONS", MIGRATE),
        ("ABP_MODE", MIGRATE),
        ("ABP_SESSION_KEY_FILE", ("people", "list")),
        ("ABP_TYPO", MIGRATE),
    ],
)
def test_a_setting_that_leads_nowhere(
    refused: Refused, tmp_path: Path, variable: str, words: tuple[str, ...]
) -> None:
    nowhere = str(tmp_path / "no" / "where")

    said = refused(*words, "--data", str(tmp_path), **{variable: nowhere})

    assert variable in said or nowhere in said


def test_a_reader_that_goes_away_ends_the_command_without_a_word(settings: Settings) -> None:
    # given a list that is longer than what waits in a pipe, and a reader of its first line
    command = f"'{ABP}' content check --json --data '{settings.data}' | head -n 1"

    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, timeout=60)

    assert (done.stdout, done.stderr) == ("{\n", "")


def test_an_interrupt_ends_the_worker_without_a_word(settings: Settings, app: Flask) -> None:
    command = [ABP, "worker", "--data", settings.data]
    environment = {"ABP_DATABASE_URL": settings.database_url, "ABP_MODE": "development"}
    worker = subprocess.Popen(
        command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert worker.stdout is not None
    assert worker.stdout.readline() == "The worker runs.\n"

    worker.send_signal(signal.SIGINT)
    _, complaints = worker.communicate(timeout=30)

    assert (worker.returncode, complaints) == (0, "")
