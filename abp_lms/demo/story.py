"""What has happened in the demo so far, told through the real actions, each at its own time."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from functools import cache
from random import Random
from uuid import UUID

from sqlalchemy import select

from abp_lms import clock, settings
from abp_lms.accounts import actions as accounts
from abp_lms.accounts import passwords
from abp_lms.accounts.models import Academy, Organisation, Person, RoleName
from abp_lms.clock import LONDON
from abp_lms.database import session, unit_of_work
from abp_lms.demo import keepsakes
from abp_lms.demo.cast import ADMINISTRATOR, COMPANIES, PASSWORD, Actor, Company
from abp_lms.demo.learner import Learner
from abp_lms.learning.workbook import load
from abp_lms.library.actions import declare_viewed
from abp_lms.library.rules import How
from abp_lms.programme.actions import attendance, cohorts, meetings
from abp_lms.programme.models import Cohort, Meeting
from abp_lms.programme.rules import MeetingKind, Outcome


def load_once() -> bool:
    """Tell the story, unless it has been told; gives whether it was. All of it, or nothing."""
    with unit_of_work():
        if session.scalar(select(Person.id).limit(1)) is not None:
            return False
        for company in COMPANIES:
            _Stage(company).play()
        _person(ADMINISTRATOR, None, None)
    return True


class _Stage:
    def __init__(self, company: Company) -> None:
        self.company = company
        # Thursday of this week, `weeks` weeks ago: workshops are on Thursdays.
        this_thursday = clock.today() + timedelta(days=3 - clock.today().weekday())
        self.first_on: date = this_thursday - timedelta(weeks=company.weeks)
        self.people: dict[str, Person] = {}
        self.places: dict[str, UUID] = {}

    def play(self) -> None:
        """From the academy's first day to what people did this week."""
        with clock.at(_moment(self.first_on - timedelta(weeks=6), time(10))):
            academy, by_id = self._found()
            cohort, planned = self._plan(academy, by_id)
        with clock.at(_moment(self.first_on - timedelta(weeks=4), time(11))):
            for actor in self.company.participants:
                person = self.people[actor.email]
                place = cohorts.offer_place(cohort_id=cohort.id, person_id=person.id, by_id=by_id)
                self.places[actor.email] = place.id
        with clock.at(_moment(self.first_on - timedelta(weeks=3), time(9))):
            for actor in self.company.participants:
                cohorts.confirm_place(
                    place_id=self.places[actor.email], by_id=self.people[actor.email].id
                )
        for meeting in planned:
            if meeting.ends_at < clock.now():
                self._mark(meeting.id, meeting.kind, meeting.ref, meeting.ends_at, by_id)
        for number, actor in enumerate(self.company.participants):
            self._learn(number, actor)

    def _found(self) -> tuple[Academy, UUID]:
        """The academy with all its people, and which of them acts for it."""
        academy = accounts.create_academy(
            name=self.company.academy, programme_id=self.company.programme_id, by_id=None
        )
        for actor in (*self.company.others, *self.company.participants):
            self.people[actor.email] = _person(actor, academy, self._organisation(actor))
        self._set_managers()
        staff = next(one for one in self.company.others if one.role is RoleName.ACADEMY)
        return academy, self.people[staff.email].id

    def _plan(self, academy: Academy, by_id: UUID) -> tuple[Cohort, list[Meeting]]:
        """A cohort with all its dates."""
        cohort = cohorts.open_cohort(
            academy_id=academy.id,
            name=self.company.cohort,
            starts_on=self.first_on,
            minimum=1,
            by_id=by_id,
        )
        workshops = meetings.plan_workshops(
            cohort_id=cohort.id, first_on=self.first_on, venue=self.company.venue, by_id=by_id
        )
        first_set = _moment(self.first_on + timedelta(weeks=4), time(13))
        sets = meetings.plan_sets(cohort_id=cohort.id, first_at=first_set, by_id=by_id)
        return cohort, [*workshops, *sets]

    def _organisation(self, actor: Actor) -> Organisation:
        known = session.scalar(select(Organisation).filter_by(name=actor.employer.name))
        return known or accounts.create_organisation(
            name=actor.employer.name, sector=actor.employer.sector, by_id=None
        )

    def _set_managers(self) -> None:
        for actor in self.company.participants:
            if actor.manager is not None:
                accounts.set_manager(
                    person_id=self.people[actor.email].id,
                    manager_id=self.people[actor.manager].id,
                    starts_on=clock.today(),
                    by_id=None,
                )

    def _mark(
        self, meeting_id: UUID, kind: MeetingKind, ref: str, ended_at: datetime, by_id: UUID
    ) -> None:
        """Who came was marked the same evening; who did not sent apologies."""
        number = int(ref.rpartition("-")[2])
        with clock.at(ended_at + timedelta(hours=1)):
            for actor in self.company.participants:
                came = actor.workshops if kind is MeetingKind.WORKSHOP else actor.sets
                attendance.mark(
                    meeting_id=meeting_id,
                    place_id=self.places[actor.email],
                    outcome=Outcome.ATTENDED if number <= came else Outcome.APOLOGIES,
                    by_id=by_id,
                )

    def _learn(self, number: int, actor: Actor) -> None:
        workbook = load(settings.current().content)
        programme = workbook.programmes[self.company.programme_id]
        units = [
            workbook.units[entry.id] for entry in programme.units if entry.id in workbook.units
        ]
        person = self.people[actor.email]
        random = Random(actor.email)  # noqa: S311  the same story each time
        learner = Learner(person.id, random)
        days = max(self.company.weeks * 7 - 6, 7)
        for done, unit in enumerate(units[: actor.units]):
            day = self.first_on - timedelta(days=4) + timedelta(days=done * days // 5 + number % 3)
            learner.do(unit, starts_at=_moment(day, time(7 + number % 12, number * 7 % 60)))
            if unit.masterclass is not None:
                with clock.at(learner.at):
                    declare_viewed(
                        person_id=person.id, masterclass_id=unit.masterclass, how=How.WATCHED
                    )
        if actor.keeps:
            with clock.at(learner.at):
                keepsakes.keep(person, workbook)


def _person(actor: Actor, academy: Academy | None, organisation: Organisation | None) -> Person:
    person = accounts.create_person(
        given_name=actor.given_name,
        family_name=actor.family_name,
        email=actor.email,
        organisation_id=organisation.id if organisation else None,
        by_id=None,
    )
    # Everybody's is the same, and hashing is slow on purpose: once is enough.
    person.password_hash = _password_hash()
    scoped = actor.role not in {RoleName.PARTICIPANT, RoleName.ADMINISTRATOR, RoleName.LINE_MANAGER}
    accounts.give_role(
        person_id=person.id,
        name=actor.role,
        academy_id=academy.id if academy and scoped else None,
        by_id=None,
    )
    return person


@cache
def _password_hash() -> str:
    return passwords.hashed(PASSWORD)


def _moment(day: date, at: time) -> datetime:
    return datetime.combine(day, at, LONDON)
