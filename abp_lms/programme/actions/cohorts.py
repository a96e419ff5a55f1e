"""Cohorts, and people's places in them."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from sqlalchemy import func, select

from abp_lms.accounts import audit
from abp_lms.accounts.models import Academy, Person
from abp_lms.clock import now, today
from abp_lms.database import session
from abp_lms.errors import NotFound, Refused
from abp_lms.programme import queries, rules, statements
from abp_lms.programme.actions import completion
from abp_lms.programme.actions.places import locked
from abp_lms.programme.models import Cohort, Place
from abp_lms.programme.rules import TAKEN, PlaceState
from abp_lms.recording import outbox


def open_cohort(
    *,
    academy_id: UUID,
    name: str,
    starts_on: date,
    by_id: UUID | None,
    ends_on: date | None = None,
    minimum: int | None = None,
    maximum: int | None = None,
) -> Cohort:
    """Open a cohort of the academy's programme; its sizes are the programme's unless given."""
    academy = session.get(Academy, academy_id)
    if academy is None:
        raise NotFound()
    largest = queries.programme(academy.programme_id).places if maximum is None else maximum
    smallest = min(rules.MINIMUM, largest) if minimum is None else minimum
    rules.refuse_unless_sizes(smallest, largest)
    if ends_on is not None and ends_on < starts_on:
        raise Refused("A cohort ends after it starts.", field="ends_on")
    if session.scalar(select(Cohort.id).filter_by(academy_id=academy_id, name=name)):
        raise Refused(f"There is a cohort called {name} already.", field="name")
    cohort = Cohort(
        academy_id=academy_id,
        programme_id=academy.programme_id,
        name=name,
        starts_on=starts_on,
        ends_on=ends_on,
        minimum=smallest,
        maximum=largest,
    )
    session.add(cohort)
    session.flush()
    audit.note(by_id, "opened a cohort", cohort, starts_on=starts_on.isoformat())
    return cohort


def offer_place(*, cohort_id: UUID, person_id: UUID, by_id: UUID | None) -> Place:
    """Offer somebody a place; refuses when the cohort is full or over, or they have one somewhere."""
    # Whoever offers waits here for the others, so that two cannot take the last place.
    cohort = session.get(Cohort, cohort_id, with_for_update=True)
    person = session.get(Person, person_id, with_for_update=True)
    if cohort is None or person is None:
        raise NotFound()
    taken = session.scalar(
        select(func.count())
        .select_from(Place)
        .where(Place.cohort_id == cohort_id, Place.state.in_(TAKEN))
    )
    rules.refuse_unless_open(taken or 0, cohort.maximum, cohort.ends_on, today())
    _refuse_second_place(person)
    place = session.scalar(select(Place).filter_by(cohort_id=cohort_id, person_id=person_id))
    if place is None:
        place = Place(cohort_id=cohort_id, person_id=person_id)
        session.add(place)
    else:
        rules.refuse_unless_next(place.state, PlaceState.OFFERED)
    place.state = PlaceState.OFFERED
    place.offered_on = today()
    place.confirmed_on = place.withdrawn_on = None
    session.flush()
    audit.note(by_id, "offered a place", place, cohort_id=str(cohort_id))
    return place


def confirm_place(*, place_id: UUID, by_id: UUID | None) -> Place:
    """The person takes the place: from now on the programme is theirs.

    What they did in a place that they gave up counts here, where this programme has the same.
    """
    place = locked(place_id)
    rules.refuse_unless_next(place.state, PlaceState.CONFIRMED)
    place.state = PlaceState.CONFIRMED
    place.confirmed_on = today()
    shape = queries.programme(place.cohort.programme_id)
    outbox.add(statements.registered(place, shape, at=now()), person_id=place.person_id)
    audit.note(by_id, "confirmed a place", place)
    session.flush()
    completion.count_what_was_done(place)
    return place


def withdraw(*, place_id: UUID, by_id: UUID | None) -> Place:
    """The person leaves the cohort; their chair is free again. What they did stays theirs."""
    place = locked(place_id)
    rules.refuse_unless_next(place.state, PlaceState.WITHDRAWN)
    if place.state is PlaceState.CONFIRMED:
        shape = queries.programme(place.cohort.programme_id)
        outbox.add(statements.unregistered(place, shape, at=now()), person_id=place.person_id)
    place.state = PlaceState.WITHDRAWN
    place.withdrawn_on = today()
    session.flush()
    audit.note(by_id, "withdrew from a place", place)
    return place


def _refuse_second_place(person: Person) -> None:
    elsewhere = session.scalar(
        select(Cohort.name)
        .join(Place, Place.cohort_id == Cohort.id)
        .where(
            Place.person_id == person.id,
            Place.state.in_([PlaceState.OFFERED, PlaceState.CONFIRMED]),
        )
    )
    if elsewhere is not None:
        raise Refused(f"{person.name} has a place already, in {elsewhere}.")
