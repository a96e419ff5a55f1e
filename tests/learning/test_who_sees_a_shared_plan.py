"""A shared plan opens for two people: its author, and the manager it was shared with."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from abp_lms import clock, sealing
from abp_lms.accounts.actions import set_manager
from abp_lms.accounts.models import Person, RoleName
from abp_lms.database import session
from abp_lms.learning import queries
from abp_lms.learning.models import SharedPlan
from abp_lms.programme.models import Place
from abp_lms.settings import current
from tests.factories import make_academy, make_person, make_role
from tests.learning.conftest import make_learner
from tests.learning.plans import MINE, PAGE, Pair, make_pair, share
from tests.programme.factories import make_cohort, make_place
from tests.sign_in import sign_in


@pytest.fixture
def pair(app: Flask) -> Pair:
    return make_pair(app)


def test_another_manager_and_the_next_one_see_nothing(app: Flask, pair: Pair) -> None:
    share(pair)
    nobodys = make_person(RoleName.LINE_MANAGER)
    stranger = app.test_client()
    sign_in(stranger, nobodys)
    assert stranger.get(pair.about).status_code == 404

    def sign_in_all() -> None:
        for client, person in (
            (stranger, nobodys),
            (pair.desk, pair.manager),
            (pair.learner.client, pair.learner.person),
        ):
            sign_in(client, person)

    # when somebody else becomes the manager
    tomorrow = clock.now() + timedelta(days=1)
    with clock.at(tomorrow):
        set_manager(
            person_id=pair.learner.person.id,
            manager_id=nobodys.id,
            starts_on=clock.today(),
            by_id=None,
        )
        session.commit()
        sign_in_all()

        page = stranger.get(pair.about)
        former = pair.desk.get(pair.about)
        mirrored = pair.learner.client.get("/what-my-manager-sees").text
        own = pair.learner.client.get(MINE).text

    assert page.status_code == 200
    assert "violet" not in page.text
    assert "shares with you" not in page.text
    assert former.status_code == 404
    assert "violet" not in mirrored
    assert "who is not your line manager any more" in own

    # and when the first one comes back
    with clock.at(tomorrow + timedelta(days=1)):
        set_manager(
            person_id=pair.learner.person.id,
            manager_id=pair.manager.id,
            starts_on=clock.today(),
            by_id=None,
        )
        session.commit()
        sign_in_all()
        assert "violet" not in pair.desk.get(pair.about).text


def test_the_academy_and_a_colleague_see_nothing(app: Flask, pair: Pair) -> None:
    share(pair)
    place = pair.learner.place
    academy_id = queries.my_place(pair.learner.person.id).academy_id
    staff = make_person()
    make_role(person_id=staff.id, name=RoleName.ACADEMY, academy_id=academy_id)
    # given a manager who is a participant of the same academy, too
    managers_place = make_place(cohort=session.get(Place, place.id).cohort, person=pair.manager)
    office = app.test_client()
    sign_in(office, staff)
    colleague = make_learner(app, cohort=make_cohort(academy=make_academy()))

    pages = [
        office.get(path)
        for path in (
            "/academy",
            f"/academy/participants/{place.id}",
            f"/academy/participants/{place.id}/records",
            f"/academy/participants/{managers_place.id}",
            "/academy/participants",
            "/academy/participants.csv",
        )
    ] + [colleague.client.get(path) for path in (MINE, PAGE, "/workbook/my-words")]

    assert all(page.status_code == 200 for page in pages)
    for page in pages:
        for word in ("violet", "apricot", "shares something", "shared a plan"):
            assert word not in page.text
    assert office.get(pair.about).status_code == 403
    assert colleague.client.get(pair.about).status_code == 403


def test_no_other_key_opens_the_copy(pair: Pair) -> None:
    share(pair)
    row = session.scalars(select(SharedPlan)).one()
    key = current().installation_key()
    people = session.scalars(select(Person)).all()
    opens = {"for_author": pair.learner.person.id, "for_manager": pair.manager.id}
    others = [make_person()]

    for column, owner in opens.items():
        sealed_copy = getattr(row, column)
        assert "violet" not in sealed_copy
        for person in (*people, *others):
            if person.id == owner:
                opened = sealing.open_sealed(sealed_copy, person.wrapped_private_key, key)
                assert b"violet umbrella" in opened
            else:
                with pytest.raises(sealing.CannotOpen):
                    sealing.open_sealed(sealed_copy, person.wrapped_private_key, key)
