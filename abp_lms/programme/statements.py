"""How the facts of a programme read in xAPI. Pure."""

from __future__ import annotations

from datetime import datetime

from abp_lms.programme.models import Meeting, Place
from abp_lms.programme.outline import Programme
from abp_lms.programme.rules import Outcome
from abp_lms.recording import statement, vocabulary
from abp_lms.recording.statement import Json, Recorded, Where
from abp_lms.recording.vocabulary import Verb


def registered(place: Place, programme: Programme, *, at: datetime) -> Recorded:
    return _of_programme(vocabulary.REGISTERED, place, programme, at)


def unregistered(place: Place, programme: Programme, *, at: datetime) -> Recorded:
    return _of_programme(vocabulary.UNREGISTERED, place, programme, at)


def completed(place: Place, programme: Programme, *, at: datetime) -> Recorded:
    return _of_programme(vocabulary.COMPLETED, place, programme, at, result={"completion": True})


def attended(
    place: Place, programme: Programme, meeting: Meeting, outcome: Outcome, *, at: datetime
) -> Recorded:
    """Was there, or made up for it. A meeting is named by its part of the programme, not its date."""
    made_up = outcome is Outcome.MADE_UP
    return statement.made(
        actor_name=place.person.actor_name,
        verb=vocabulary.COMPLETED if made_up else vocabulary.ATTENDED,
        object=statement.activity(
            vocabulary.MEETING,
            "programmes",
            programme.id,
            "meetings",
            meeting.ref,
            name=meeting.title,
        ),
        at=at,
        where=_where(place, programme),
        duration=None if made_up else meeting.ends_at - meeting.starts_at,
        result={"completion": True},
    )


def _of_programme(
    verb: Verb, place: Place, programme: Programme, at: datetime, result: Json | None = None
) -> Recorded:
    return statement.made(
        actor_name=place.person.actor_name,
        verb=verb,
        object=statement.programme(programme.id, name=programme.name),
        at=at,
        where=_where(place, programme),
        result=result,
    )


def _where(place: Place, programme: Programme) -> Where:
    return Where(
        programme_id=programme.id,
        registration=place.id,
        academy_id=place.cohort.academy_id,
        programme_name=programme.name,
    )
