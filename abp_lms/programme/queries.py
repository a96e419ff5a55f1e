"""What can be asked of a programme: whose place is where, and the facts about it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import case, func, or_, select

from abp_lms import settings
from abp_lms.accounts.models import Academy, Organisation, Person
from abp_lms.accounts.queries import managers_of
from abp_lms.clock import now, today
from abp_lms.database import session
from abp_lms.errors import Refused
from abp_lms.programme import outline
from abp_lms.programme.local_pages import LocalPage, load_local_pages
from abp_lms.programme.models import Attendance, Cohort, Evidence, Meeting, Place
from abp_lms.programme.planning import Planned
from abp_lms.programme.reading_outlines import load_programmes
from abp_lms.programme.rules import COUNTS, Component, MeetingKind, PlaceState
from abp_lms.programme.splitting import Member


@dataclass(frozen=True)
class CurrentPlace:
    """The place a person is on now. `place_id` is the registration of their statements."""

    place_id: UUID
    person_id: UUID
    cohort_id: UUID
    cohort_name: str
    academy_id: UUID
    academy_name: str
    programme: outline.Programme
    starts_on: date
    state: PlaceState
    completed_at: datetime | None


@dataclass(frozen=True)
class CohortView:
    """A cohort, as those who look after its people name it."""

    id: UUID
    name: str
    academy_name: str
    programme: outline.Programme
    starts_on: date


@dataclass(frozen=True)
class NextMeeting:
    """A meeting to come; times in UTC. Venue and link are often known only shortly before."""

    at: datetime
    ends_at: datetime
    title: str
    venue: str | None
    link: str | None


@dataclass(frozen=True)
class ProgrammeFacts:
    """What may be told of a place: counts and dates, never text, times of day of deeds, or scores."""

    workshops_attended: int
    workshops_total: int
    sets_attended: int
    sets_total: int
    next_meeting: NextMeeting | None
    completed_at: datetime | None


def programmes() -> Mapping[str, outline.Programme]:
    """All programmes, by id."""
    return load_programmes(settings.current().content)


def programme(programme_id: str) -> outline.Programme:
    """A programme by its id."""
    return programmes()[programme_id]


def local_pages(programme: outline.Programme) -> list[LocalPage]:
    """The pages that a programme adds of its own, in its order."""
    written = load_local_pages(settings.current().content)
    return [written[ident] for ident in programme.pages if ident in written]


def current_place(person_id: UUID) -> CurrentPlace | None:
    """The place that a person's deeds belong to; an offer alone is no place yet.

    The one that runs comes before those that are over; of several, the newest.
    """
    return current_places([person_id]).get(person_id)


def current_places(person_ids: Collection[UUID]) -> dict[UUID, CurrentPlace]:
    """current_place() of many people, by person, in one query."""
    rows = session.execute(
        select(Place, Cohort, Academy.name)
        .join(Cohort, Place.cohort_id == Cohort.id)
        .join(Academy, Cohort.academy_id == Academy.id)
        .where(
            Place.person_id.in_(person_ids),
            Place.state.in_([PlaceState.CONFIRMED, PlaceState.COMPLETED]),
        )
        # The last one of a person wins.
        .order_by(case((Place.state == PlaceState.CONFIRMED, 1), else_=0), Cohort.starts_on)
    ).all()
    shapes = programmes()
    return {
        place.person_id: CurrentPlace(
            place_id=place.id,
            person_id=place.person_id,
            cohort_id=cohort.id,
            cohort_name=cohort.name,
            academy_id=cohort.academy_id,
            academy_name=academy_name,
            programme=shapes[cohort.programme_id],
            starts_on=cohort.starts_on,
            state=place.state,
            completed_at=place.completed_at,
        )
        for place, cohort, academy_name in rows
    }


def cohort_called(name: str, *, academy: str) -> UUID:
    """The id of an academy's cohort, both by their names; refuses with the names there are."""
    rows = session.execute(
        select(Cohort.name, Cohort.id)
        .join(Academy, Cohort.academy_id == Academy.id)
        .where(Academy.name == academy)
        .order_by(Cohort.name)
    )
    known: dict[str, UUID] = {row.name: row.id for row in rows}
    if name not in known:
        raise Refused(
            f"{academy} has no cohort called {name}. It has: {', '.join(known) or 'none'}."
        )
    return known[name]


def cohorts(
    *, academy_ids: Collection[UUID] = (), person_ids: Collection[UUID] = ()
) -> list[CohortView]:
    """The cohorts of these academies, and those in which these people take part; newest first."""
    rows = session.execute(
        select(Cohort, Academy.name)
        .join(Academy, Cohort.academy_id == Academy.id)
        .where(
            or_(
                Cohort.academy_id.in_(academy_ids),
                Cohort.id.in_(
                    select(Place.cohort_id).where(
                        Place.person_id.in_(person_ids),
                        Place.state.in_([PlaceState.CONFIRMED, PlaceState.COMPLETED]),
                    )
                ),
            )
        )
        .order_by(Cohort.starts_on.desc(), Cohort.name, Cohort.id)
    )
    shapes = programmes()
    return [
        CohortView(
            id=cohort.id,
            name=cohort.name,
            academy_name=academy_name,
            programme=shapes[cohort.programme_id],
            starts_on=cohort.starts_on,
        )
        for cohort, academy_name in rows
    ]


