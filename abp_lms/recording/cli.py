"""`abp recording …`: how the delivery of statements stands, and a push where it needs one."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from typing import Any
from uuid import UUID

import click

from abp_lms.database import session, unit_of_work
from abp_lms.recording import delivery, destinations, queries
from abp_lms.recording.vocabulary import COMPLETION_SHAPES, SHAPES

# Another deliverer holds the lease for moments only.
_PATIENCE = 60.0


@click.group()
def recording() -> None:
    """Look after the delivery of what was recorded."""


@recording.command()
@click.option("--json", "as_json", is_flag=True, help="Print everything as JSON.")
@click.pass_context
def status(context: click.Context, as_json: bool) -> None:
    """Say for each destination what waits, what arrived, and what was refused and why."""
    with _reading(context):
        stands, refused = queries.status(), queries.undeliverable()
    if as_json:
        facts = {
            "destinations": [asdict(one) for one in stands],
            "undeliverable": [asdict(one) for one in refused],
        }
        click.echo(json.dumps(facts, indent=2, default=_as_text))
        return
    click.echo(_lines(stands))
    for bad in refused:
        click.echo(f"{bad.destination} refused {bad.statement_id} ({bad.sentence}): {bad.reason}")


@recording.command()
@click.pass_context
def deliver(context: click.Context) -> None:
    """Deliver what waits, now. The exit code is 1 when some remains."""
    with context.obj().app_context():
        with unit_of_work():
            delivery.try_now()
        patience = time.monotonic() + _PATIENCE
        while not delivery.deliver() and time.monotonic() < patience:
            time.sleep(0.2)
        with _reading(context):
            stands = queries.status()
    click.echo(_lines(stands))
    context.exit(int(any(one.waiting for one in stands if one.is_active)))


@recording.command()
@click.pass_context
def retry(context: click.Context) -> None:
    """Let the destinations have another look at what they refused."""
    with context.obj().app_context(), unit_of_work():
        count = delivery.retry_refused()
    click.echo(f"{count} refused before will be sent again.")


@recording.command()
@click.argument("statement_id", type=click.UUID)
@click.option("--destination", default=destinations.FIRST, show_default=True)
@click.pass_context
def show(context: click.Context, statement_id: UUID, destination: str) -> None:
    """Show exactly what a destination gets for a statement, without what is sealed."""
    with _reading(context):
        text = queries.would_be_sent(statement_id, destination)
    if text is None:
        raise click.UsageError(f"{destination} gets no statement {statement_id}.")
    click.echo(text)


@recording.command()
@click.argument("name")
@click.argument("endpoint")
@click.option("--key", required=True, help="Key of the credential.")
@click.option("--secret", prompt=True, hide_input=True, help="Its secret; asked for when missing.")
@click.option(
    "--shape",
    "shapes",
    multiple=True,
    type=click.Choice([shape.name for shape in SHAPES]),
    help="A kind of statement it gets; several times for several. Without: completions.",
)
@click.pass_context
def add(
    context: click.Context, name: str, endpoint: str, key: str, secret: str, shapes: tuple[str, ...]
) -> None:
    """Add another record store, which from now on gets statements, never what is sealed."""
    with context.obj().app_context(), unit_of_work():
        destination = destinations.add(
            name=name,
            endpoint=endpoint,
            key=key,
            secret=secret,
            shapes=shapes or COMPLETION_SHAPES,
        )
        taken = ", ".join(destination.shapes)
    click.echo(f"{name} gets: {taken}.")


@recording.command()
@click.argument("name")
@click.pass_context
def pause(context: click.Context, name: str) -> None:
    """Let the statements for a destination wait."""
    with context.obj().app_context(), unit_of_work():
        destinations.set_active(name, False)


@recording.command()
@click.argument("name")
@click.pass_context
def resume(context: click.Context, name: str) -> None:
    """Let the statements for a destination flow again."""
    with context.obj().app_context(), unit_of_work():
        destinations.set_active(name, True)


@contextmanager
def _reading(context: click.Context) -> Iterator[None]:
    with context.obj().app_context():
        try:
            yield
        finally:
            session.remove()


def _lines(stands: Sequence[queries.DestinationStatus]) -> str:
    return "\n".join(map(_line, stands)) or "There is no destination yet."


def _line(one: queries.DestinationStatus) -> str:
    words = f"{one.name}: {one.waiting} waiting, {one.delivered} delivered, {one.refused} refused"
    if one.oldest_waiting_seconds is not None:
        words += f", the oldest waits for {one.oldest_waiting_seconds} seconds"
    if not one.is_active:
        words += ", paused"
    return f"{words}. {one.last_reason or ''}".strip()


def _as_text(value: Any) -> str:
    return str(value) if isinstance(value, UUID) else str(value.isoformat())
