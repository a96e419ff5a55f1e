"""How every feature says "this part of the programme is done"; the last part completes it."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from abp_lms import mail, settings
from abp_lms.accounts import audit
from abp_lms.accounts.queries import ManagerView, manager_of
from abp_lms.clock import now, today
from abp_lms.database import session
from abp_lms.errors import Refused
from abp_lms.programme import queries, rules, statements
from abp_lms.programme.actions.places import locked
from abp_lms.programme.models import Evidence, Place
from abp_lms.programme.outline import Programme
from abp_lms.programme.rules import COMPONENT_OF, Component, MeetingKind, PlaceState
from abp_lms.recording import outbox


def record_evidence(
    *,
    place_id: UUID,
    component: Component,
    by_id: UUID | None,
    at: datetime,
    detail: str = "",
) -> None:
    """Keep that a component is done, and complete the programme when it was the last one needed.

    Harmless when called again: the first evidence stays, and a completion is never lowered.
    """
    place = locked(place_id)
    if place.state not in {PlaceState.CONFIRMED, PlaceState.COMPLETED}:
        raise Refused(f"This place is {place.state}, so nothing can be completed in it.")
    shown = queries.evidence(place_id)
    if component in shown:
        return
    session.add(Evidence(place_id=place_id, component=component, at=at, by_id=by_id, detail=detail))
    session.flush()
    audit.note(by_id, "recorded evidence", place, component=component)
    shape = queries.programme(place.cohort.programme_id)
    needed = rules.components(shape)
    if place.state is PlaceState.CONFIRMED and rules.is_complete(needed, {*shown, component}):
        _complete(place, shape, at)


def record_attendance(place: Place, kind: MeetingKind, *, by_id: UUID | None) -> None:
    """Keep the evidence that all workshops, or all sets, are done, once they are."""
    total = rules.meetings_of(queries.programme(place.cohort.programme_id), kind)
    if 0 < total <= queries.attended(place.id, kind):
        record_evidence(
            place_id=place.id,
            component=COMPONENT_OF[kind],
            by_id=by_id,
            at=now(),
            detail=f"{total} of {total}",
        )


def count_what_was_done(place: Place) -> None:
    """Keep the evidence of what the person did in places that they gave up, where it counts here."""
    for kind in MeetingKind:
        record_attendance(place, kind, by_id=None)
    shape = queries.programme(place.cohort.programme_id)
    for earlier, cohort in queries.evidence_elsewhere(place.person_id, besides=place.id):
        if rules.counts_in(shape, earlier.component, queries.programme(cohort.programme_id)):
            record_evidence(
                place_id=place.id,
                component=earlier.component,
                by_id=None,
                at=now(),
                detail=f"done in {cohort.name}",
            )


def _complete(place: Place, programme: Programme, at: datetime) -> None:
    place.state = PlaceState.COMPLETED
    place.completed_at = at
    session.flush()
    outbox.add(statements.completed(place, programme, at=at), person_id=place.person_id)
    audit.note(None, "completed the programme", place)
    manager = manager_of(place.person_id, today()) if programme.line_manager else None
    mail.queue(
        "you_completed_the_programme",
        to_address=place.person.email,
        to_person_id=place.person_id,
        given_name=place.person.given_name,
        programme=programme,
        completed_on=at,
        manager=manager,
    )
    if manager is not None:
        _tell(manager, place, programme, at)


def _tell(manager: ManagerView, place: Place, programme: Programme, at: datetime) -> None:
    mail.queue(
        "programme_completed",
        to_address=manager.email,
        to_person_id=manager.id,
        send_after=rules.manager_mail_due(now(), settings.current().manager_mail_time),
        key=rules.manager_mail_key(place.id, today()),
        name=rules.short_name(place.person.given_name, place.person.family_name),
        programme=programme,
        completed_on=at,
    )
