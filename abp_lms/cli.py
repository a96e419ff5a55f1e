"""The `abp` command: gathers what each feature offers on the command line.

Every command takes --data FOLDER, wherever it stands on the line. What goes wrong is one line on
standard error and exit code 2.
"""

from __future__ import annotations

import signal
import sys
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

import click
from alembic.util import CommandError
from flask import Flask
from sqlalchemy.exc import SQLAlchemyError

from abp_lms import __version__, database
from abp_lms import settings as settings_module
from abp_lms.accounts.cli import academies, people
from abp_lms.app import create_app
from abp_lms.content_files import ContentError, counted
from abp_lms.demo.cli import demo
from abp_lms.errors import Refused
from abp_lms.learning.cli import content, places
from abp_lms.mail.cli import mail
from abp_lms.recording.cli import recording
from abp_lms.settings import BrokenSetting
from abp_lms.worker import Worker

# What commands get as click's `obj`: makes the application when, and only when, they need it.
MakeApp = Callable[[], Flask]


@click.group()
@click.option(
    "--data", type=click.Path(path_type=Path), help="Folder that holds the databases and keys."
)
@click.version_option(__version__)
@click.pass_context
def abp(context: click.Context, data: Path | None) -> None:
    """Run and look after Active Bystander Learning."""
    settings = settings_module.read(data=data)
    settings_module.use(settings)
    context.obj = partial(create_app, settings)


@abp.command()
def migrate() -> None:
    """Bring the platform's database to this version's tables."""
    settings = settings_module.current()
    settings.data.mkdir(parents=True, exist_ok=True)
    database.migrate(settings.database, settings.migrations / "abp_lms")
    click.echo("The platform's database is up to date.")


@abp.command()
@click.pass_obj
def worker(make_app: MakeApp) -> None:
    """Run the worker alone, until it is told to end; refuses to begin without a database."""
    alone = Worker(make_app())
    alone.beat()
    signal.signal(signal.SIGTERM, lambda *_: alone.end())
    signal.signal(signal.SIGINT, lambda *_: alone.end())
    click.echo("The worker runs.")
    alone.run()


for group in (academies, content, demo, mail, people, places, recording):
    abp.add_command(group)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run one command; exits 2 with one line when it is refused."""
    words = _data_first(list(sys.argv[1:] if arguments is None else arguments))
    try:
        sys.exit(abp.main(words, prog_name="abp", standalone_mode=False) or 0)
    except click.Abort:
        sys.exit(130)
    except click.exceptions.NoArgsIsHelpError as fault:
        click.echo(fault.format_message(), err=True)
        sys.exit(2)
    except click.ClickException as fault:
        _leave(fault.format_message())
    except (BrokenSetting, Refused) as fault:
        _leave(str(fault))
    except ContentError as fault:
        first = fault.findings[0]
        _leave(
            f"the content has {counted(len(fault.findings), 'error')}; see abp content check. {first}"
        )
    except CommandError as fault:
        _leave(f"ABP_MIGRATIONS: {fault}")
    except SQLAlchemyError as fault:
        _leave(
            "the database has no tables yet. Run: abp migrate"
            if database.has_no_tables(fault)
            else f"the database cannot be used: {database.reason(fault)}"
        )
    except OSError as fault:
        _leave(f"{fault.filename or ''}: {fault.strerror or fault}")


def _data_first(words: list[str]) -> list[str]:
    """The words with --data moved to the front, so that it may stand after any command."""
    for place, word in enumerate(words):
        if word == "--":
            break
        if word == "--data" and place + 1 < len(words):
            return ["--data", words[place + 1], *words[:place], *words[place + 2 :]]
        if word.startswith("--data="):
            return [word, *words[:place], *words[place + 1 :]]
    return words


def _leave(sentence: str) -> None:
    click.echo(f"abp: {' '.join(sentence.split())}", err=True)
    sys.exit(2)
