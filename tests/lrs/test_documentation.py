"""docs/lrs.md: its examples run, its tables name what there is."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from lrs.cli import main
from lrs.settings import Settings
from lrs.storage.credentials import SCOPES
from tests.lrs.server import PATIENCE, Server

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "lrs.md").read_text()
EXAMPLES = re.findall(
    r"^### (.+?)\n.*?^```(\w+) example\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL
)
PROGRAMS = {"sh": ["bash", "-eu", "-c"], "python": [sys.executable, "-c"], "js": ["node", "-e"]}


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with Server(tmp_path_factory.mktemp("served")) as running:
        yield running


@pytest.mark.parametrize(("name", "language", "code"), EXAMPLES, ids=[one[0] for one in EXAMPLES])
def test_an_example_stores_its_statement(
    server: Server, name: str, language: str, code: str
) -> None:
    query = {"agent": '{"mbox":"mailto:ann@example.org"}'}
    _, before = server.request("GET", "/statements", query=query)

    ran = subprocess.run(
        [*PROGRAMS[language], code],
        env={
            **os.environ,
            "ENDPOINT": server.endpoint,
            "KEY": server.key,
            "SECRET": server.secret,
        },
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=PATIENCE,
    )

    assert ran.returncode == 0, ran.stdout + ran.stderr
    _, after = server.request("GET", "/statements", query=query)
    assert len(after["statements"]) == len(before["statements"]) + 1


def test_every_client_has_its_example() -> None:
    assert [(name, language) for name, language, _ in EXAMPLES] == [
        ("curl", "sh"),
        ("Python, with tincan", "python"),
        ("JavaScript, with @xapi/xapi", "js"),
        ("JavaScript, with TinCanJS", "js"),
    ]


def test_every_setting_is_on_the_page_with_its_default() -> None:
    told = dict(re.findall(r"^\| `(LRS_\w+)` \| (?:`(.*?)`)? ?\|", PAGE, re.MULTILINE))
    defaults = {
        f"LRS_{name.upper()}": getattr(Settings(), name) for name in Settings.__dataclass_fields__
    }

    assert told == {
        name: {True: "yes", False: "no"}[value] if isinstance(value, bool) else str(value)
        for name, value in defaults.items()
    }


def test_every_scope_and_command_is_on_the_page() -> None:
    assert tuple(re.findall(r"^\| `([a-z/]+)` \|", PAGE, re.MULTILINE)) == SCOPES
    for command in main.commands:
        assert f"lrs {command}" in PAGE
