"""Brings a store's tables up to date."""

import sys
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.util import CommandError

from lrs.errors import StoreFailed
from lrs.storage.dialects import Database

VERSION_TABLE = "lrs_alembic_version"


def migrate(database: Database) -> None:
    """Run the migrations that the store lacks; one process at a time, all of them or none.

    Raises `StoreFailed` when the store was made by a newer version of the program.
    """
    config = Config()
    config.set_main_option("script_location", str(_scripts()))
    with database.writing() as connection:
        config.attributes["connection"] = connection
        try:
            command.upgrade(config, "head")
        except CommandError as error:
            raise StoreFailed(f"it was made by a newer version of the LRS ({error})") from error


def _scripts() -> Path:
    """migrations/lrs lies beside the package in a checkout, under share/ when installed."""
    beside = Path(__file__).parents[2] / "migrations" / "lrs"
    if beside.is_dir():
        return beside
    return Path(sys.prefix) / "share" / "active-bystander-learning" / "migrations" / "lrs"
