"""The dates of a cohort: its workshops and its action learning sets."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import select

from abp_lms.accounts import audit
from abp_lms.clock import LONDON
from abp_lms.database import session
from abp_lms.errors import NotFound, Refused
from abp_lms.programme import queries, rules
from abp_lms.programme.models import Cohort, Meeting
from abp_lms.programme.rules import MeetingKind


def plan_workshops(
    *, cohort_id: UUID, first_on: date, by_id: UUID | None, venue: str | None = None
) -> list[Meeting]:
    """Plan all workshops of the programme, the first of them on `first_on`, at its usual times."""
    cohort = _cohort(cohort_id)
    return [
        plan_meeting(
            cohort_id=cohort_id,
            ref=workshop.id,
            starts_at=datetime.combine(
                first_on + timedelta(days=workshop.days_after_first), workshop.starts, LONDON
            ),
            ends_at=datetime.combine(
                first_on + timedelta(days=workshop.days_after_first), workshop.ends, LONDON
            ),
            venue=venue,
            by_id=by_id,
        )
        for workshop in queries.programme(cohort.programme_id).workshops
    ]


def plan_sets(
    *, cohort_id: UUID, first_at: datetime, by_id: UUID | None, link: str | None = None
) -> list[Meeting]:
    """Plan all action learning sets of the programme, the first of them at `first_at`."""
    cohort = _cohort(cohort_id)
    sets = queries.programme(cohort.programme_id).sets
    return [
        plan_meeting(
            cohort_id=cohort_id,
            ref=f"set-{number}",
            starts_at=starts_at,
            ends_at=starts_at + timedelta(minutes=sets.minutes),
            link=link,
            by_id=by_id,
        )
        for number, starts_at in enumerate(rules.series(first_at, sets.count, sets.every), start=1)
    ]


def plan_meeting(
    *,
    cohort_id: UUID,
    ref: str,
    starts_at: datetime,
    ends_at: datetime,
    by_id: UUID | None,
    venue: str | None = None,
    link: str | None = None,
) -> Meeting:
    """Plan one workshop or set, or move the one that is planned. `ref` as the programme names it."""
    cohort = _cohort(cohort_id)
    rules.refuse_unless_lasting(starts_at, ends_at)
    kind, title = _named(cohort, ref)
    meeting = session.scalar(select(Meeting).filter_by(cohort_id=cohort_id, ref=ref))
    deed = "moved a meeting"
    if meeting is None:
        deed = "planned a meeting"
        meeting = Meeting(cohort_id=cohort_id, ref=ref)
        session.add(meeting)
    meeting.kind, meeting.title = kind, title
    meeting.starts_at, meeting.ends_at = starts_at, ends_at
    meeting.venue, meeting.link = venue, link
    session.flush()
    audit.note(by_id, deed, meeting, ref=ref, starts_at=starts_at.isoformat())
    return meeting


def _named(cohort: Cohort, ref: str) -> tuple[MeetingKind, str]:
    shape = queries.programme(cohort.programme_id)
    for workshop in shape.workshops:
        if workshop.id == ref:
            return MeetingKind.WORKSHOP, workshop.title
    for number in range(1, shape.sets.count + 1):
        if ref == f"set-{number}":
            return MeetingKind.SET, f"Action learning set {number}"
    raise Refused(f"{shape.name} has no meeting called {ref}.", field="ref")


def _cohort(cohort_id: UUID) -> Cohort:
    cohort = session.get(Cohort, cohort_id)
    if cohort is None:
        raise NotFound()
    return cohort
