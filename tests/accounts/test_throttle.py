"""Guessing passwords gets slow, and nobody can shut an account's owner out."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from abp_lms import clock
from abp_lms.accounts import rules
from abp_lms.accounts.models import Tries
from abp_lms.database import session
from tests.factories import PASSWORD, make_person
from tests.sign_in import send_sign_in

WRONG = "a wrong password"


def at_address(app: Flask, address: str) -> FlaskClient:
    client = app.test_client()
    client.environ_base["REMOTE_ADDR"] = address
    return client


def fail(client: FlaskClient, email: str, times: int) -> int:
    """Send a wrong password so many times; the last answer's status."""
    status = 0
    for _ in range(times):
        status = send_sign_in(client, email, WRONG).status_code
    return status


@pytest.mark.parametrize("email", ["owner@example.org", "nobody@example.org"])
def test_after_several_failures_one_waits_and_is_told_how_long(
    client: FlaskClient, email: str
) -> None:
    make_person(email="owner@example.org")
    now = clock.now()

    with clock.at(now):
        assert fail(client, email, 6) == 422
        answer = send_sign_in(client, email, PASSWORD)
        assert answer.status_code == 429
        assert int(answer.headers["Retry-After"]) == 31
        assert "There were too many tries. Try again in 1 minute." in answer.text
        assert email in answer.text, "What was typed stays."
    with clock.at(now + timedelta(seconds=31)):
        right = email == "owner@example.org"
        assert send_sign_in(client, email, PASSWORD).status_code == (303 if right else 422)


def test_each_further_failure_doubles_the_wait_up_to_an_hour(client: FlaskClient) -> None:
    person = make_person()
    moment = clock.now()
    waits = []

    with clock.at(moment):
        fail(client, person.email, 5)
    for _ in range(10):
        with clock.at(moment):
            fail(client, person.email, 1)
            wait = int(send_sign_in(client, person.email, WRONG).headers["Retry-After"])
        waits.append(wait - 1)
        moment += timedelta(seconds=wait)

    assert waits[:4] == [30, 60, 120, 240]
    assert max(waits) == 3600


def test_an_hour_without_a_try_forgives_one_failure(client: FlaskClient) -> None:
    # given somebody who mistyped as often as is free
    person = make_person()
    now = clock.now()
    with clock.at(now):
        fail(client, person.email, 5)

    # when they mistype again after an hour, and once more at once
    with clock.at(now + rules.PAIR.forgive_every):
        assert fail(client, person.email, 1) == 422
        assert send_sign_in(client, person.email, WRONG).status_code == 422

        # then only the second of the two was one too many
        assert send_sign_in(client, person.email, PASSWORD).status_code == 429


def test_success_forgets_the_owners_own_mistakes(client: FlaskClient) -> None:
    person = make_person()

    for _ in range(4):
        assert fail(client, person.email, 5) == 422
        assert send_sign_in(client, person.email, PASSWORD).status_code == 303


def test_an_attacker_cannot_shut_the_owner_out_where_they_have_signed_in_before(
    app: Flask,
) -> None:
    # given the owner, known at an address
    person = make_person()
    owner = at_address(app, "192.0.2.10")
    assert send_sign_in(owner, person.email, PASSWORD).status_code == 303

    # when somebody guesses from many other addresses
    for number in range(30):
        fail(at_address(app, f"198.51.100.{number}"), person.email, 1)

    # then a stranger waits, and the owner does not
    assert send_sign_in(at_address(app, "203.0.113.1"), person.email, WRONG).status_code == 429
    assert send_sign_in(owner, person.email, PASSWORD).status_code == 303


def test_at_a_new_address_the_owner_of_an_attacked_account_waits_a_minute_at_most(
    app: Flask,
) -> None:
    person = make_person()
    now = clock.now()

    with clock.at(now):
        for number in range(60):
            fail(at_address(app, f"198.51.100.{number}"), person.email, 1)
        owner = at_address(app, "192.0.2.99")
        answer = send_sign_in(owner, person.email, PASSWORD)
        assert answer.status_code == 429
        assert int(answer.headers["Retry-After"]) <= 61
    with clock.at(now + timedelta(seconds=61)):
        assert send_sign_in(owner, person.email, PASSWORD).status_code == 303


def test_guessing_many_accounts_from_one_address_gets_slow(app: Flask) -> None:
    guesser = at_address(app, "198.51.100.7")

    with clock.at(clock.now()):
        statuses = [
            send_sign_in(guesser, f"person{number}@example.org", WRONG).status_code
            for number in range(53)
        ]

    assert statuses == [422] * 51 + [429] * 2


def test_addresses_of_one_ipv6_customer_count_as_one() -> None:
    assert rules.network_of("2001:db8:1:2::1") == rules.network_of("2001:db8:1:2:ffff::9")
    assert rules.network_of("2001:db8:1:2::1") != rules.network_of("2001:db8:1:3::1")
    assert rules.network_of("::ffff:192.0.2.1") == rules.network_of("192.0.2.1")


def test_the_rows_name_neither_account_nor_address(app: Flask) -> None:
    fail(at_address(app, "198.51.100.7"), "someone@example.org", 1)

    rows = session.scalars(select(Tries)).all()

    assert len(rows) == 3
    assert not any("someone" in row.key or "198.51" in row.key for row in rows)


def test_old_rows_are_forgotten(app: Flask) -> None:
    fail(at_address(app, "198.51.100.7"), "someone@example.org", 1)

    with clock.at(clock.now() + timedelta(days=31)):
        send_sign_in(at_address(app, "192.0.2.1"), make_person().email, PASSWORD)

    assert len(session.scalars(select(Tries)).all()) == 3, "Only those of the sign-in just now."


LIMITS = st.sampled_from([rules.PAIR, rules.ADDRESS, rules.ACCOUNT, rules.RESETS])
MOMENT = datetime.fromisoformat("2026-01-05T09:00:00+00:00")


@given(LIMITS, st.integers(0, 10_000))
def test_waits_never_shrink_with_failures_nor_pass_the_most(limit: rules.Limit, n: int) -> None:
    assert timedelta(0) <= limit.wait(n) <= limit.wait(n + 1) <= limit.most


@given(LIMITS, st.integers(0, 1000), st.integers(-1000, 10**7))
def test_failures_are_forgiven_with_time_and_never_grow(
    limit: rules.Limit, failures: int, seconds: int
) -> None:
    remaining = limit.remaining(failures, MOMENT, MOMENT + timedelta(seconds=seconds))

    assert 0 <= remaining <= failures
