"""Who does a deed in the workbook, and in which unit: the beginning and the end of every deed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from abp_lms.accounts.models import Person
from abp_lms.clock import LONDON
from abp_lms.database import session
from abp_lms.errors import NotFound
from abp_lms.learning.models import (
    DocumentSave,
    PracticeEntry,
    QuizAnswer,
    RatingSave,
    ReflectionSave,
    SafetyCardSave,
    SentenceSave,
)
from abp_lms.learning.queries import MyUnit, my_unit
from abp_lms.learning.statements import Deed
from abp_lms.programme.actions.participation import note_active
from abp_lms.recording import outbox
from abp_lms.recording.statement import Recorded

Sent = (
    DocumentSave
    | PracticeEntry
    | QuizAnswer
    | RatingSave
    | ReflectionSave
    | SafetyCardSave
    | SentenceSave
)
"""What a browser sends with a key of its own making, and may send twice."""


@dataclass(frozen=True)
class Learner:
    """A person at work in a unit of theirs."""

    person_id: UUID
    actor_name: UUID
    given_name: str
    family_name: str
    mine: MyUnit

    def deed(self, at: datetime) -> Deed:
        return Deed(self.actor_name, self.mine.place, self.mine.module, self.mine.unit, at)

    def record(self, recorded: Recorded) -> None:
        outbox.add(recorded, person_id=self.person_id)

    def note_active(self, at: datetime) -> None:
        note_active(person_id=self.person_id, on=at.astimezone(LONDON).date())


def take_turn(person_id: UUID) -> Person:
    """The person's turn: until this transaction ends, no second click and no other device of
    theirs does anything, so what a deed reads is still so when it writes.
    """
    person = session.scalar(select(Person).where(Person.id == person_id).with_for_update())
    if person is None:
        raise NotFound()
    return person


def begin(*, person_id: UUID, unit_id: str) -> Learner:
    """The person's turn in a unit; raises NotFound for one outside their programme."""
    person = take_turn(person_id)
    return Learner(
        person.id,
        person.actor_name,
        person.given_name,
        person.family_name,
        my_unit(person_id, unit_id),
    )


def is_saved(kind: type[Sent], person_id: UUID, save_key: UUID) -> bool:
    """Whether what the person's browser sent under this key has come in before."""
    known = session.scalar(
        select(kind.id).where(kind.person_id == person_id, kind.save_key == save_key)
    )
    return known is not None
