"""Who was there."""

from __future__ import annotations

from uuid import UUID

from abp_lms.accounts import audit
from abp_lms.clock import LONDON, now, today
from abp_lms.database import session
from abp_lms.errors import NotFound, Refused
from abp_lms.programme import queries, rules, statements
from abp_lms.programme.actions import completion, participation
from abp_lms.programme.actions.places import locked
from abp_lms.programme.models import Attendance, Meeting, Place
from abp_lms.programme.rules import COMPONENT_OF, COUNTS, Outcome, PlaceState
from abp_lms.recording import outbox


def mark(*, meeting_id: UUID, place_id: UUID, outcome: Outcome, by_id: UUID | None) -> Attendance:
    """Keep what became of one person's part in a meeting. The same mark twice changes nothing.

    When all workshops, or all sets, count as attended, that component has its evidence. A mark that
    such evidence rests on cannot be taken back.
    """
    place = locked(place_id)
    meeting = session.get(Meeting, meeting_id)
    if meeting is None or meeting.cohort_id != place.cohort_id:
        raise NotFound()
    if place.state not in {PlaceState.CONFIRMED, PlaceState.COMPLETED}:
        raise Refused(f"This place is {place.state}. Confirm it before you mark attendance.")
    rules.refuse_unless_markable(outcome, meeting.starts_at.astimezone(LONDON).date(), today())

    row = session.get(Attendance, (meeting_id, place_id))
    before = row.outcome if row is not None else None
    if row is None:
        row = Attendance(meeting_id=meeting_id, place_id=place_id)
        session.add(row)
    elif before == outcome:
        return row
    elif before in COUNTS and outcome not in COUNTS:
        _refuse_when_relied_on(place, meeting)
    row.outcome, row.recorded_at, row.by_id = outcome, now(), by_id
    session.flush()
    audit.note(by_id, "marked attendance", place, meeting_id=str(meeting_id), outcome=outcome)
    if outcome in COUNTS and before not in COUNTS:
        _count(place, meeting, outcome, by_id)
    return row


def _count(place: Place, meeting: Meeting, outcome: Outcome, by_id: UUID | None) -> None:
    shape = queries.programme(place.cohort.programme_id)
    at = now()
    if outcome is Outcome.ATTENDED:
        at = min(meeting.ends_at, at)
        met_on = meeting.starts_at.astimezone(LONDON).date()
        participation.note_active(person_id=place.person_id, on=met_on)
    outbox.add(
        statements.attended(place, shape, meeting, outcome, at=at), person_id=place.person_id
    )
    completion.record_attendance(place, meeting.kind, by_id=by_id)


def _refuse_when_relied_on(place: Place, meeting: Meeting) -> None:
    if COMPONENT_OF[meeting.kind] in queries.evidence(place.id):
        raise Refused(
            f"All {meeting.kind}s were counted as done for this person. That cannot be taken back."
        )
