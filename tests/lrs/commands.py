"""Runs the `lrs` command in this process."""

import json
from pathlib import Path
from typing import Any

from click.testing import CliRunner, Result

from lrs.app import create_app
from lrs.cli import main
from lrs.settings import Settings
from tests.lrs.client import Client
from tests.lrs.conftest import opened


def lrs(data: Path, *arguments: str, **options: Any) -> Result:
    return CliRunner().invoke(main, [*arguments, "--data", str(data)], **options)


def client_of(data: Path) -> Client:
    made = json.loads(lrs(data, "credentials", "create", "test", "--scope", "all", "--json").output)
    return Client(opened(create_app(Settings(data=data))), made["key"], made["secret"])
