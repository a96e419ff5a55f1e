"""The smallest valid cohort, place and meeting. Each takes what a test is about and makes up the rest."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any
from uuid import uuid4

from abp_lms.clock import LONDON
from abp_lms.programme.models import Cohort, Meeting, Place
from abp_lms.programme.rules import MeetingKind, PlaceState
from tests.factories import make_academy, make_person, saved

START = date(2026, 9, 3)


def make_cohort(**given: Any) -> Cohort:
    academy = given.pop("academy", None) or make_academy()
    values = {
        "academy_id": academy.id,
        "programme_id": academy.programme_id,
        "name": f"Cohort {uuid4()}",
        "starts_on": START,
        "minimum": 12,
        "maximum": 20,
    }
    return saved(Cohort(id=uuid4(), **values | given))


def make_place(**given: Any) -> Place:
    """A confirmed place, unless `state` says otherwise."""
    cohort = given.pop("cohort", None) or make_cohort()
    person = given.pop("person", None) or make_person()
    values = {
        "cohort_id": cohort.id,
        "person_id": person.id,
        "state": PlaceState.CONFIRMED,
        "offered_on": START,
        "confirmed_on": START,
    }
    return saved(Place(id=uuid4(), **values | given))


def make_meeting(**given: Any) -> Meeting:
    """The first workshop of a cohort, on its first day, unless told otherwise."""
    cohort = given.pop("cohort", None) or make_cohort()
    starts_at = given.pop("starts_at", datetime.combine(cohort.starts_on, datetime.min.time()))
    starts_at = starts_at if starts_at.tzinfo else starts_at.replace(hour=9, tzinfo=LONDON)
    values = {
        "cohort_id": cohort.id,
        "kind": MeetingKind.WORKSHOP,
        "ref": "workshop-1",
        "title": "Workshop one",
        "starts_at": starts_at,
        "ends_at": starts_at + timedelta(hours=4),
    }
    return saved(Meeting(id=uuid4(), **values | given))
