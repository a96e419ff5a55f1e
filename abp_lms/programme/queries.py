"""What can be asked of a programme: whose place is where, and the facts about it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import case, func, or_, select
from sqlalchemy.orm import aliased

from abp_lms import settings
from abp_lms.accounts.models import Academy
from abp_lms.clock import now
from abp_lms.database import session
from abp_lms.programme import outline, rules
from abp_lms.programme.local_pages import LocalPage, load_local_pages
from abp_lms.programme.models import Attendance, Cohort, Evidence, Meeting, Place
from abp_lms.programme.reading_outlines import load_programmes
from abp_lms.programme.rules import COUNTS, Component, MeetingKind, PlaceState


@dataclass(frozen=True)
class CurrentPlace:
    """The place a person is on now. `place_id` is the registration of their statements."""

    place_id: UUID
    person_id: UUID
    cohort_id: UUID
    academy_id: UUID
    academy_name: str
    programme: outline.Programme
    starts_on: date
    state: PlaceState
    completed_at: datetime | None


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
            academy_id=cohort.academy_id,
            academy_name=academy_name,
            programme=shapes[cohort.programme_id],
            starts_on=cohort.starts_on,
            state=place.state,
            completed_at=place.completed_at,
        )
        for place, cohort, academy_name in rows
    }


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
            workshops_attended=_counted(attended, place_id, shape, MeetingKind.WORKSHOP),
            workshops_total=len(shape.workshops),
            sets_attended=_counted(attended, place_id, shape, MeetingKind.SET),
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


def evidence_elsewhere(person_id: UUID, *, besides: UUID) -> list[tuple[Evidence, Cohort]]:
    """The evidence in places that the person gave up, with their cohorts; the oldest first."""
    rows = session.execute(
        select(Evidence, Cohort)
        .join(Place, Evidence.place_id == Place.id)
        .join(Cohort, Place.cohort_id == Cohort.id)
        .where(
            Place.person_id == person_id,
            Place.id != besides,
            Place.state == PlaceState.WITHDRAWN,
        )
        .order_by(Evidence.at)
    )
    return [(evidence, cohort) for evidence, cohort in rows]


def attended(place_id: UUID, kind: MeetingKind) -> int:
    """How many of the meetings of a kind count as attended for a place."""
    counts = facts([place_id])[place_id]
    return counts.workshops_attended if kind is MeetingKind.WORKSHOP else counts.sets_attended


def attended_elsewhere(place_id: UUID) -> frozenset[str]:
    """The refs of the meetings that the holder of a place attended in places that they gave up."""
    found = _attended([place_id])
    return frozenset().union(*(found[place_id, kind, False] for kind in MeetingKind))


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


def _attended(place_ids: Collection[UUID]) -> dict[tuple[UUID, MeetingKind, bool], set[str]]:
    """The refs of the meetings attended, by place, kind, and whether it was in that place itself or
    in one that its holder gave up.
    """
    counting = aliased(Place)
    rows = session.execute(
        select(Place.id, Meeting.kind, counting.id, Meeting.ref)
        .join(counting, counting.person_id == Place.person_id)
        .join(Attendance, Attendance.place_id == counting.id)
        .join(Meeting, Attendance.meeting_id == Meeting.id)
        .where(
            Place.id.in_(place_ids),
            or_(counting.id == Place.id, counting.state == PlaceState.WITHDRAWN),
            Attendance.outcome.in_(COUNTS),
        )
    )
    found: dict[tuple[UUID, MeetingKind, bool], set[str]] = defaultdict(set)
    for place_id, kind, counting_id, ref in rows:
        found[place_id, kind, counting_id == place_id].add(ref)
    return found


def _counted(
    attended: Mapping[tuple[UUID, MeetingKind, bool], set[str]],
    place_id: UUID,
    shape: outline.Programme,
    kind: MeetingKind,
) -> int:
    here, elsewhere = (attended.get((place_id, kind, where), set()) for where in (True, False))
    return rules.attended(shape, kind, here=here, elsewhere=elsewhere)


def _as_next(meeting: Meeting) -> NextMeeting:
    return NextMeeting(
        at=meeting.starts_at,
        ends_at=meeting.ends_at,
        title=meeting.title,
        venue=meeting.venue,
        link=meeting.link,
    )
