"""The `abp` command: gathers what each feature offers on the command line."""

import click


@click.group()
def main() -> None:
    """Run and look after Active Bystander Learning."""
