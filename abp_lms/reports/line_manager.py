"""Five facts about each person a line manager manages, and nothing more.

Workshops attended, sets attended, units done, the next date, complete or not. The participant sees
the same through the same query.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from abp_lms import mail
from abp_lms.accounts import queries as accounts
from abp_lms.accounts.guards import SignedIn
from abp_lms.accounts.queries import ManagerView, PersonView
from abp_lms.clock import LONDON, today
from abp_lms.errors import NotFound
from abp_lms.learning import manager_mail, plans
from abp_lms.learning.plans import Copy
from abp_lms.learning.queries import units_done
from abp_lms.programme import queries as programme
from abp_lms.programme import rules
from abp_lms.programme.queries import CurrentPlace, NextMeeting, ProgrammeFacts


class Standing(StrEnum):
    """How somebody stands, in the order and the words in which a manager reads it."""

    ON_TRACK = "on track"
    BEHIND = "behind"
    OWN_PACE = "at their own pace"
    COMPLETE = "complete"


@dataclass(frozen=True)
class FiveFacts:
    """What a manager may know of somebody on a programme. Days of deeds and their times are not in it.

    `behind` is None where people go at their own pace.
    """

    programme_name: str
    workshops_attended: int
    workshops_total: int
    sets_attended: int
    sets_total: int
    units_done: int
    units_total: int
    next_meeting: NextMeeting | None
    completed_on: date | None
    behind: int | None

    @property
    def standing(self) -> Standing:
        if self.completed_on is not None:
            return Standing.COMPLETE
        if self.behind is None:
            return Standing.OWN_PACE
        return Standing.BEHIND if self.behind else Standing.ON_TRACK

    @property
    def in_words(self) -> str:
        """How it goes: complete, on track, a little behind; at one's own pace there is no behind."""
        if self.standing is Standing.BEHIND and self.behind is not None:
            return rules.pace_in_words(self.behind)
        return self.standing


@dataclass(frozen=True)
class Managed:
    """One person a manager manages; `facts` is None while there is nothing to tell."""

    person_id: UUID
    name: str
    given_name: str
    facts: FiveFacts | None


@dataclass(frozen=True)
class Conversation:
    """What a manager needs for a talk with one person; `plan` is what that person chose to share."""

    managed: Managed
    meetings: list[NextMeeting]
    plan: Copy | None


def my_people(manager_id: UUID) -> list[Managed]:
    """The people somebody manages today, by family name; as many queries for one as for thirty."""
    return _with_facts(accounts.people_managed_by(manager_id, today()))


def conversation(by: SignedIn, person_id: UUID) -> Conversation:
    """One of the manager's own people; raises NotFound for anybody else."""
    for person in accounts.people_managed_by(by.id, today()):
        if person.id == person_id:
            (managed,) = _with_facts([person])
            return Conversation(
                managed, meetings_ahead(person_id), plans.shared_with(by, person_id)
            )
    raise NotFound()


def as_my_manager_sees_me(me: SignedIn) -> Managed:
    """The row that a line manager of this person gets."""
    (managed,) = _with_facts([me])
    return managed


def shared_with_my_manager(me: SignedIn, manager: ManagerView | None) -> Copy | None:
    """The copy of this person's plan that the manager sees, opened with this person's own key."""
    copy = plans.shared_by(me, manager)
    return copy if copy and copy.is_seen else None


def mail_to_my_manager(me: SignedIn, manager: PersonView) -> tuple[str, str] | None:
    """Subject and body of the e-mail that the manager gets when this person completes a unit."""
    place = _places([me.id]).get(me.id)
    if place is None:
        return None
    done = rules.units_done(place.programme, units_done([me.id])[me.id])
    family_name = me.name.removeprefix(me.given_name).strip()
    told = manager_mail.facts_told(
        place,
        given_name=me.given_name,
        family_name=family_name,
        manager=manager,
        units_done=done,
    )
    return mail.written(manager_mail.TEMPLATE, **told)


def meetings_ahead(person_id: UUID) -> list[NextMeeting]:
    """The dates a manager needs for the rota: those of the person's cohort that are to come."""
    place = _places([person_id]).get(person_id)
    return programme.meetings_ahead(place.cohort_id) if place else []


def on_track_in_words(people: Sequence[Managed]) -> str:
    """The answer to "are my people on track?", in one sentence: 4 on track, 1 behind, 1 complete."""
    count = Counter(managed.facts.standing for managed in people if managed.facts)
    return ", ".join(f"{count[standing]} {standing}" for standing in Standing if count[standing])


def _with_facts(people: Sequence[PersonView | SignedIn]) -> list[Managed]:
    places = _places([person.id for person in people])
    facts = programme.facts([place.place_id for place in places.values()])
    done = units_done([person.id for person in people])
    return [
        Managed(
            person_id=person.id,
            name=person.name,
            given_name=person.given_name,
            facts=(
                _five(places[person.id], facts[places[person.id].place_id], done[person.id])
                if person.id in places
                else None
            ),
        )
        for person in people
    ]


def _places(person_ids: Sequence[UUID]) -> dict[UUID, CurrentPlace]:
    """Places on programmes that line managers have a part in: a student has none."""
    found = programme.current_places(person_ids)
    return {person_id: place for person_id, place in found.items() if place.programme.line_manager}


def _five(place: CurrentPlace, facts: ProgrammeFacts, done: frozenset[str]) -> FiveFacts:
    shape = place.programme
    units = rules.units_done(shape, done)
    completed_at = facts.completed_at
    return FiveFacts(
        programme_name=shape.name,
        workshops_attended=facts.workshops_attended,
        workshops_total=facts.workshops_total,
        sets_attended=facts.sets_attended,
        sets_total=facts.sets_total,
        units_done=units,
        units_total=len(shape.units),
        next_meeting=facts.next_meeting,
        completed_on=completed_at.astimezone(LONDON).date() if completed_at else None,
        behind=rules.behind(shape, units, place.starts_on, today()),
    )
