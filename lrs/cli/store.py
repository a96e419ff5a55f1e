"""Commands for the store as a whole: check, forget, export, import, backup."""

import getpass
from pathlib import Path
from typing import BinaryIO

import click
import orjson

from lrs.cli.options import database, existing_database, refuse, with_data
from lrs.errors import Fault, StoreFailed
from lrs.statements import exact
from lrs.statements.actors import actor
from lrs.storage import check as checks
from lrs.storage import transfer
from lrs.storage.forget import forget
from lrs.storage.transfer import BrokenExport


@click.command()
@with_data
@click.pass_context
def check(context: click.Context) -> None:
    """Verify the store: hashes, references, indexes. Exit code 1 when something is wrong."""
    found = 0
    for fault in checks.faults(existing_database()):
        click.echo(fault)
        found += 1
    click.echo("The store is whole." if not found else f"{found} faults.")
    context.exit(1 if found else 0)


@click.command("forget")
@with_data
@click.option("--agent", required=True, help="The person's identifier, as an xAPI Agent in JSON.")
@click.option("--only-count", is_flag=True, help="Say what would be removed, and remove nothing.")
def forget_agent(agent: str, only_count: bool) -> None:
    """Remove a person: statements, documents, names. An audit line without the person stays."""
    faults: list[Fault] = []
    try:
        parsed = exact.loads(agent.encode())
    except orjson.JSONDecodeError:
        refuse('--agent must be JSON, such as {"mbox": "mailto:ann@example.org"}.')
    except exact.Repeated as repeated:
        refuse(f"--agent{repeated.paths[0]} must be there only once.")
    actor(parsed, "--agent", faults)
    if faults:
        refuse(f"{faults[0].path} {faults[0].rule}.")
    try:
        removal = forget(existing_database(), parsed, by=getpass.getuser(), only_count=only_count)
    except ValueError as error:
        refuse(error)
    click.echo(
        f"{'Would remove' if only_count else 'Removed'} {removal.statements} statements, "
        f"{removal.documents} documents, {removal.attachments} attachments."
    )
    if removal.has_left_traces:
        refuse(
            "The files may still hold what was removed, because somebody reads the store as it was "
            "before. Run the same command again when they have finished."
        )


@click.command("export")
@with_data
@click.argument("target", type=click.File("wb"), default="-")
def export_store(target: BinaryIO) -> None:
    """Write the whole store as JSON Lines, to a file or to standard output."""
    store = existing_database()
    target.write(b"")  # opens the file, which an empty store leaves empty
    for line in transfer.export(store):
        target.write(line)


@click.command("import")
@with_data
@click.argument("source", type=click.File("rb"), default="-")
def import_store(source: BinaryIO) -> None:
    """Read an export; what is stored already stays as it is."""
    try:
        new = transfer.load(database(), source)
    except BrokenExport as broken:
        refuse(broken)
    click.echo(f"{new} statements imported.")


@click.command()
@with_data
@click.argument("target", type=click.Path(dir_okay=False, path_type=Path))
def backup(target: Path) -> None:
    """Copy a SQLite store to a file while others write to it."""
    try:
        existing_database().backup(target)
    except StoreFailed as error:
        refuse(error)
    click.echo(f"The store is copied to {target}.")
