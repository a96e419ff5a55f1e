"""People whom a line manager manages, four weeks into their programme."""

from __future__ import annotations

from datetime import UTC, datetime

from abp_lms import clock
from abp_lms.accounts.models import RoleName
from abp_lms.learning.models import UnitCompletion
from abp_lms.programme.models import Attendance
from abp_lms.programme.rules import Outcome
from tests.factories import make_line_management, make_person, saved
from tests.programme.factories import make_place

AFTER_FOUR_WEEKS = datetime(2026, 10, 2, 12, tzinfo=UTC)


def managed_by(manager, cohort=None, units=0, **given):
    """A participant of the manager's, with so many units done."""
    person = make_person(RoleName.PARTICIPANT, **given)
    make_line_management(person_id=person.id, manager_id=manager.id)
    if cohort is not None:
        place = make_place(person=person, cohort=cohort)
        entries = ["orientation", *(f"u{number:02}" for number in range(1, 25)), "closing"]
        for unit_id in entries[:units]:
            saved(
                UnitCompletion(
                    person_id=person.id,
                    unit_id=unit_id,
                    content_version=1,
                    at=clock.now(),
                    place_id=place.id,
                )
            )
    return person


def attend(place, meeting, outcome=Outcome.ATTENDED):
    saved(Attendance(meeting_id=meeting.id, place_id=place.id, outcome=outcome, by_id=None))
