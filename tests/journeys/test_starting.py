"""Starting the installation: what stands in the way is one sentence, and a second start keeps all."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.journeys.installation import PATIENCE, ROOT, Installation
from tests.ports import free_port

pytestmark = pytest.mark.journey


def refused_start(*words: str, **environment: str) -> str:
    """What a start that must fail says; it says it in one line, and exits with 2."""
    done = subprocess.run(
        [sys.executable, "wsgi.py", *words],
        cwd=ROOT,
        env={k: v for k, v in os.environ.items() if not k.startswith(("ABP_", "LRS_"))}
        | environment,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
    )
    assert done.returncode == 2, done.stderr
    assert done.stdout == ""
    assert done.stderr.count("\n") == 1
    return done.stderr


def test_a_port_in_use_is_one_sentence(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])

        said = refused_start("--port", port, "--data", str(tmp_path / "data"))

    assert port in said
    assert "make run PORT=" in said
    assert not (tmp_path / "data").exists()


@pytest.mark.parametrize("port", ["eighty", "0"])
def test_a_port_that_is_none_is_one_sentence(tmp_path: Path, port: str) -> None:
    said = refused_start(f"--port={port}", "--data", str(tmp_path / "data"))

    assert "PORT" in said


def test_a_folder_that_cannot_be_written_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").touch()

    said = refused_start("--port", str(free_port()), "--data", str(tmp_path / "file" / "data"))

    assert "cannot be written" in said


BROKEN_SETTINGS = [
    ("ABP_MODE", "festive"),
    ("ABP_PUBLIC_URL", "http://["),
    ("ABP_DATABASE_URL", "nonsense"),
    ("ABP_SMTP_URL", "smtp://host:door"),
    ("LRS_LABEL_VERSION", "3"),
]
# Each takes a start of its own.
MORE_BROKEN_SETTINGS = [
    ("ABP_SESSION_IDLE_MINUTES", "soon"),
    ("ABP_PUBLIC_URL", "not an address"),
    ("ABP_IDENTITY", "our academy"),
    ("ABP_LRS_URL", "records.example"),
    ("ABP_COLOUR", "blue"),
    ("ABP_DATABASE_URL", "postgresql://host:door/name"),
    ("ABP_SMTP_URL", "mail.example"),
    ("ABP_MANAGER_MAIL_AT", "teatime"),
    ("LRS_DATABASE_URL", "nonsense"),
]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        *BROKEN_SETTINGS,
        *(pytest.param(*one, marks=pytest.mark.long) for one in MORE_BROKEN_SETTINGS),
    ],
)
def test_a_broken_setting_is_one_sentence(tmp_path: Path, name: str, value: str) -> None:
    said = refused_start(
        "--port", str(free_port()), "--data", str(tmp_path / "data"), **{name: value}
    )

    assert name in said


def test_production_refuses_to_start_without_what_keeps_it_safe(tmp_path: Path) -> None:
    said = refused_start(
        "--port", str(free_port()), "--data", str(tmp_path / "data"), ABP_MODE="production"
    )

    assert "ABP_INSTALLATION_KEY_FILE" in said


def test_another_start_keeps_everything(
    demo: Callable[[Path], Installation], tmp_path: Path
) -> None:
    installation = demo(tmp_path)
    installation.start()
    installation.wait_until_delivered()
    before = installation.command("abp", "people", "list", "--json")
    held = {one["id"] for one in installation.statements("limit=1000")}
    assert held
    installation.stop()

    installation.start()

    try:
        installation.wait_until_delivered()
        assert json.loads(installation.command("abp", "people", "list", "--json")) == json.loads(
            before
        )
        assert {one["id"] for one in installation.statements("limit=1000")} == held
    finally:
        installation.stop()


def test_stopping_the_first_start_half_way_is_quiet_and_the_next_start_is_whole(
    tmp_path: Path,
) -> None:
    half = subprocess.Popen(
        [sys.executable, "wsgi.py", "--port", str(free_port()), "--data", str(tmp_path / "data")],
        cwd=ROOT,
        stderr=subprocess.PIPE,
        text=True,
    )
    installation = Installation(tmp_path / "data")
    installation.wait_until((tmp_path / "data" / "abp_lms.sqlite3").exists, "begun")
    half.send_signal(signal.SIGINT)
    _, said = half.communicate(timeout=PATIENCE)

    installation.start()

    try:
        assert said == ""
        assert half.returncode == 130
        assert json.loads(installation.command("abp", "people", "list", "--json"))
    finally:
        installation.stop()


def test_the_installation_ends_with_the_process_that_started_it(tmp_path: Path) -> None:
    installation = Installation(tmp_path / "data", environment={"ABP_MODE": "development"})
    installation.start()
    assert installation.process is not None

    installation.process.kill()
    installation.process.wait()

    installation.wait_until(lambda: installation.health()[0] == 0, "silent")


def test_a_database_that_does_not_answer_is_one_sentence(tmp_path: Path) -> None:
    nowhere = "postgresql://nobody@127.0.0.1:1/nothing"

    said = refused_start(
        "--port", str(free_port()), "--data", str(tmp_path / "data"), ABP_DATABASE_URL=nowhere
    )

    assert "database cannot be used" in said
