"""What holds one request at a time holds when many arrive at once."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from abp_lms import mail
from abp_lms.accounts import actions
from abp_lms.accounts.models import EmailLink, LoginSession
from abp_lms.database import session
from tests.factories import PASSWORD, make_person
from tests.sign_in import csrf_token, send_sign_in


def at_once(clients: list[FlaskClient], deed: Callable[[FlaskClient], int]) -> list[int]:
    """Let each client do the deed at the same time; their answers' statuses, in order."""
    with ThreadPoolExecutor(len(clients)) as pool:
        return sorted(pool.map(deed, clients))


def test_guesses_sent_all_at_once_are_counted_one_by_one(app: Flask) -> None:
    person = make_person()
    session.remove()

    statuses = at_once(
        [app.test_client() for _ in range(12)],
        lambda client: send_sign_in(client, person.email, "a guess").status_code,
    )

    assert statuses == [422] * 6 + [429] * 6


def test_a_link_sent_twice_at_once_is_used_once(app: Flask) -> None:
    # given
    person = make_person(password_hash=None)
    actions.invite(person_id=person.id, by_id=None)
    session.commit()
    path = "/invitation/" + mail.mailbox().letters[0].body.split("/invitation/")[1].split()[0]
    session.remove()

    clients = [app.test_client() for _ in range(4)]
    tokens = {client: csrf_token(client.get(path).text) for client in clients}

    # when
    def accept(client: FlaskClient) -> int:
        form = {"csrf_token": tokens[client], "password": PASSWORD}
        return client.post(path, data=form).status_code

    statuses = at_once(clients, accept)

    # then
    assert statuses == [303, 410, 410, 410]
    assert session.scalar(select(func.count()).select_from(LoginSession)) == 1
    assert session.scalars(select(EmailLink)).one().used_at is not None
