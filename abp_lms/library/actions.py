"""What can be done in the library: one function for one deed. None commits."""

from __future__ import annotations

from uuid import UUID, uuid4

from sqlalchemy.exc import IntegrityError

from abp_lms import mail
from abp_lms.accounts import audit
from abp_lms.accounts.models import Person
from abp_lms.clock import now, today
from abp_lms.database import session
from abp_lms.errors import NotFound, Refused
from abp_lms.library import queries, rules, statements
from abp_lms.library.models import TranscriptRequest, Viewing
from abp_lms.library.rules import How
from abp_lms.programme.actions import participation
from abp_lms.programme.queries import CurrentPlace, current_place
from abp_lms.recording import outbox
from abp_lms.recording.statement import Where


def declare_viewed(*, person_id: UUID, masterclass_id: str, how: How) -> None:
    """A person says that they have watched a masterclass, or read the notes. Harmless twice."""
    masterclass = queries.masterclass(masterclass_id)
    person, place = _participant(person_id)
    at = now()
    viewing = Viewing(
        id=uuid4(), person_id=person_id, masterclass_id=masterclass_id, how=how, declared_at=at
    )
    if not _added(viewing):
        return
    programme = place.programme
    outbox.add(
        statements.declared(
            actor_name=person.actor_name,
            masterclass=masterclass,
            how=how,
            at=at,
            where=Where(
                programme_id=programme.id,
                registration=place.place_id,
                academy_id=place.academy_id,
                programme_name=programme.name,
            ),
        ),
        person_id=person_id,
    )
    audit.note(
        person_id, "declared a masterclass viewed", viewing, masterclass=masterclass_id, how=how
    )
    participation.note_active(person_id=person_id)


def request_transcript(*, person_id: UUID, masterclass_id: str) -> TranscriptRequest:
    """Ask the academy for the transcript; a second request is the first one."""
    masterclass = queries.masterclass(masterclass_id)
    person, place = _participant(person_id)
    if masterclass.transcript != "on request":
        raise Refused("There is no transcript of this masterclass to ask for.")
    request = TranscriptRequest(
        id=uuid4(),
        person_id=person_id,
        masterclass_id=masterclass_id,
        requested_on=today(),
        due_on=rules.transcript_due(today()),
    )
    if not _added(request):
        return queries.transcript_request(person_id, masterclass_id) or request
    mail.queue(
        "transcript_requested",
        to_address=place.programme.contact.email,
        person_name=person.name,
        masterclass_title=masterclass.title,
        due_on=request.due_on,
    )
    audit.note(person_id, "asked for a transcript", request, masterclass=masterclass_id)
    return request


def _participant(person_id: UUID) -> tuple[Person, CurrentPlace]:
    person, place = session.get(Person, person_id), current_place(person_id)
    if person is None:
        raise NotFound()
    if place is None:
        raise Refused("This is for people with a place on a programme. Ask your academy about one.")
    return person, place


def _added(row: Viewing | TranscriptRequest) -> bool:
    """Whether the row is new: of two that come at once, the database lets one in."""
    try:
        with session.begin_nested():
            session.add(row)
    except IntegrityError:
        return False
    return True
