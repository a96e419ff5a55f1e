"""What has happened with one participant: place, attendance, completion with its evidence, e-mails, audit."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.orm import aliased

from abp_lms.accounts import queries as accounts
from abp_lms.accounts.models import AuditEntry, Organisation, Person
from abp_lms.accounts.queries import ManagerView
from abp_lms.clock import today
from abp_lms.database import session
from abp_lms.errors import NotFound
from abp_lms.learning.queries import units_done
from abp_lms.mail import QueuedMail
from abp_lms.programme import queries as programme
from abp_lms.programme import rules
from abp_lms.programme.models import Attendance, Cohort, Evidence, Meeting, Place
from abp_lms.programme.outline import Programme
from abp_lms.programme.rules import Component, Outcome, PlaceState
from abp_lms.recording import queries as recording
from abp_lms.recording.queries import RecordPage
from abp_lms.reports.academy.states import Standing, standing_of

# The newest so many e-mails and audit entries; who needs more asks the installation's log.
SHOWN = 50


@dataclass(frozen=True)
class MeetingLine:
    """A meeting of the cohort. `elsewhere`: the person was at the same one in a place they gave up."""

    title: str
    starts_at: datetime
    outcome: Outcome | None
    elsewhere: bool


@dataclass(frozen=True)
class ComponentLine:
    """One part of the programme, and what shows that it is done; no `by`: the service saw it itself."""

    component: Component
    shown_at: datetime | None
    detail: str
    by: str


@dataclass(frozen=True)
class MailLine:
    """An e-mail to the participant: what about, when, and what became of it. Never what it says."""

    subject: str
    queued_at: datetime
    state: str
    fault: str | None


@dataclass(frozen=True)
class AuditLine:
    """Who did what. `about` says in a word which of several it was, such as a component or a role."""

    at: datetime
    deed: str
    about: str
    by: str


@dataclass(frozen=True)
class Holder:
    """Whose place it is."""

    place_id: UUID
    person_id: UUID
    name: str
    given_name: str
    email: str
    organisation: str
    cohort_id: UUID
    cohort: str
    programme: Programme
    state: PlaceState
    offered_on: date
    confirmed_on: date | None
    withdrawn_on: date | None
    completed_at: datetime | None
    last_active_on: date | None

    @property
    def standing(self) -> Standing | None:
        """None for a place that is only offered, or was given up."""
        if self.state not in {PlaceState.CONFIRMED, PlaceState.COMPLETED}:
            return None
        return standing_of(self.completed_at is not None, self.last_active_on, today())


@dataclass(frozen=True)
class Story:
    """Everything the page about one participant shows."""

    holder: Holder
    manager: ManagerView | None
    units_done: int
    meetings: tuple[MeetingLine, ...]
    components: tuple[ComponentLine, ...]
    mails: tuple[MailLine, ...]
    audit: tuple[AuditLine, ...]


def holder(academy_ids: Collection[UUID], place_id: UUID) -> Holder:
    """The holder of a place in one of these academies; raises NotFound for any other place."""
    row = session.execute(
        select(Place, Person, Cohort, Organisation.name)
        .join(Cohort, Place.cohort_id == Cohort.id)
        .join(Person, Place.person_id == Person.id)
        .outerjoin(Organisation, Person.organisation_id == Organisation.id)
        .where(Place.id == place_id, Cohort.academy_id.in_(academy_ids))
    ).first()
    if row is None:
        raise NotFound()
    place, person, cohort, organisation = row
    return Holder(
        place_id=place.id,
        person_id=person.id,
        name=person.name,
        given_name=person.given_name,
        email=person.email,
        organisation=organisation or "",
        cohort_id=cohort.id,
        cohort=cohort.name,
        programme=programme.programme(cohort.programme_id),
        state=place.state,
        offered_on=place.offered_on,
        confirmed_on=place.confirmed_on,
        withdrawn_on=place.withdrawn_on,
        completed_at=place.completed_at,
        last_active_on=place.last_active_on,
    )


def story(academy_ids: Collection[UUID], place_id: UUID) -> Story:
    """The page about one participant of these academies; raises NotFound for anybody else's."""
    whose = holder(academy_ids, place_id)
    done = units_done([whose.person_id])[whose.person_id]
    return Story(
        holder=whose,
        manager=accounts.manager_of(whose.person_id, today()),
        units_done=rules.units_done(whose.programme, done),
        meetings=_meetings(whose),
        components=_components(whose),
        mails=_mails(whose),
        audit=_audit(whose),
    )


