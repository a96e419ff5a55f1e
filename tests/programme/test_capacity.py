"""A cohort never passes its largest size: whatever the order of deeds, however many at once."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from flask import Flask
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from abp_lms import clock
from abp_lms.database import session, unit_of_work
from abp_lms.errors import Refused
from abp_lms.programme.actions import cohorts
from abp_lms.programme.models import Place
from abp_lms.programme.rules import TAKEN, PlaceState
from tests.factories import make_person
from tests.programme.factories import make_cohort

AT = datetime(2026, 9, 3, 12, tzinfo=UTC)


class Cohorts(RuleBasedStateMachine):
    """Two cohorts of three, eight people, any order of deeds."""

    people = Bundle("people")

    def __init__(self) -> None:
        super().__init__()
        self.places: list = []

    @initialize()
    def two_cohorts(self) -> None:
        self.cohorts = [make_cohort(minimum=1, maximum=3), make_cohort(minimum=1, maximum=3)]

    @rule(target=people)
    def somebody(self):
        return make_person()

    @rule(person=people, which=st.integers(0, 1))
    def offer(self, person, which) -> None:
        cohort = self.cohorts[which]
        held = [place for place in self.places if place.person_id == person.id]
        taken = [place for place in self.places if place.cohort_id == cohort.id]
        open_elsewhere = any(
            place.state in {PlaceState.OFFERED, PlaceState.CONFIRMED} for place in held
        )
        done_here = any(
            place.cohort_id == cohort.id and place.state is PlaceState.COMPLETED for place in held
        )
        full = sum(place.state in TAKEN for place in taken) >= cohort.maximum
        try:
            place = cohorts.offer_place(cohort_id=cohort.id, person_id=person.id, by_id=None)
        except Refused:
            assert full or open_elsewhere or done_here
        else:
            assert not any((full, open_elsewhere, done_here))
            if place not in self.places:
                self.places.append(place)

    @rule(number=st.integers(0, 30), deed=st.sampled_from(["confirm", "withdraw", "complete"]))
    def go_on(self, number, deed) -> None:
        if not self.places:
            return
        place = self.places[number % len(self.places)]
        if deed == "complete" and place.state is PlaceState.CONFIRMED:
            place.state = PlaceState.COMPLETED
            session.flush()
            return
        do = cohorts.confirm_place if deed == "confirm" else cohorts.withdraw
        before = place.state
        try:
            do(place_id=place.id, by_id=None)
        except Refused:
            assert place.state is before

    @invariant()
    def none_is_over_full(self) -> None:
        for cohort in getattr(self, "cohorts", []):
            taken = (
                session.query(Place)
                .filter(Place.cohort_id == cohort.id, Place.state.in_(TAKEN))
                .count()
            )
            assert taken <= cohort.maximum

    @invariant()
    def nobody_holds_two_open_places(self) -> None:
        open_ = [
            place.person_id
            for place in self.places
            if place.state in {PlaceState.OFFERED, PlaceState.CONFIRMED}
        ]
        assert len(open_) == len(set(open_))

    def teardown(self) -> None:
        session.rollback()
        session.expunge_all()


@pytest.mark.usefixtures("app")
def test_no_order_of_deeds_overfills_a_cohort():
    with clock.at(AT):
        run_state_machine_as_test(
            Cohorts,
            settings=hypothesis_settings(
                max_examples=40, stateful_step_count=40, deadline=None, database=None
            ),
        )


@pytest.fixture
def postgresql_app(tmp_path, monkeypatch) -> Iterator[Flask]:
    """The application on a PostgreSQL database, whatever the other tests run on."""
    from abp_lms import settings as settings_module
    from abp_lms.app import create_app
    from abp_lms.database import Base
    from tests import postgresql

    url = postgresql.new_database()
    app = create_app(
        settings_module.read({}, data=tmp_path, database_url=url, mode="development", worker=False)
    )
    with app.app_context():
        engine = session.get_bind()
        Base.metadata.create_all(engine)
        yield app
        session.remove()
    engine.dispose()


def test_of_many_at_once_only_one_gets_the_last_place(postgresql_app):
    with clock.at(AT), unit_of_work():
        cohort_id = make_cohort(minimum=1, maximum=1).id
        people = [make_person().id for _ in range(8)]
    together = threading.Barrier(len(people))
    outcomes: list[str] = []

    def offer(person_id) -> None:
        together.wait()
        try:
            with postgresql_app.app_context(), unit_of_work():
                cohorts.offer_place(cohort_id=cohort_id, person_id=person_id, by_id=None)
            outcomes.append("offered")
        except Refused as refusal:
            outcomes.append(refusal.sentence)

    threads = [threading.Thread(target=offer, args=(person,)) for person in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=120)

    assert outcomes.count("offered") == 1
    assert len(outcomes) == len(people)
    assert all("full" in outcome for outcome in outcomes if outcome != "offered")
    with unit_of_work():
        assert session.query(Place).filter_by(cohort_id=cohort_id).count() == 1
