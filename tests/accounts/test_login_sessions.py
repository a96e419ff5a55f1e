"""A sign-in is a row: it ends by itself, by its owner, and everywhere at once."""

from __future__ import annotations

from datetime import datetime, timedelta

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from abp_lms import clock
from abp_lms.accounts.models import LoginSession
from abp_lms.accounts.tokens import hashed
from abp_lms.database import session
from abp_lms.settings import Settings
from tests.factories import make_person
from tests.sign_in import post, send_sign_in, sign_in

JSON = {"Accept": "application/json"}


def is_in(client: FlaskClient) -> bool:
    return client.get("/account", headers=JSON).status_code == 200


def rows() -> list[LoginSession]:
    session.rollback()
    return list(session.scalars(select(LoginSession).order_by(LoginSession.created_at)))


def test_the_row_holds_only_the_hash_of_the_cookies_token(client: FlaskClient) -> None:
    sign_in(client, make_person())

    with client.session_transaction() as cookie:
        token = cookie["sign_in"]
    (row,) = rows()
    assert row.token_hash == hashed(token)
    assert token not in str(vars(row))


def test_a_cookie_planted_before_sign_in_is_worth_nothing_after(app: Flask) -> None:
    # given somebody's browser got a cookie that another person knows
    other, victim = app.test_client(), app.test_client()
    other.get("/sign-in")
    planted = other.get_cookie("abl")
    assert planted is not None
    victim.set_cookie("abl", planted.value)

    # when its owner signs in
    person = make_person()
    answer = post(victim, "/sign-in", email=person.email, password="walk past seven lamps")

    # then
    assert answer.status_code == 303
    assert is_in(victim)
    assert not is_in(other)
    with victim.session_transaction() as mine, other.session_transaction() as theirs:
        assert mine["csrf_token"] != theirs["csrf_token"]


def test_signing_in_again_gives_a_new_token(client: FlaskClient) -> None:
    person = make_person()
    sign_in(client, person)
    sign_in(client, person)

    first, second = rows()
    assert first.token_hash != second.token_hash


def test_an_unused_sign_in_ends_after_the_idle_time(
    client: FlaskClient, settings: Settings
) -> None:
    start = clock.now()
    with clock.at(start):
        sign_in(client, make_person())
    idle = timedelta(minutes=settings.session_idle_minutes)

    with clock.at(start + idle - timedelta(minutes=1)):
        assert is_in(client)
    with clock.at(start + 2 * idle - timedelta(minutes=2)):
        assert is_in(client), "Using it keeps it."
    with clock.at(start + 3 * idle):
        assert not is_in(client)


def test_a_used_sign_in_ends_after_the_absolute_time(
    client: FlaskClient, settings: Settings
) -> None:
    start = clock.now()
    with clock.at(start):
        sign_in(client, make_person())
    minutes = settings.session_hours * 60

    for passed in range(0, minutes, 30):
        with clock.at(start + timedelta(minutes=passed)):
            assert is_in(client)
    with clock.at(start + timedelta(minutes=minutes, seconds=1)):
        assert not is_in(client)


def test_use_is_noted_at_most_once_a_minute(client: FlaskClient) -> None:
    start = clock.now()
    with clock.at(start):
        sign_in(client, make_person())

    def seen_after(passed: timedelta) -> datetime:
        with clock.at(start + passed):
            assert is_in(client)
        return rows()[0].last_seen_at

    assert seen_after(timedelta(seconds=59)) == start
    assert seen_after(timedelta(seconds=61)) == start + timedelta(seconds=61)
    assert seen_after(timedelta(seconds=90)) == start + timedelta(seconds=61)


def test_who_comes_too_late_is_told_why_and_brought_back(client: FlaskClient) -> None:
    sign_in(client, make_person())

    with clock.at(clock.now() + timedelta(hours=2)):
        answer = client.get("/account?tab=1")
        assert answer.location == "/sign-in?next=/account?tab%3D1"
        page = client.get(answer.location).text
    assert "You were signed out because nothing was sent for 1 hour." in page
    assert 'value="/account?tab=1"' in page


def test_signing_out_ends_the_sign_in_on_the_server_too(app: Flask) -> None:
    client, thief = app.test_client(), app.test_client()
    sign_in(client, make_person())
    stolen = client.get_cookie("abl")
    assert stolen is not None
    thief.set_cookie("abl", stolen.value)
    assert is_in(thief)

    post(client, "/sign-out")

    assert not is_in(client)
    assert not is_in(thief)


def test_signing_out_takes_a_button_and_a_link_from_elsewhere_does_nothing(
    client: FlaskClient,
) -> None:
    sign_in(client, make_person())

    assert "<button" in client.get("/sign-out").text
    assert client.post("/sign-out").status_code == 400
    assert is_in(client)


def test_signing_out_everywhere_ends_every_sign_in_of_mine_and_nobody_elses(app: Flask) -> None:
    phone, computer, colleague = app.test_client(), app.test_client(), app.test_client()
    me = make_person()
    sign_in(phone, me)
    sign_in(computer, me)
    sign_in(colleague, make_person())

    post(computer, "/account/sign-out-everywhere", page="/account")

    assert not is_in(phone)
    assert not is_in(computer)
    assert is_in(colleague)


def test_i_can_end_one_of_my_sign_ins_and_none_of_anybody_elses(app: Flask) -> None:
    phone, computer, stranger = app.test_client(), app.test_client(), app.test_client()
    me = make_person()
    sign_in(phone, me)
    sign_in(computer, me)
    sign_in(stranger, make_person())
    first = rows()[0].id

    theirs = post(stranger, f"/account/sign-ins/{first}/end", page="/account")
    assert theirs.status_code == 404
    assert is_in(phone)

    mine = post(computer, f"/account/sign-ins/{first}/end", page="/account")
    assert mine.status_code == 303
    assert not is_in(phone)
    assert is_in(computer)


def test_my_account_lists_my_devices_by_kind_only(app: Flask) -> None:
    phone, computer = app.test_client(), app.test_client()
    me = make_person()
    phone.environ_base["HTTP_USER_AGENT"] = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0) Mobile/15E148"
    sign_in(phone, me)
    computer.environ_base["HTTP_USER_AGENT"] = "Mozilla/5.0 (Windows NT 10.0; Win64; x64)"
    sign_in(computer, me)

    page = computer.get("/account").text

    assert "Phone or tablet" in page
    assert "Computer" in page
    assert "iPhone" not in page
    assert session.scalar(select(func.count()).select_from(LoginSession)) == 2


def test_after_sign_in_only_a_path_of_this_site_is_followed(client: FlaskClient) -> None:
    person = make_person()

    for wanted, followed in {
        "/account": "/account",
        "/account?a=1": "/account?a=1",
        "https://elsewhere.example/": "/",
        "//elsewhere.example/": "/",
        "/\\elsewhere.example/": "/",
        "javascript:alert(1)": "/",
        "": "/",
    }.items():
        answer = send_sign_in(client, person.email, "walk past seven lamps", next=wanted)
        assert answer.location == followed, wanted


def test_a_script_without_a_sign_in_gets_a_problem_it_can_read(client: FlaskClient) -> None:
    answer = client.get("/account", headers=JSON)

    assert answer.status_code == 401
    assert answer.content_type == "application/problem+json"
    assert answer.get_json()["detail"].startswith("You are signed out.")
