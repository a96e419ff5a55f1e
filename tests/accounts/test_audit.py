"""Who did what to whom is kept, and can be neither changed nor removed."""

from __future__ import annotations

from datetime import date

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from abp_lms.accounts import actions, audit
from abp_lms.accounts.models import AuditEntry, RoleName
from abp_lms.database import session
from tests.factories import PASSWORD, make_academy, make_person
from tests.sign_in import post, send_sign_in, sign_in


def deeds() -> list[str]:
    session.rollback()
    return list(session.scalars(select(AuditEntry.deed).order_by(AuditEntry.at)))


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE audit_entry SET deed = 'did nothing'",
        "DELETE FROM audit_entry",
    ],
)
def test_the_database_refuses_to_change_an_entry(app: Flask, change: str) -> None:
    audit.note(None, "did something")
    session.commit()

    with pytest.raises(DBAPIError, match="append only"):
        session.execute(text(change))
    assert deeds() == ["did something"]


def test_signing_in_failing_and_signing_out_are_noted_without_what_was_typed(
    client: FlaskClient,
) -> None:
    person = make_person()
    send_sign_in(client, person.email, "the wrong one")
    send_sign_in(client, "typed-password-here", "x")
    sign_in(client, person)
    post(client, "/sign-out")

    assert deeds() == ["failed to sign in", "failed to sign in", "signed in", "signed out"]
    entries = session.scalars(select(AuditEntry).order_by(AuditEntry.at)).all()
    assert [entry.subject_id for entry in entries][:3] == [person.id, None, person.id]
    assert all(entry.detail == {} for entry in entries)


def test_a_reset_and_what_follows_from_it_are_noted(client: FlaskClient) -> None:
    post(client, "/password", email=make_person().email)

    assert deeds() == ["sent a reset link"]


def test_what_is_done_to_people_is_noted_with_who_did_it(app: Flask) -> None:
    # given
    officer, academy = make_person(), make_academy()
    manager = make_person()

    # when
    person = actions.create_person(
        given_name="Ada", family_name="Okoro", email="ada@example.org", by_id=officer.id
    )
    actions.give_role(
        person_id=person.id, name=RoleName.FACILITATOR, academy_id=academy.id, by_id=officer.id
    )
    actions.invite(person_id=person.id, by_id=officer.id)
    actions.set_manager(
        person_id=person.id, manager_id=manager.id, starts_on=date(2026, 1, 5), by_id=officer.id
    )
    session.commit()

    # then
    entries = session.scalars(select(AuditEntry).order_by(AuditEntry.at)).all()
    about = [(e.deed, e.subject_id) for e in entries]
    assert about == [
        ("added a person", person.id),
        ("gave a role", person.id),
        ("invited", person.id),
        ("gave a role", manager.id),
        ("set a line manager", person.id),
    ]
    assert {e.by_id for e in entries} == {officer.id}
    assert entries[1].detail == {
        "role": "facilitator",
        "academy_id": str(academy.id),
        "organisation_id": None,
    }
    assert PASSWORD not in str([e.detail for e in entries])
