"""Commands for credentials: create, list, rotate, revoke."""

from typing import Any

import click
import orjson

from lrs.cli.options import database, existing_database, refuse, with_data
from lrs.statements import times
from lrs.storage import credentials as stored_credentials
from lrs.storage.credentials import SCOPES, Credential, UnknownCredential


@click.group()
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
    if not name.strip() or not name.isprintable():
        refuse("NAME must be one line of text: it tells credentials apart in the list.")
    key, secret = stored_credentials.create(database(), name=name, scopes=scopes)
    _print_secret(key, secret, as_json)


@credentials.command("rotate")
@with_data
@click.argument("key")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def rotate_credential(key: str, as_json: bool) -> None:
    """Give a credential a new secret; the old one stops to work within a second."""
    try:
        secret = stored_credentials.rotate(existing_database(), key)
    except UnknownCredential as unknown:
        refuse(unknown.args[0])
    _print_secret(key, secret, as_json)


@credentials.command("revoke")
@with_data
@click.argument("key")
def revoke_credential(key: str) -> None:
    """End a credential for good; what it stored stays."""
    try:
        stored_credentials.revoke(existing_database(), key)
    except UnknownCredential as unknown:
        refuse(unknown.args[0])
    click.echo(f"{key} is revoked.")


@credentials.command("list")
@with_data
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def list_credentials(as_json: bool) -> None:
    """List credentials, when each was last used, and which are revoked."""
    listed = stored_credentials.every(existing_database())
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
