"""`abp demo`: the demo's people."""

from __future__ import annotations

import json
from collections.abc import Callable

import click
from flask import Flask

from abp_lms import settings
from abp_lms.demo import cast, story
from abp_lms.errors import Refused


@click.group()
def demo() -> None:
    """The demo's people and their story."""


@demo.command()
@click.pass_obj
def load(make_app: Callable[[], Flask]) -> None:
    """Tell the demo's story into an empty database; harmless when it is told already."""
    if settings.current().mode == "production":
        raise Refused(
            "The demo's people have a published password: they never belong in production."
        )
    with make_app().app_context():
        told = story.load_once()
    click.echo(
        "The demo's people are there." if told else "There are people already; nothing was added."
    )


@demo.command()
@click.option(
    "--json", "as_json", is_flag=True, help="As a list of {name, email, password, roles}."
)
def people(as_json: bool) -> None:
    """List the demo's people and their password."""
    rows = [
        {
            "name": f"{actor.given_name} {actor.family_name}",
            "email": actor.email,
            "password": cast.PASSWORD,
            "roles": [actor.role.value],
        }
        for actor in cast.everybody()
    ]
    if as_json:
        click.echo(json.dumps(rows, indent=2))
        return
    for row in rows:
        click.echo(f"{row['roles'][0]:<14}{row['name']:<20}{row['email']}")
    click.echo(f"Everybody's password: {cast.PASSWORD}")
