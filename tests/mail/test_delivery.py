"""E-mail goes out over a real SMTP connection, and what goes wrong is kept in plain words."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from abp_lms import clock, mail
from abp_lms.database import session, unit_of_work
from abp_lms.mail import QueuedMail, State
from tests.mail.conftest import PostOffice, UseSmtp


def queue(to_address: str = "sam@example.org", **given: object) -> None:
    with unit_of_work():
        mail.queue(
            "password_changed", to_address=to_address, given_name="Zoë", at=clock.now(), **given
        )


def only_mail() -> QueuedMail:
    session.rollback()
    return session.scalars(select(QueuedMail)).one()


@pytest.fixture
def sending(with_smtp: UseSmtp, port: int) -> None:
    with_smtp(f"smtp://127.0.0.1:{port}")


@pytest.mark.usefixtures("sending")
def test_a_queued_e_mail_arrives_with_its_letters_intact(post_office: PostOffice) -> None:
    # given
    queue()

    # when
    sent = mail.send_due()

    # then
    assert sent == 1
    (arrived,) = post_office.taken
    assert arrived["To"] == "sam@example.org"
    assert arrived["Subject"] == "Your password was changed"
    assert arrived["Auto-Submitted"] == "auto-generated"
    assert "Hello Zoë" in arrived.get_content()  # type: ignore[attr-defined]
    assert only_mail().state is State.SENT


@pytest.mark.usefixtures("sending")
def test_a_sent_e_mail_is_not_sent_again_and_its_text_is_not_kept(
    post_office: PostOffice,
) -> None:
    queue()
    mail.send_due()

    assert mail.send_due() == 0
    assert len(post_office.taken) == 1
    assert only_mail().body == ""


@pytest.mark.usefixtures("sending")
def test_an_e_mail_for_later_waits_for_its_time(post_office: PostOffice) -> None:
    later = clock.now() + timedelta(hours=2)
    queue(send_after=later)

    assert mail.send_due() == 0
    with clock.at(later):
        assert mail.send_due() == 1


@pytest.mark.usefixtures("sending")
def test_of_two_waiting_e_mails_with_one_key_only_the_later_goes(post_office: PostOffice) -> None:
    queue("first@example.org", key="completed:1")
    queue("second@example.org", key="completed:1")

    mail.send_due()

    assert [m["To"] for m in post_office.taken] == ["second@example.org"]


@pytest.mark.usefixtures("sending")
def test_an_address_that_the_server_refuses_is_given_up_and_the_others_still_go(
    post_office: PostOffice,
) -> None:
    # given
    post_office.refused["gone@example.org"] = "550 No such user"
    queue("gone@example.org")
    queue("here@example.org")

    # when
    sent = mail.send_due()

    # then
    assert sent == 1
    assert [m["To"] for m in post_office.taken] == ["here@example.org"]
    (lost,) = mail.status().undeliverable
    assert lost.to_address == "gone@example.org"
    assert lost.fault == "The mail server refused the address (code 550)."


@pytest.mark.usefixtures("sending")
def test_an_address_that_is_busy_is_tried_again_after_a_growing_wait(
    post_office: PostOffice,
) -> None:
    # given
    post_office.refused["busy@example.org"] = "450 Mailbox busy"
    start = clock.now()
    queue("busy@example.org")

    # when it fails twice
    with clock.at(start + timedelta(seconds=1)):
        mail.send_due()
        first = only_mail().send_after - clock.now()
    with clock.at(start + timedelta(hours=1)):
        mail.send_due()
        second = only_mail().send_after - clock.now()

    # then
    assert (first, second) == (timedelta(minutes=1), timedelta(minutes=2))
    assert only_mail().fault == "The mail server refused the address (code 450)."

    # when it is free at last
    post_office.refused.clear()
    with clock.at(start + timedelta(hours=2)):
        assert mail.send_due() == 1
    assert only_mail().fault is None


@pytest.mark.usefixtures("sending")
def test_what_cannot_be_sent_for_four_days_is_given_up(post_office: PostOffice) -> None:
    post_office.refused["busy@example.org"] = "450 Mailbox busy"
    queue("busy@example.org")

    with clock.at(clock.now() + timedelta(days=4, minutes=1)):
        mail.send_due()

    assert only_mail().state is State.GIVEN_UP


@pytest.mark.usefixtures("sending")
def test_a_server_that_dies_in_the_middle_loses_nothing(post_office: PostOffice) -> None:
    # given
    start = clock.now()
    for number, address in enumerate(("a@example.org", "b@example.org", "c@example.org")):
        with clock.at(start + timedelta(seconds=number)):
            queue(address)
    post_office.hang_up_at = "b@example.org"

    # when
    with clock.at(start + timedelta(seconds=10)):
        sent = mail.send_due()

    # then the first has gone and the others wait, with the reason
    assert sent == 1
    queue_now = mail.status()
    assert (queue_now.due, queue_now.undeliverable) == (0, ())
    assert queue_now.fault == "The mail server ended the connection."

    # when it is back
    post_office.hang_up_at = None
    with clock.at(start + timedelta(minutes=5)):
        assert mail.send_due() == 2
    assert [m["To"] for m in post_office.taken] == [
        "a@example.org",
        "b@example.org",
        "c@example.org",
    ]


def test_a_server_that_is_not_there_makes_e_mail_wait(with_smtp: UseSmtp) -> None:
    with_smtp("smtp://127.0.0.1:1")
    queue()

    assert mail.send_due() == 0
    assert only_mail().fault == "The mail server cannot be reached."
    assert only_mail().state is State.WAITING


def test_name_and_password_in_the_address_are_used(
    with_smtp: UseSmtp, port: int, post_office: PostOffice
) -> None:
    post_office.users["abp"] = "p@ss/word"
    with_smtp(f"smtp://abp:p%40ss%2Fword@127.0.0.1:{port}")
    queue()

    assert mail.send_due() == 1


def test_a_wrong_password_of_ours_is_told_and_nothing_is_given_up(
    with_smtp: UseSmtp, port: int
) -> None:
    with_smtp(f"smtp://abp:wrong@127.0.0.1:{port}")
    queue()

    assert mail.send_due() == 0
    assert only_mail().fault == "The mail server does not accept our user name and password."
    assert only_mail().state is State.WAITING


def test_while_one_deliverer_is_at_it_another_leaves_the_e_mail_alone(
    with_smtp: UseSmtp, port: int, post_office: PostOffice
) -> None:
    with_smtp(f"smtp://127.0.0.1:{port}")
    queue()
    with unit_of_work() as work:
        work.scalars(select(QueuedMail)).one().claimed_until = clock.now() + timedelta(minutes=5)

    assert mail.send_due() == 0
    with clock.at(clock.now() + timedelta(minutes=6)):
        assert mail.send_due() == 1, "The claim of a deliverer that died ends by itself."


def test_without_a_mail_server_due_e_mail_stays_readable_in_the_mailbox(app: Flask) -> None:
    queue()

    assert mail.send_due() == 1
    (letter,) = mail.mailbox().letters
    assert "Hello Zoë" in letter.body
