"""Brings a store's tables up to date."""

import sys
from pathlib import Path

from alembic import command
from alembic.config import Config

from lrs.storage.dialects import Database

VERSION_TABLE = "lrs_alembic_version"


def migrate(database: Database) -> None:
    """Run the migrations that the store lacks; one process at a time, all of them or none."""
    config = Config()
    config.set_main_option("script_location", str(_scripts()))
    with database.writing() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def _scripts() -> Path:
    """migrations/lrs lies beside the package in a checkout, under share/ when installed."""
    beside = Path(__file__).parents[2] / "migrations" / "lrs"
    if beside.is_dir():
        return beside
    return Path(sys.prefix) / "share" / "active-bystander-learning" / "migrations" / "lrs"
