"""`abp mail`: how the e-mail queue stands, and sending what is due now."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict

import click
from flask import Flask

from abp_lms.mail.delivery import send_due
from abp_lms.mail.queries import status


@click.group()
def mail() -> None:
    """Look at the e-mail queue, and send what is due."""


@mail.command("status")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.pass_obj
def show_status(make_app: Callable[[], Flask], as_json: bool) -> None:
    """Tell what waits, and what was given up and why."""
    with make_app().app_context():
        queue = status()
    if as_json:
        click.echo(json.dumps(asdict(queue), default=str))
        return
    click.echo(f"{queue.due} due" + (f", the oldest since {queue.oldest}" if queue.oldest else ""))
    if queue.fault:
        click.echo(f"Latest fault: {queue.fault}")
    for lost in queue.undeliverable:
        click.echo(f"Given up: {lost.id} to {lost.to_address}: {lost.subject}: {lost.fault}")


@mail.command("send")
@click.pass_obj
def send(make_app: Callable[[], Flask]) -> None:
    """Send what is due now."""
    with make_app().app_context():
        click.echo(f"{send_due()} sent")
