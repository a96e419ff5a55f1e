"""When a programme is complete, and who hears of it."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from uuid import uuid4

import pytest

from abp_lms import clock, mail
from abp_lms.database import session
from abp_lms.errors import Refused
from abp_lms.mail import QueuedMail
from abp_lms.programme import queries, rules
from abp_lms.programme.actions import completion
from abp_lms.programme.models import Evidence, Place
from abp_lms.programme.rules import Component, PlaceState
from abp_lms.recording.models import OutboxEntry
from tests.factories import make_academy, make_line_management, make_person
from tests.programme.factories import make_cohort, make_place

pytestmark = pytest.mark.usefixtures("app")

AT = datetime(2027, 3, 4, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _at():
    with clock.at(AT):
        yield


@pytest.fixture
def place() -> Place:
    person = make_person(given_name="Ada", family_name="Okafor")
    return make_place(person=person)


def show(place: Place, *components: Component) -> None:
    for component in components:
        completion.record_evidence(place_id=place.id, component=component, by_id=None, at=AT)


def manage(place: Place, **dates: date) -> None:
    manager = make_person(email=f"grace-{uuid4()}@example.org")
    make_line_management(person_id=place.person_id, manager_id=manager.id, **dates)


def mails_to_others(place: Place) -> list[QueuedMail]:
    return session.query(QueuedMail).filter(QueuedMail.to_person_id != place.person_id).all()


def test_all_but_one_part_is_not_complete(place):
    show(place, *set(Component) - {Component.EVALUATION})

    assert place.state is PlaceState.CONFIRMED
    assert queries.facts([place.id])[place.id].completed_at is None


def test_the_last_part_completes_the_programme_and_says_so(place):
    show(place, *Component)

    assert (place.state, place.completed_at) == (PlaceState.COMPLETED, AT)
    entry = session.query(OutboxEntry).one()
    assert entry.shape == "programme-completed"
    assert json.loads(entry.statement)["result"] == {"completion": True}


def test_a_programme_without_sets_and_managers_needs_neither():
    place = make_place(cohort=make_cohort(academy=make_academy(programme_id="university")))

    show(place, Component.WORKSHOPS, Component.WORKBOOK, Component.EVALUATION)

    assert place.state is PlaceState.COMPLETED


def test_the_same_evidence_twice_changes_nothing(place):
    show(place, *Component)
    with clock.at(AT.replace(month=4)):
        completion.record_evidence(
            place_id=place.id, component=Component.WORKBOOK, by_id=None, at=AT.replace(month=4)
        )

    assert place.completed_at == AT
    assert session.query(Evidence).filter_by(place_id=place.id).count() == 5
    assert session.query(OutboxEntry).count() == 1


def test_nothing_is_completed_in_a_place_that_was_given_up():
    place = make_place(state=PlaceState.WITHDRAWN)

    with pytest.raises(Refused, match="withdrawn"):
        show(place, Component.WORKBOOK)


def test_whoever_completes_is_told_so_and_what_their_manager_hears(place):
    manage(place)

    show(place, *Component)

    sent = session.query(QueuedMail).filter_by(to_person_id=place.person_id).one()
    assert sent.to_address == place.person.email
    assert sent.subject == "You have completed the Active Bystander Programme"
    assert "Thursday 4 March 2027" in sent.body
    assert "your line manager, is told" in sent.body
    assert "\n\n\n" not in sent.body


def test_the_manager_hears_on_the_day_with_least_data(place):
    manage(place)

    show(place, *Component)

    (sent,) = mails_to_others(place)
    assert sent.to_address.startswith("grace-")
    assert sent.subject == "Ada O. has completed the Active Bystander Programme"
    assert "Thursday 4 March 2027" in sent.body
    assert "Okafor" not in sent.subject + sent.body
    assert "12:00" not in sent.body
    assert sent.key == rules.manager_mail_key(place.id, AT.date())


def test_the_mail_of_a_programme_takes_the_place_of_that_days_mail_of_a_unit(place):
    manage(place)
    mail.queue(
        "programme_completed",
        to_address="grace@example.org",
        to_person_id=uuid4(),
        key=rules.manager_mail_key(place.id, AT.date()),
        name="An earlier one",
        programme={"name": "programme"},
        completed_on=AT,
    )

    show(place, *Component)

    (sent,) = mails_to_others(place)
    assert sent.subject.startswith("Ada O.")


def test_a_programme_without_managers_tells_none():
    place = make_place(cohort=make_cohort(academy=make_academy(programme_id="university")))
    manage(place)

    show(place, Component.WORKSHOPS, Component.WORKBOOK, Component.EVALUATION)

    assert mails_to_others(place) == []


def test_a_former_manager_hears_nothing(place):
    manage(place, ends_on=date(2027, 3, 3))

    show(place, *Component)

    assert mails_to_others(place) == []
