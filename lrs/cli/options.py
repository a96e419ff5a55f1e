"""What every command needs: which store is meant, and one way to refuse."""

import os
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any, NoReturn

import click
from sqlalchemy.engine import make_url
from sqlalchemy.exc import SQLAlchemyError

from lrs.errors import StoreFailed
from lrs.settings import BrokenSetting, Settings
from lrs.storage import dialects
from lrs.storage.dialects import Database
from lrs.storage.migrations import migrate


def refuse(sentence: object) -> NoReturn:
    """End with one plain sentence and exit code 2."""
    click.echo(" ".join(str(sentence).split()), err=True)
    sys.exit(2)


class OneLineGroup(click.Group):
    """Tells in one line, too, what is wrong with how it was called."""

    def main(self, *arguments: Any, **options: Any) -> NoReturn:
        options["standalone_mode"] = False
        # What it writes holds what people did: nobody else on the machine has business there.
        mask = os.umask(0o077)
        try:
            code = super().main(*arguments, **options)
        except click.Abort:
            sys.exit(130)
        except click.exceptions.NoArgsIsHelpError as fault:
            click.echo(fault.format_message(), err=True)
            sys.exit(2)
        except click.ClickException as fault:
            refuse(fault.format_message())
        except UnicodeEncodeError:
            refuse("The command line holds something that is not UTF-8.")
        except (SQLAlchemyError, StoreFailed) as fault:
            refuse(f"The store cannot be used: {_reason(fault)}")
        except OSError as fault:
            refuse(f"{fault.filename or 'The file'}: {fault.strerror or fault}.")
        finally:
            os.umask(mask)
        sys.exit(code or 0)


def with_data(command: Callable[..., Any]) -> Callable[..., Any]:
    """The option --data, understood before and after the name of a command; the last one counts."""
    return click.option(
        "--data",
        type=click.Path(file_okay=False, path_type=Path),
        callback=_remember,
        expose_value=False,
        help="Folder of the store (instead of LRS_DATA).",
    )(command)


def _remember(context: click.Context, _option: click.Parameter, data: Path | None) -> None:
    if data is not None:
        context.find_root().obj = data


def read_settings() -> Settings:
    """The settings of the environment, with the folder named on the command line."""
    try:
        settings = Settings.from_environment()
    except BrokenSetting as broken:
        refuse(broken)
    data: Path | None = click.get_current_context().find_root().obj
    return settings if data is None else replace(settings, data=data, database_url="")


def existing_database() -> Database:
    """The store, which must be there already: a mistyped folder is no empty store."""
    address = make_url(read_settings().url)
    if address.get_backend_name() == "sqlite" and not Path(address.database or "").is_file():
        refuse(f"There is no store at {address.database}. Make one with: lrs migrate --data FOLDER")
    return database()


def database() -> Database:
    """The store, made if need be, its tables brought up to date; closed when the command ends."""
    found = dialects.connect(read_settings().url)
    click.get_current_context().call_on_close(found.dispose)
    migrate(found)
    return found


def _reason(fault: Exception) -> str:
    """The first line of what the database said."""
    return str(getattr(fault, "orig", fault)).strip().partition("\n")[0]