def members(cohort_id: UUID) -> list[Member]:
    """Who takes part in a cohort, with what matters for dividing it; two queries."""
    rows = session.execute(
        select(Person, Organisation.name)
        .join(Place, Place.person_id == Person.id)
        .outerjoin(Organisation, Organisation.id == Person.organisation_id)
        .where(
            Place.cohort_id == cohort_id,
            Place.state.in_([PlaceState.CONFIRMED, PlaceState.COMPLETED]),
        )
        .order_by(Person.family_name, Person.given_name, Person.id)
    ).all()
    managers = managers_of([person.id for person, _ in rows], today())
    return [
        Member(person.id, person.name, name, manager.id if manager else None)
        for person, name in rows
        for manager in [managers.get(person.id)]
    ]


def planned_meetings(cohort_id: UUID) -> dict[str, Planned]:
    """The meetings of a cohort that have a date, by their ref in the programme."""
    rows = session.scalars(select(Meeting).where(Meeting.cohort_id == cohort_id))
    return {row.ref: Planned(row.starts_at, row.ends_at) for row in rows}


def facts(place_ids: Collection[UUID]) -> dict[UUID, ProgrammeFacts]:
    """The facts about places, by place; three queries, however many places."""
    rows = session.execute(
        select(Place.id, Place.cohort_id, Place.completed_at, Cohort.programme_id)
        .join(Cohort, Place.cohort_id == Cohort.id)
        .where(Place.id.in_(place_ids))
    ).all()
    attended = _attended(place_ids)
    coming = next_meetings({row.cohort_id for row in rows})
    shapes = programmes()
    found = {}
    for place_id, cohort_id, completed_at, programme_id in rows:
        shape = shapes[programme_id]
        found[place_id] = ProgrammeFacts(
            workshops_attended=attended.get((place_id, MeetingKind.WORKSHOP), 0),
            workshops_total=len(shape.workshops),
            sets_attended=attended.get((place_id, MeetingKind.SET), 0),
            sets_total=shape.sets.count,
            next_meeting=coming.get(cohort_id),
            completed_at=completed_at,
        )
    return found


def meetings_ahead(cohort_id: UUID) -> list[NextMeeting]:
    """The cohort's meetings that are not over, soonest first."""
    rows = session.scalars(
        select(Meeting)
        .where(Meeting.cohort_id == cohort_id, Meeting.ends_at > now())
        .order_by(Meeting.starts_at)
    )
    return [_as_next(meeting) for meeting in rows]


def evidence(place_id: UUID) -> dict[Component, Evidence]:
    """What shows which component done, for one place."""
    rows = session.scalars(select(Evidence).where(Evidence.place_id == place_id))
    return {row.component: row for row in rows}


def attended(place_id: UUID, kind: MeetingKind) -> int:
    """How many of the meetings of a kind count as attended for a place."""
    return _attended([place_id]).get((place_id, kind), 0)


def next_meetings(cohort_ids: Collection[UUID]) -> dict[UUID, NextMeeting]:
    """Each cohort's next meeting, by cohort, in one query."""
    soonest = (
        select(Meeting.cohort_id, func.min(Meeting.starts_at).label("starts_at"))
        .where(Meeting.cohort_id.in_(cohort_ids), Meeting.ends_at > now())
        .group_by(Meeting.cohort_id)
        .subquery()
    )
    rows = session.scalars(
        select(Meeting).join(
            soonest,
            (Meeting.cohort_id == soonest.c.cohort_id) & (Meeting.starts_at == soonest.c.starts_at),
        )
    )
    return {meeting.cohort_id: _as_next(meeting) for meeting in rows}


def _attended(place_ids: Collection[UUID]) -> dict[tuple[UUID, MeetingKind], int]:
    rows = session.execute(
        select(Attendance.place_id, Meeting.kind, func.count())
        .join(Meeting, Attendance.meeting_id == Meeting.id)
        .where(Attendance.place_id.in_(place_ids), Attendance.outcome.in_(COUNTS))
        .group_by(Attendance.place_id, Meeting.kind)
    )
    return {(place_id, kind): count for place_id, kind, count in rows}


def _as_next(meeting: Meeting) -> NextMeeting:
    return NextMeeting(
        at=meeting.starts_at,
        ends_at=meeting.ends_at,
        title=meeting.title,
        venue=meeting.venue,
        link=meeting.link,
    )
