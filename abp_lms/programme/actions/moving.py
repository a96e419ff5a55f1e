"""Going on in another cohort, of the same programme or of another one."""

from __future__ import annotations

from uuid import UUID

from abp_lms.accounts import audit
from abp_lms.accounts.models import Person
from abp_lms.database import session
from abp_lms.errors import NotFound, Refused
from abp_lms.programme.actions import cohorts
from abp_lms.programme.actions.places import locked
from abp_lms.programme.models import Cohort, Place
from abp_lms.programme.rules import PlaceState


def move(*, place_id: UUID, cohort_id: UUID, by_id: UUID | None) -> Place:
    """The person goes on in another cohort: their place here ends, and one there is theirs at once.

    Refuses whoever has no confirmed place, and a cohort that is full or over. What counts of the old
    place counts in the new one (cohorts.confirm_place), and all of it when the person comes back.
    """
    place = session.get(Place, place_id)
    if place is None:
        raise NotFound()
    # In the order in which an offer locks them, so that the two never wait for each other.
    cohort = session.get(Cohort, cohort_id, with_for_update=True)
    person = session.get(Person, place.person_id, with_for_update=True)
    place = locked(place_id)
    if cohort is None or person is None:
        raise NotFound()
    if cohort.id == place.cohort_id:
        raise Refused(f"{person.name} is in {cohort.name} already.")
    if place.state is not PlaceState.CONFIRMED:
        raise Refused(f"This place is {place.state}. Only a confirmed one can be moved.")
    cohorts.withdraw(place_id=place.id, by_id=by_id)
    offered = cohorts.offer_place(cohort_id=cohort.id, person_id=person.id, by_id=by_id)
    moved = cohorts.confirm_place(place_id=offered.id, by_id=by_id)
    moved.last_active_on = max(
        filter(None, [moved.last_active_on, place.last_active_on]), default=None
    )
    session.flush()
    audit.note(by_id, "moved to another cohort", moved, from_place_id=str(place.id))
    return moved
