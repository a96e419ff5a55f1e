"""The `lrs` command."""

import click


@click.group()
def main() -> None:
    """Run and look after the learning record store."""
