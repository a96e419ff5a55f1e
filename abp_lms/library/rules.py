"""What follows from a masterclass. Pure."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

import holidays

# How long an academy has to find or make a transcript.
WORKING_DAYS = 10

_ENGLAND = holidays.country_holidays("GB", subdiv="ENG")


class How(StrEnum):
    """Both count the same: the video may be out of reach."""

    WATCHED = "watched"
    NOTES = "notes"


def transcript_due(asked_on: date) -> date:
    """The day by which a transcript is there: ten working days in England after the request."""
    return _ENGLAND.get_nth_working_day(asked_on, WORKING_DAYS)
