"""The `lrs` command: runs and looks after a learning record store of its own."""

import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any, NoReturn

import click
import orjson
from sqlalchemy.exc import SQLAlchemyError

from lrs.settings import BrokenSetting, Settings
from lrs.statements import times
from lrs.storage import credentials as stored_credentials
from lrs.storage import dialects
from lrs.storage.credentials import SCOPES, Credential, UnknownCredential
from lrs.storage.dialects import Database
from lrs.storage.migrations import migrate as run_migrations


def _refuse(sentence: object) -> NoReturn:
    """End with one plain sentence and exit code 2."""
    click.echo(str(sentence), err=True)
    sys.exit(2)


def _remember_data(context: click.Context, _option: click.Parameter, data: Path | None) -> None:
    """`--data` is understood before and after the name of a command; the last one counts."""
    if data is not None:
        context.ensure_object(dict)
        context.find_root().obj = {"data": data}


def with_data(command: Callable[..., Any]) -> Callable[..., Any]:
    """The option that every command has."""
    return click.option(
        "--data",
        type=click.Path(file_okay=False, path_type=Path),
        callback=_remember_data,
        expose_value=False,
        help="Folder of the store (instead of LRS_DATA).",
    )(command)


def _settings() -> Settings:
    chosen = (click.get_current_context().find_root().obj or {}).get("data")
    try:
        settings = Settings.from_environment()
    except BrokenSetting as broken:
        _refuse(broken)
    return replace(settings, data=chosen, database_url="") if chosen else settings


def _database() -> Database:
    """The store that the settings name, its tables brought up to date."""
    settings = _settings()
    try:
        database = dialects.connect(settings.url)
        run_migrations(database)
    except (OSError, SQLAlchemyError) as error:
        reason = str(getattr(error, "orig", error)).strip().partition("\n")[0]
        _refuse(f"The store cannot be used: {reason}")
    return database


@click.group()
@with_data
def main() -> None:
    """Run and look after the learning record store."""


@main.command()
@with_data
def migrate() -> None:
    """Bring the tables up to date; all other commands do so too."""
    _database()
    click.echo("The store is up to date.")


@main.command()
@with_data
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8081, show_default=True, type=click.IntRange(1, 65535))
def serve(host: str, port: int) -> None:
    """Serve the LRS alone, at /xapi."""
    from lrs import server

    settings = _settings()
    _database()
    try:
        server.serve(settings, host=host, port=port)
    except OSError as error:
        _refuse(f"The LRS cannot listen on {host} port {port}: {error.strerror}.")


@main.group()
@with_data
def credentials() -> None:
    """Who may use the LRS."""


@credentials.command("create")
@with_data
@click.argument("name")
@click.option(
    "--scope",
    "scopes",
    multiple=True,
    required=True,
    type=click.Choice(SCOPES),
    help="What it may do; give it several times for several scopes.",
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def create_credential(name: str, scopes: tuple[str, ...], as_json: bool) -> None:
    """Create a credential and print its key and secret, which is shown only now."""
    key, secret = stored_credentials.create(_database(), name=name, scopes=scopes)
    _print_secret(key, secret, as_json)


@credentials.command("rotate")
@with_data
@click.argument("key")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def rotate_credential(key: str, as_json: bool) -> None:
    """Give a credential a new secret; the old one stops to work within a second."""
    try:
        secret = stored_credentials.rotate(_database(), key)
    except UnknownCredential as unknown:
        _refuse(unknown.args[0])
    _print_secret(key, secret, as_json)


@credentials.command("revoke")
@with_data
@click.argument("key")
def revoke_credential(key: str) -> None:
    """End a credential for good; what it stored stays."""
    try:
        stored_credentials.revoke(_database(), key)
    except UnknownCredential as unknown:
        _refuse(unknown.args[0])
    click.echo(f"{key} is revoked.")


@credentials.command("list")
@with_data
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def list_credentials(as_json: bool) -> None:
    """List credentials, when each was last used, and which are revoked."""
    listed = stored_credentials.every(_database())
    if as_json:
        click.echo(orjson.dumps([_shown(one) for one in listed]))
        return
    for one in listed:
        state = f"revoked {_when(one.revoked)}" if one.revoked else f"used {_when(one.last_used)}"
        click.echo(f"{one.key}  {one.name}  {', '.join(sorted(one.scopes))}  {state}")


def _shown(one: Credential) -> dict[str, Any]:
    return {
        "key": one.key,
        "name": one.name,
        "scopes": sorted(one.scopes),
        "created": _when(one.created),
        "last_used": one.last_used and _when(one.last_used),
        "revoked": one.revoked and _when(one.revoked),
    }


def _when(moment: int | None) -> str:
    return "never" if moment is None else times.text(moment)


def _print_secret(key: str, secret: str, as_json: bool) -> None:
    if as_json:
        click.echo(orjson.dumps({"key": key, "secret": secret}))
    else:
        click.echo(f"key:    {key}\nsecret: {secret}")
