"""Writes a letter to oneself, and looks for its e-mail."""

from __future__ import annotations

from datetime import UTC, datetime

from flask import Flask
from hypothesis import strategies as st
from sqlalchemy import select

from abp_lms import clock
from abp_lms.database import session
from abp_lms.learning.models import Reminder
from abp_lms.mail import QueuedMail
from abp_lms.worker import Worker
from tests.learning import walking
from tests.learning.conftest import Learner

WRITTEN = datetime(2026, 11, 3, 14, 2, tzinfo=UTC)
PAGE = "/workbook/units/closing/letter"
WORDS = "The kettle clicked and nobody spoke."
moments = st.datetimes(
    datetime(2020, 1, 1),  # noqa: DTZ001
    datetime(2060, 1, 1),  # noqa: DTZ001
    timezones=st.just(UTC),
)


def write(learner: Learner, text: str = WORDS, *, when: str = "90", how: str = "written"):  # type: ignore[no-untyped-def]
    return walking.send(learner.client, PAGE, letter=text, when=when, how=how)


def reminder() -> Reminder:
    return session.scalars(select(Reminder)).one()


def mails() -> list[QueuedMail]:
    found = session.scalars(select(QueuedMail)).all()
    return [one for one in found if "letter" in one.subject]


def at_work(app: Flask, moment: datetime) -> None:
    """One round of a worker at that moment."""
    session.commit()
    session.remove()
    with clock.at(moment):
        Worker(app).run_once()
