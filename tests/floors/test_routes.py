"""Every address is behind a guard, unless it is written out here as open.

The walk takes every route there is, so a route added later is walked too. It uses two clients at
once: who is signed in with one must not be signed in with the other.
"""

from __future__ import annotations

from collections.abc import Iterator
from uuid import uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import AnyConverter, IntegerConverter, Rule, UUIDConverter

from abp_lms.accounts import guards
from abp_lms.accounts.models import Person, RoleName
from tests.factories import make_academy, make_organisation, make_person, make_role
from tests.sign_in import csrf_token, sign_in

# Needs no sign-in. Each is a decision: think before you add one.
PUBLIC = {
    "static",
    "house.colours",
    "health.report",
    "installing.manifest",
    "installing.offline",
    "installing.service_worker",
    "sign_in.sign_in",
    "sign_in.sign_in_now",
    "sign_in.sign_out",
    "sign_in.sign_out_now",
    "password.ask_for_reset",
    "password.ask_for_reset_now",
    "password.reset_asked",
    "password.reset",
    "password.reset_now",
    "password.invitation",
    "password.accept_invitation",
    "mailbox.mailbox",
    "mailbox.letter",
    "pages.support",
    "pages.support_of",
    "pages.accessibility",
    "pages.cookies",
    "pages.privacy",
    # What a masterclass is about may be read by anybody, as on the Learning Hub.
    "library.masterclasses",
    "library.masterclass",
    "resources.everything",
    "resources.resource",
}

# Open to everybody who is signed in: these show a person nothing but what is their own.
EVERYBODYS = {"account", "home", "issues", "library", "learning", "local_pages", "resources"}


def rules(app: Flask) -> Iterator[tuple[Rule, str, str]]:
    """Each rule, an address it matches, and each method it takes."""
    for rule in app.url_map.iter_rules():
        values = {name: example(converter) for name, converter in rule._converters.items()}
        with app.test_request_context():
            built = rule.build(values)
        assert built is not None
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
            yield rule, built[1], method


def example(converter: object) -> object:
    match converter:
        case UUIDConverter():
            return uuid4()
        case IntegerConverter():
            return 1
        case AnyConverter():
            return sorted(converter.items)[0]
        case _:
            return "something"


def blueprint_of(rule: Rule) -> str:
    return rule.endpoint.rpartition(".")[0]


def roles_for(app: Flask, rule: Rule) -> frozenset[RoleName] | None:
    """Who may see the pages of the rule's blueprint; None where it asks for no role."""
    names = [
        hook.names
        for hook in app.before_request_funcs.get(blueprint_of(rule), [])
        if hasattr(hook, "names")
    ]
    return frozenset.intersection(*map(frozenset, names)) if names else None


def person_of(role: RoleName) -> Person:
    person = make_person()
    make_role(
        person_id=person.id,
        name=role,
        academy_id=None if role is RoleName.SPONSOR else make_academy().id,
        organisation_id=make_organisation().id if role is RoleName.SPONSOR else None,
    )
    return person


def ask(client: FlaskClient, method: str, address: str, token: str) -> int:
    return client.open(address, method=method, data={"csrf_token": token}).status_code


def test_what_is_public_is_written_out_here(app: Flask) -> None:
    with app.app_context():
        found = {
            rule.endpoint for rule in app.url_map.iter_rules() if guards.is_public(rule.endpoint)
        }

    assert found == PUBLIC


def test_whoever_is_not_signed_in_is_sent_to_sign_in_whatever_others_do(app: Flask) -> None:
    # given somebody signed in beside an anonymous client
    somebody, nobody = app.test_client(), app.test_client()
    sign_in(somebody, person_of(RoleName.ADMINISTRATOR))
    token = csrf_token(nobody.get("/sign-in").text)

    walked = 0
    for rule, address, method in rules(app):
        if rule.endpoint in PUBLIC:
            continue
        assert somebody.get("/account").status_code == 200
        answer = nobody.open(address, method=method, data={"csrf_token": token})
        if method == "GET":
            assert answer.status_code == 302, (method, address)
            assert answer.location.startswith("/sign-in"), (method, address)
        else:
            assert answer.status_code == 401, (method, address)
        as_script = nobody.open(
            address,
            method=method,
            headers={"Accept": "application/json", "X-CSRFToken": token},
        )
        assert as_script.status_code == 401, (method, address)
        walked += 1
    assert walked > 10


def test_what_is_public_answers_without_a_sign_in(app: Flask) -> None:
    client = app.test_client()
    token = csrf_token(client.get("/sign-in").text)

    for rule, address, method in rules(app):
        if rule.endpoint in PUBLIC:
            status = ask(client, method, address, token)
            assert status not in (401, 403), (method, address)
            # Without a record store and a worker, the health report says 503, as it should.
            assert status < 500 or rule.endpoint == "health.report", (method, address)


def test_each_blueprint_asks_for_a_role_or_is_everybodys(app: Flask) -> None:
    unguarded = {
        blueprint_of(rule)
        for rule in app.url_map.iter_rules()
        if rule.endpoint not in PUBLIC and roles_for(app, rule) is None
    }

    assert unguarded <= EVERYBODYS


@pytest.mark.parametrize("role", RoleName)
def test_somebody_of_one_role_gets_only_the_pages_of_that_role(app: Flask, role: RoleName) -> None:
    client = app.test_client()
    sign_in(client, person_of(role))
    token = csrf_token(client.get("/account").text)

    for rule, address, method in rules(app):
        allowed = roles_for(app, rule)
        if rule.endpoint in PUBLIC or allowed is None:
            continue
        status = ask(client, method, address, token)
        if role in allowed:
            assert status < 500, (method, address)
            assert status != 403, (method, address)
        else:
            assert status == 403, (method, address)


def test_somebody_without_any_role_gets_no_page_of_any_role(app: Flask) -> None:
    client = app.test_client()
    sign_in(client, make_person())
    token = csrf_token(client.get("/account").text)

    for rule, address, method in rules(app):
        if rule.endpoint not in PUBLIC and roles_for(app, rule) is not None:
            assert ask(client, method, address, token) == 403, (method, address)


@pytest.mark.parametrize("role", RoleName)
def test_everybodys_pages_break_for_nobody(app: Flask, role: RoleName) -> None:
    client = app.test_client()
    sign_in(client, person_of(role))

    for rule, address, method in rules(app):
        if method == "GET" and rule.endpoint not in PUBLIC and roles_for(app, rule) is None:
            assert ask(client, "GET", address, "") < 500, address
