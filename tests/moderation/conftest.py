"""Participants and academy staff, and reports of theirs."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from abp_lms.accounts.models import Academy, Person, RoleName
from abp_lms.database import session
from abp_lms.mail import QueuedMail
from abp_lms.moderation.models import Issue
from tests.factories import make_academy, make_person, make_role
from tests.programme.factories import make_cohort, make_place
from tests.sign_in import post, sign_in

UNIT = "/workbook/units/u02"
MASTERCLASS = "/masterclasses/masterclass-1"
RESOURCE = "/resources/llr-resources-page"
ITEMS = (UNIT, MASTERCLASS, RESOURCE)
WORDS = "violet-lantern-52"


def browser_of(app: Flask, person: Person) -> FlaskClient:
    client = app.test_client()
    sign_in(client, person)
    return client


def make_participant(app: Flask, academy: Academy, **given: Any) -> FlaskClient:
    person = make_person(RoleName.PARTICIPANT, **given)
    make_place(person=person, cohort=make_cohort(academy=academy))
    return browser_of(app, person)


def make_staff(app: Flask, academy: Academy) -> FlaskClient:
    person = make_person()
    make_role(person_id=person.id, name=RoleName.ACADEMY, academy_id=academy.id)
    return browser_of(app, person)


def report(client: FlaskClient, page: str, category: str, text: str = "") -> TestResponse:
    return post(client, f"{page}/report", category=category, text=text)


def decide(client: FlaskClient, issue_id: UUID, outcome: str, answer: str = "") -> TestResponse:
    return post(client, f"/academy/issues/{issue_id}", outcome=outcome, answer=answer)


def issues() -> list[Issue]:
    session.rollback()
    return list(session.scalars(select(Issue).order_by(Issue.reported_at)))


def mails() -> list[QueuedMail]:
    session.rollback()
    return list(session.scalars(select(QueuedMail).order_by(QueuedMail.queued_at)))


@pytest.fixture
def academy(app: Flask) -> Academy:
    return make_academy()


@pytest.fixture
def reporter(app: Flask, academy: Academy) -> FlaskClient:
    return make_participant(app, academy, given_name="Ada", family_name="Okafor")


@pytest.fixture
def colleague(app: Flask, academy: Academy) -> FlaskClient:
    return make_participant(app, academy)


@pytest.fixture
def staff(app: Flask, academy: Academy) -> FlaskClient:
    return make_staff(app, academy)
