"""A participant sees what their line manager sees of them, and nobody promises more."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest

from abp_lms import clock
from abp_lms.accounts.models import RoleName
from tests.factories import make_person
from tests.programme.factories import make_meeting, make_place
from tests.reports.managed import AFTER_FOUR_WEEKS, managed_by
from tests.sign_in import sign_in


@pytest.fixture(autouse=True)
def _after_four_weeks(app):
    with clock.at(AFTER_FOUR_WEEKS):
        yield


def row_in(page):
    """The row about the first person, without the link that only a manager can follow."""
    row = re.search(
        r'<tr class="nhsuk-table__row abl-people__row" role="row">(.*?)</tr>', page, re.S
    )
    return re.sub(r'<a href="/my-people/[^"]*">(.*?)</a>', r"\1", row.group(1)).strip()


def test_a_participant_sees_exactly_the_row_that_the_manager_gets(client, app, manager, cohort):
    person = managed_by(manager, cohort, units=3, given_name="Ada", family_name="<Okafor>")
    make_meeting(cohort=cohort, starts_at=datetime(2026, 10, 29, 14, tzinfo=UTC))
    sign_in(client, manager)
    of_manager = row_in(client.get("/my-people").text)
    other = app.test_client()
    sign_in(other, person)

    own = other.get("/what-my-manager-sees").text

    assert "Units" in of_manager
    assert row_in(own) == of_manager
    assert "Grace Mensah is your line manager" in own


def test_a_participant_sees_the_email_that_the_manager_gets(client, manager, cohort):
    person = managed_by(manager, cohort, units=3, given_name="Ada", family_name="Okafor")
    sign_in(client, person)

    page = client.get("/what-my-manager-sees").text

    assert "Ada O.: 3 of 26 units done" in page
    assert "Hello Grace" in page


def test_without_a_manager_nobody_gets_anything(client, cohort):
    person = make_person(RoleName.PARTICIPANT)
    make_place(person=person, cohort=cohort)
    sign_in(client, person)

    page = client.get("/what-my-manager-sees").text

    assert "You have no line manager in this service" in page
    assert "The e-mail when you complete a unit" not in page
