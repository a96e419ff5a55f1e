"""Fills an installation with people, in bulk: rows as the actions would have left them.

Only for measuring and for counting queries. What the rows say is checked by the tests of each
feature; here only their number matters.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from itertools import islice
from random import Random
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import insert

from abp_lms import sealing
from abp_lms.accounts.models import (
    Academy,
    LineManagement,
    Organisation,
    Person,
    Role,
    RoleName,
    Sector,
)
from abp_lms.clock import now, today
from abp_lms.database import session
from abp_lms.learning.models import UnitCompletion
from abp_lms.programme.models import Attendance, Cohort, Meeting, Place
from abp_lms.programme.queries import programme
from abp_lms.programme.rules import MeetingKind, Outcome, PlaceState
from abp_lms.settings import current

COHORT = 20
TEAM = 6


@dataclass(frozen=True)
class Population:
    """Whom to sign in as: one participant, their manager (of six people), their academy."""

    participant_id: UUID
    manager_id: UUID
    academy_person_id: UUID


def fill(people: int) -> Population:
    """Add an academy with `people` participants in cohorts of 20, each team of six with a manager.

    Commits.
    """
    random = Random(people)
    key, wrapped = sealing.new_person_keys(current().installation_key())
    shape = programme("llr")
    academy, organisation = uuid4(), uuid4()
    began = today() - timedelta(weeks=5)
    units = [entry.id for entry in shape.units]

    def person(number: int, part: str) -> dict[str, Any]:
        return {
            "id": uuid4(),
            "actor_name": uuid4(),
            "given_name": f"Given{number}",
            "family_name": f"Family{random.randrange(10_000):04}",
            "email": f"{part}{number}.of{people}@bench.example",
            "organisation_id": organisation,
            "public_key": key,
            "wrapped_private_key": wrapped,
        }

    participants = [person(number, "p") for number in range(people)]
    managers = [person(number, "m") for number in range(-(-people // TEAM))]
    academy_person = person(0, "a")
    cohorts = [
        {
            "id": uuid4(),
            "academy_id": academy,
            "programme_id": "llr",
            "name": f"Cohort {number}",
            "starts_on": began,
            "minimum": 12,
            "maximum": COHORT,
        }
        for number in range(-(-people // COHORT))
    ]
    places = [
        {
            "id": uuid4(),
            "cohort_id": cohorts[number // COHORT]["id"],
            "person_id": one["id"],
            "state": PlaceState.CONFIRMED,
            "offered_on": began,
            "confirmed_on": began,
            "last_active_on": today() - timedelta(days=random.randrange(30)),
        }
        for number, one in enumerate(participants)
    ]
    meetings = [
        {
            "id": uuid4(),
            "cohort_id": cohort["id"],
            "kind": kind,
            "ref": ref,
            "title": ref,
            "starts_at": now() + timedelta(weeks=weeks),
            "ends_at": now() + timedelta(weeks=weeks, hours=2),
        }
        for cohort in cohorts
        for kind, ref, weeks in (
            (MeetingKind.WORKSHOP, "workshop-1", -5),
            (MeetingKind.WORKSHOP, "workshop-2", -4),
            (MeetingKind.SET, "set-1", -1),
            (MeetingKind.SET, "set-2", 3),
        )
    ]
    in_cohort: dict[UUID, list[UUID]] = {cohort["id"]: [] for cohort in cohorts}
    for meeting in meetings:
        if meeting["starts_at"] < now():
            in_cohort[meeting["cohort_id"]].append(meeting["id"])

    rows: list[tuple[type, Iterator[dict[str, Any]]]] = [
        (Organisation, iter([{"id": organisation, "name": "Bench", "sector": Sector.HEALTH}])),
        (Academy, iter([{"id": academy, "name": f"Bench {people}", "programme_id": "llr"}])),
        (Person, iter([*participants, *managers, academy_person])),
        (
            Role,
            iter(
                [
                    *(_role(one, RoleName.PARTICIPANT) for one in participants),
                    *(_role(one, RoleName.LINE_MANAGER) for one in managers),
                    _role(academy_person, RoleName.ACADEMY, academy),
                ]
            ),
        ),
        (
            LineManagement,
            (
                {
                    "id": uuid4(),
                    "person_id": one["id"],
                    "manager_id": managers[number // TEAM]["id"],
                    "starts_on": began,
                }
                for number, one in enumerate(participants)
            ),
        ),
        (Cohort, iter(cohorts)),
        (Place, iter(places)),
        (Meeting, iter(meetings)),
        (
            Attendance,
            (
                {
                    "meeting_id": meeting,
                    "place_id": place["id"],
                    "outcome": random.choice([Outcome.ATTENDED, Outcome.APOLOGIES]),
                    "recorded_at": now(),
                }
                for place in places
                for meeting in in_cohort[place["cohort_id"]]
            ),
        ),
        (
            UnitCompletion,
            (
                {
                    "id": uuid4(),
                    "person_id": place["person_id"],
                    "unit_id": unit,
                    "content_version": 1,
                    "at": now(),
                    "place_id": place["id"],
                }
                for place in places
                for unit in units[: random.randrange(6)]
            ),
        ),
    ]
    for table, values in rows:
        while some := list(islice(values, 5000)):
            session.execute(insert(table), some)
    session.commit()
    return Population(participants[0]["id"], managers[0]["id"], academy_person["id"])


def _role(person: dict[str, Any], name: RoleName, academy: UUID | None = None) -> dict[str, Any]:
    return {"id": uuid4(), "person_id": person["id"], "name": name, "academy_id": academy}
