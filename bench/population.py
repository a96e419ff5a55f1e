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

Row = dict[str, Any]


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
    rows = _Rows(people)
    for table, values in rows.by_table():
        while some := list(islice(values, 5000)):
            session.execute(insert(table), some)
    session.commit()
    return Population(rows.participants[0]["id"], rows.managers[0]["id"], rows.academy_person["id"])


class _Rows:
    """The rows of one academy, each table's after those that it refers to."""

    def __init__(self, people: int) -> None:
        self.people = people
        self.random = Random(people)
        self.keys = sealing.new_person_keys(current().installation_key())
        self.began = today() - timedelta(weeks=5)
        self.academy_id, self.organisation_id = uuid4(), uuid4()
        self.participants = [self._person(number, "p") for number in range(people)]
        self.managers = [self._person(number, "m") for number in range(-(-people // TEAM))]
        self.academy_person = self._person(0, "a")
        self.cohorts = [self._cohort(number) for number in range(-(-people // COHORT))]
        self.places = [self._place(*one) for one in enumerate(self.participants)]
        self.meetings = [one for cohort in self.cohorts for one in _meetings(cohort["id"])]

    def by_table(self) -> Iterator[tuple[type, Iterator[Row]]]:
        """Every table with its rows, in the order in which they can be inserted."""
        organisation = {"id": self.organisation_id, "name": "Bench", "sector": Sector.HEALTH}
        academy = {"id": self.academy_id, "name": f"Bench {self.people}", "programme_id": "llr"}
        yield Organisation, iter([organisation])
        yield Academy, iter([academy])
        yield Person, iter([*self.participants, *self.managers, self.academy_person])
        yield Role, self._roles()
        yield LineManagement, self._managements()
        yield Cohort, iter(self.cohorts)
        yield Place, iter(self.places)
        yield Meeting, iter(self.meetings)
        yield Attendance, self._attendances()
        yield UnitCompletion, self._completions()

    def _person(self, number: int, part: str) -> Row:
        key, wrapped = self.keys
        return {
            "id": uuid4(),
            "actor_name": uuid4(),
            "given_name": f"Given{number}",
            "family_name": f"Family{self.random.randrange(10_000):04}",
            "email": f"{part}{number}.of{self.people}@bench.example",
            "organisation_id": self.organisation_id,
            "public_key": key,
            "wrapped_private_key": wrapped,
        }

    def _cohort(self, number: int) -> Row:
        return {
            "id": uuid4(),
            "academy_id": self.academy_id,
            "programme_id": "llr",
            "name": f"Cohort {number}",
            "starts_on": self.began,
            "minimum": 12,
            "maximum": COHORT,
        }

    def _place(self, number: int, person: Row) -> Row:
        return {
            "id": uuid4(),
            "cohort_id": self.cohorts[number // COHORT]["id"],
            "person_id": person["id"],
            "state": PlaceState.CONFIRMED,
            "offered_on": self.began,
            "confirmed_on": self.began,
            "last_active_on": today() - timedelta(days=self.random.randrange(30)),
        }

    def _roles(self) -> Iterator[Row]:
        for person in self.participants:
            yield _role(person, RoleName.PARTICIPANT)
        for person in self.managers:
            yield _role(person, RoleName.LINE_MANAGER)
        yield _role(self.academy_person, RoleName.ACADEMY, self.academy_id)

    def _managements(self) -> Iterator[Row]:
        for number, person in enumerate(self.participants):
            yield {
                "id": uuid4(),
                "person_id": person["id"],
                "manager_id": self.managers[number // TEAM]["id"],
                "starts_on": self.began,
            }

    def _attendances(self) -> Iterator[Row]:
        over: dict[UUID, list[UUID]] = {cohort["id"]: [] for cohort in self.cohorts}
        for meeting in self.meetings:
            if meeting["starts_at"] < now():
                over[meeting["cohort_id"]].append(meeting["id"])
        for place in self.places:
            for meeting_id in over[place["cohort_id"]]:
                yield {
                    "meeting_id": meeting_id,
                    "place_id": place["id"],
                    "outcome": self.random.choice([Outcome.ATTENDED, Outcome.APOLOGIES]),
                    "recorded_at": now(),
                }

    def _completions(self) -> Iterator[Row]:
        units = [entry.id for entry in programme("llr").units]
        for place in self.places:
            for unit in units[: self.random.randrange(6)]:
                yield {
                    "id": uuid4(),
                    "person_id": place["person_id"],
                    "unit_id": unit,
                    "content_version": 1,
                    "at": now(),
                    "place_id": place["id"],
                }


def _meetings(cohort_id: UUID) -> Iterator[Row]:
    for kind, ref, weeks in (
        (MeetingKind.WORKSHOP, "workshop-1", -5),
        (MeetingKind.WORKSHOP, "workshop-2", -4),
        (MeetingKind.SET, "set-1", -1),
        (MeetingKind.SET, "set-2", 3),
    ):
        yield {
            "id": uuid4(),
            "cohort_id": cohort_id,
            "kind": kind,
            "ref": ref,
            "title": ref,
            "starts_at": now() + timedelta(weeks=weeks),
            "ends_at": now() + timedelta(weeks=weeks, hours=2),
        }


def _role(person: Row, name: RoleName, academy: UUID | None = None) -> Row:
    return {"id": uuid4(), "person_id": person["id"], "name": name, "academy_id": academy}
