"""`abp academies` and `abp people`: the first academies and people of an installation."""

from __future__ import annotations

import json
from collections.abc import Callable

import click
from flask import Flask
from sqlalchemy import select

from abp_lms.accounts import actions, queries
from abp_lms.accounts.models import Academy, RoleName
from abp_lms.database import session, unit_of_work
from abp_lms.errors import Refused
from abp_lms.settings import current

MakeApp = Callable[[], Flask]


@click.group()
def academies() -> None:
    """Add academies."""


@academies.command("add")
@click.argument("name")
@click.option("--programme", required=True, help="Id of a programme of content/programmes.")
@click.pass_obj
def add_academy(make_app: MakeApp, name: str, programme: str) -> None:
    """Add an academy that runs a programme."""
    with make_app().app_context(), unit_of_work():
        known = sorted(path.stem for path in (current().content / "programmes").glob("*.yaml"))
        if programme not in known:
            raise Refused(f"There is no programme {programme!r}. There are: {', '.join(known)}.")
        academy = actions.create_academy(name=name, programme_id=programme, by_id=None)
    click.echo(f"{academy.name} is added.")


@click.group()
def people() -> None:
    """Add people, and list them."""


@people.command()
@click.option("--email", required=True)
@click.option("--given-name", required=True)
@click.option("--family-name", required=True)
@click.option(
    "--role",
    required=True,
    type=click.Choice([role.value for role in RoleName]),
    help="What the person may do.",
)
@click.option("--academy", help="Name of the academy for which they hold the role.")
@click.pass_obj
def add(
    make_app: MakeApp,
    email: str,
    given_name: str,
    family_name: str,
    role: str,
    academy: str | None,
) -> None:
    """Add a person, give them a role, and send them an invitation."""
    with make_app().app_context(), unit_of_work():
        person = actions.create_person(
            given_name=given_name, family_name=family_name, email=email, by_id=None
        )
        actions.give_role(
            person_id=person.id,
            name=RoleName(role),
            academy_id=_academy(academy).id if academy else None,
            by_id=None,
        )
        actions.invite(person_id=person.id, by_id=None)
    click.echo(f"{person.name} is added. An invitation is on its way to {person.email}.")


@people.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.pass_obj
def show(make_app: MakeApp, as_json: bool) -> None:
    """List everybody with an account, and their roles."""
    with make_app().app_context():
        everybody = queries.everybody()
    if as_json:
        click.echo(
            json.dumps(
                [{"name": p.name, "email": p.email, "roles": list(p.roles)} for p in everybody]
            )
        )
        return
    for person in everybody:
        click.echo(f"{person.email}\t{person.name}\t{', '.join(person.roles)}")


def _academy(name: str) -> Academy:
    found = session.scalar(select(Academy).where(Academy.name == name))
    if found is None:
        names = session.scalars(select(Academy.name).order_by(Academy.name)).all()
        raise Refused(
            f"There is no academy {name!r}. "
            + (f"There are: {', '.join(names)}." if names else "There is none at all yet.")
        )
    return found
