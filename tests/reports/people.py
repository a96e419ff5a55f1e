"""Participants of an academy, at different stages."""

from __future__ import annotations

from datetime import date, timedelta

from abp_lms import clock
from abp_lms.learning.models import UnitCompletion
from tests.factories import make_person, saved
from tests.programme.factories import make_place

TODAY = date(2026, 11, 20)


def place_of(cohort, family_name, days_silent=None, units=0, **given):
    person = make_person(given_name="Ada", family_name=family_name)
    if days_silent is not None:
        given["last_active_on"] = TODAY - timedelta(days=days_silent)
    place = make_place(cohort=cohort, person=person, **given)
    for number in range(1, units + 1):
        saved(
            UnitCompletion(
                person_id=person.id,
                unit_id=f"u{number:02}",
                content_version=1,
                at=clock.now(),
                place_id=place.id,
            )
        )
    return place