def records(
    academy_ids: Collection[UUID], place_id: UUID, *, before: int | None = None, limit: int = 25
) -> tuple[Holder, RecordPage]:
    """What was recorded in this place, newest first; never what was recorded in another academy's."""
    whose = holder(academy_ids, place_id)
    page = recording.recorded_for(
        person_id=whose.person_id, registration=place_id, before=before, limit=limit
    )
    return whose, page


def _meetings(whose: Holder) -> tuple[MeetingLine, ...]:
    elsewhere = programme.attended_elsewhere(whose.place_id)
    rows = session.execute(
        select(Meeting.title, Meeting.starts_at, Attendance.outcome, Meeting.ref)
        .outerjoin(
            Attendance,
            (Attendance.meeting_id == Meeting.id) & (Attendance.place_id == whose.place_id),
        )
        .where(Meeting.cohort_id == whose.cohort_id)
        .order_by(Meeting.starts_at)
    )
    return tuple(
        MeetingLine(title, starts_at, outcome, ref in elsewhere)
        for title, starts_at, outcome, ref in rows
    )


def _components(whose: Holder) -> tuple[ComponentLine, ...]:
    needed = rules.components(whose.programme)
    by = aliased(Person)
    rows = session.execute(
        select(Evidence, by.given_name, by.family_name)
        .outerjoin(by, by.id == Evidence.by_id)
        .where(Evidence.place_id == whose.place_id)
    )
    shown = {evidence.component: (evidence, _name(*name)) for evidence, *name in rows}
    lines = []
    for component in Component:
        if component not in needed:
            continue
        evidence, name = shown.get(component, (None, ""))
        lines.append(
            ComponentLine(
                component=component,
                shown_at=evidence.at if evidence else None,
                detail=evidence.detail if evidence else "",
                by=name,
            )
        )
    return tuple(lines)


def _mails(whose: Holder) -> tuple[MailLine, ...]:
    rows = session.execute(
        select(QueuedMail.subject, QueuedMail.queued_at, QueuedMail.state, QueuedMail.fault)
        .where(
            QueuedMail.to_person_id == whose.person_id,
            # What they get as somebody's line manager is about somebody else.
            or_(QueuedMail.key.is_(None), ~QueuedMail.key.startswith(f"{rules.MANAGER_MAIL}:")),
        )
        .order_by(QueuedMail.queued_at.desc())
        .limit(SHOWN)
    )
    return tuple(
        MailLine(subject, queued_at, state, fault) for subject, queued_at, state, fault in rows
    )


def _audit(whose: Holder) -> tuple[AuditLine, ...]:
    """What was done with the place, and by others with the person; never when somebody signed in."""
    by = aliased(Person)
    rows = session.execute(
        select(AuditEntry.at, AuditEntry.deed, AuditEntry.detail, by.given_name, by.family_name)
        .outerjoin(by, by.id == AuditEntry.by_id)
        .where(
            or_(
                (AuditEntry.subject_kind == Place.__tablename__)
                & (AuditEntry.subject_id == whose.place_id),
                (AuditEntry.subject_kind == Person.__tablename__)
                & (AuditEntry.subject_id == whose.person_id)
                & (AuditEntry.by_id != whose.person_id),
            )
        )
        .order_by(AuditEntry.at.desc())
        .limit(SHOWN)
    )
    return tuple(
        AuditLine(at, deed, _about(detail), _name(*name)) for at, deed, detail, *name in rows
    )


def _about(detail: dict[str, Any]) -> str:
    return ", ".join(str(detail[key]) for key in ("outcome", "component", "role") if key in detail)


def _name(given_name: str | None, family_name: str | None) -> str:
    return f"{given_name} {family_name}" if given_name else ""
