"""The `lrs` command: runs and looks after a learning record store of its own."""

import click

from lrs.cli.credentials import credentials
from lrs.cli.options import OneLineGroup, database, read_settings, refuse, with_data
from lrs.cli.store import backup, check, export_store, forget_agent, import_store


@click.group(cls=OneLineGroup)
@with_data
def main() -> None:
    """Run and look after the learning record store."""


@main.command()
@with_data
def migrate() -> None:
    """Bring the tables up to date; all other commands do so too."""
    database()
    click.echo("The store is up to date.")


@main.command()
@with_data
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8081, show_default=True, type=click.IntRange(1, 65535))
def serve(host: str, port: int) -> None:
    """Serve the LRS alone, at /xapi."""
    # The server is slow to import and the other commands do without.
    from lrs import server

    settings = read_settings()
    database().dispose()
    try:
        server.serve(settings, host=host, port=port)
    except OSError as error:
        refuse(f"The LRS cannot listen on {host} port {port}: {error.strerror}.")


for command in (credentials, check, forget_agent, export_store, import_store, backup):
    main.add_command(command)
