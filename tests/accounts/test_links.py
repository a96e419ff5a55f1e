"""Invitations and password resets by e-mail: one use, for a while, for nobody but the owner."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from abp_lms import clock, mail
from abp_lms.accounts import actions
from abp_lms.accounts.models import EmailLink, Person
from abp_lms.accounts.tokens import hashed
from abp_lms.database import session
from abp_lms.errors import Refused
from tests.factories import PASSWORD, make_person
from tests.sign_in import post, send_sign_in, sign_in

NEW = "purple otters juggle seven kites"
JSON = {"Accept": "application/json"}


def invited() -> tuple[Person, str]:
    """Somebody invited, and the path of their link."""
    person = make_person(password_hash=None)
    actions.invite(person_id=person.id, by_id=None)
    session.commit()
    return person, link_in_mail(person)


def link_in_mail(person: Person, number: int = 0) -> str:
    """The path of the link in the newest e-mail but `number` to the person."""
    letters = [x for x in mail.mailbox().letters if x.to_address == person.email]
    found = re.search(
        r"^http://127\.0\.0\.1:8000(/(?:invitation|password)/\S+)$", letters[number].body, re.M
    )
    assert found
    return found.group(1)


def reset_link(client: FlaskClient, person: Person) -> str:
    post(client, "/password", email=person.email)
    return link_in_mail(person)


def works(client: FlaskClient, path: str) -> bool:
    return client.get(path).status_code == 200


def test_who_is_invited_chooses_a_password_and_is_in(client: FlaskClient) -> None:
    person, path = invited()

    answer = post(client, path, password=NEW)

    assert answer.status_code == 303
    assert person.name in client.get("/account").text
    assert send_sign_in(client, person.email, NEW).status_code == 303


def test_nobody_is_invited_twice_who_has_a_password(app: Flask) -> None:
    with pytest.raises(Refused, match="chosen a password already"):
        actions.invite(person_id=make_person().id, by_id=None)


def test_looking_at_a_link_uses_nothing_up_and_using_it_does(client: FlaskClient) -> None:
    """Mail scanners open every link."""
    _, path = invited()
    for _ in range(3):
        assert works(client, path)
    assert client.head(path).status_code == 200

    post(client, path, password=NEW)

    again = client.get(path)
    assert again.status_code == 410
    assert "This link no longer works" in again.text


def test_a_refused_password_uses_nothing_up(client: FlaskClient) -> None:
    _, path = invited()

    weak = post(client, path, password="password1234")

    assert weak.status_code == 422
    assert "easy to guess" in weak.text
    assert works(client, path)


@pytest.mark.parametrize("kind", ["invitation", "reset"])
def test_a_link_ends_with_its_time(client: FlaskClient, kind: str) -> None:
    lasts = timedelta(days=14) if kind == "invitation" else timedelta(hours=1)
    with clock.at(clock.now()):
        path = invited()[1] if kind == "invitation" else reset_link(client, make_person())
        start = clock.now()

    with clock.at(start + lasts - timedelta(seconds=1)):
        assert works(client, path)
    with clock.at(start + lasts):
        assert client.get(path).status_code == 410


def test_a_post_with_a_link_that_is_over_changes_nothing(client: FlaskClient) -> None:
    person = make_person()
    path = reset_link(client, person)
    with clock.at(clock.now() + timedelta(hours=2)):
        answer = post(client, path, page="/password", password=NEW)

    assert answer.status_code == 410
    assert send_sign_in(client, person.email, PASSWORD).status_code == 303


def test_a_new_link_ends_the_one_before(client: FlaskClient) -> None:
    person = make_person()
    with clock.at(clock.now() - timedelta(seconds=10)):
        first = reset_link(client, person)
    second = reset_link(client, person)

    assert not works(client, first)
    assert works(client, second)


def test_a_link_of_one_kind_is_none_of_the_other(client: FlaskClient) -> None:
    _, path = invited()

    assert client.get(path.replace("/invitation/", "/password/")).status_code == 410


def test_choosing_a_password_by_one_link_ends_every_other(client: FlaskClient) -> None:
    person, invitation = invited()
    with clock.at(clock.now() + timedelta(seconds=1)):
        reset = reset_link(client, person)
        post(client, reset, password=NEW)

    assert not works(client, invitation)


def test_the_database_holds_only_the_hash_of_a_link(client: FlaskClient) -> None:
    token = reset_link(client, make_person()).rpartition("/")[2]

    (link,) = session.scalars(select(EmailLink)).all()

    assert link.token_hash == hashed(token)


def test_a_reset_signs_out_everywhere_and_tells_the_owner(app: Flask) -> None:
    # given
    person = make_person()
    elsewhere, here = app.test_client(), app.test_client()
    sign_in(elsewhere, person)

    # when
    post(here, reset_link(here, person), password=NEW)

    # then
    assert elsewhere.get("/account", headers=JSON).status_code == 401
    assert here.get("/account").status_code == 200
    assert "Your password was changed" in [x.subject for x in mail.mailbox().letters]
    assert send_sign_in(elsewhere, person.email, PASSWORD).status_code == 422
    assert send_sign_in(elsewhere, person.email, NEW).status_code == 303


def test_a_reset_opens_the_way_for_an_owner_whom_guessing_slows(app: Flask) -> None:
    person = make_person()
    client = app.test_client()
    for _ in range(8):
        send_sign_in(client, person.email, "wrong")
    assert send_sign_in(client, person.email, PASSWORD).status_code == 429

    post(client, reset_link(client, person), password=NEW)

    assert send_sign_in(client, person.email, NEW).status_code == 303


def test_asking_for_a_reset_never_says_whether_the_address_is_somebodys(
    client: FlaskClient,
) -> None:
    person = make_person()

    known = post(client, "/password", email=person.email)
    unknown = post(client, "/password", email="nobody@example.org")

    assert (known.status_code, known.location) == (unknown.status_code, unknown.location)
    assert known.data == unknown.data
    assert [x.to_address for x in mail.mailbox().letters] == [person.email]


def test_asking_again_and_again_fills_nobodys_mailbox(client: FlaskClient) -> None:
    person = make_person()

    answers = {post(client, "/password", email=person.email).status_code for _ in range(10)}

    assert answers == {303}
    assert len(mail.mailbox().letters) == 4


def test_changing_the_password_takes_the_present_one_and_signs_out_the_other_devices(
    app: Flask,
) -> None:
    person = make_person()
    phone, computer = app.test_client(), app.test_client()
    sign_in(phone, person)
    sign_in(computer, person)

    wrong = post(computer, "/account/password", present="not it", password=NEW)
    assert wrong.status_code == 422
    assert "This is not your present password" in wrong.text

    right = post(computer, "/account/password", present=PASSWORD, password=NEW)
    assert right.status_code == 303
    assert computer.get("/account").status_code == 200
    assert phone.get("/account", headers=JSON).status_code == 401
    assert "Your password was changed" in [x.subject for x in mail.mailbox().letters]


def test_somebody_at_an_open_screen_cannot_guess_the_present_password_at_leisure(
    client: FlaskClient,
) -> None:
    sign_in(client, make_person())

    answers = [
        post(client, "/account/password", present=f"guess {n}", password=NEW).text for n in range(8)
    ]

    assert "too many tries" in answers[-1]
