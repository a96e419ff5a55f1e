"""The `lrs` command: runs and looks after a learning record store of its own."""

import click

from lrs.cli.credentials import credentials
from lrs.cli.options import OneLineGroup, database, read_settings, refuse, with_data
from lrs.cli.store import backup, check, export_store, forget_agent, import_store


@click.group(cls=OneLineGroup)
@click.version_option(package_name="active-bystander-learning", message="%(version)s")
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
    try:
        address = server.address_of(host, port)
    except OSError as error:
        why = (error.strerror or str(error)).partition(" (")[0].lower()
        refuse(f"Port {port} on {host} cannot be used: {why}. Name others with --port and --host.")
    database().dispose()
    shown = f"[{address}]" if ":" in address else address
    click.echo(f"The LRS serves http://{shown}:{port}/xapi    Stop: Ctrl-C")
    server.serve(settings, address=address, port=port)


for command in (credentials, check, forget_agent, export_store, import_store, backup):
    main.add_command(command)
