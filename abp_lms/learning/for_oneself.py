"""What people keep for themselves, opened for its owner alone: their sentences, their safety card;
and the sentences that units offer them.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from abp_lms.accounts.guards import SignedIn
from abp_lms.database import session
from abp_lms.learning.actions.drafts import open_boxes
from abp_lms.learning.models import SafetyCardSave, SentenceSave
from abp_lms.learning.queries import the_workbook
from abp_lms.learning.workbook import APPROACHES, Offer
from abp_lms.moderation.queries import hidden_ids
from abp_lms.moderation.rules import Kind
from abp_lms.programme.outline import Programme, UnitEntry


@dataclass(frozen=True)
class Wording:
    """How a sentence was worded at one time."""

    at: datetime
    text: str


@dataclass(frozen=True)
class MySentence:
    """A sentence that a person keeps. `approach` is None for one of their own."""

    id: UUID
    newest: Wording
    earlier: tuple[Wording, ...]  # newest first
    approach: str | None

    @property
    def kind(self) -> str:
        """What it is for, in words."""
        return APPROACHES.get(self.approach or "", "One of my own")


@dataclass(frozen=True)
class CardVersion:
    """What stood on the lines of a safety card at one time."""

    at: datetime
    lines: dict[str, str]


@dataclass(frozen=True)
class MyCard:
    """A person's safety card, and what stood on it before, newest first."""

    newest: CardVersion
    earlier: tuple[CardVersion, ...]


def my_sentences(by: SignedIn) -> tuple[MySentence, ...]:
    """The sentences that the signed-in person keeps, the first kept first; two queries."""
    rows = session.scalars(
        select(SentenceSave).where(SentenceSave.person_id == by.id).order_by(SentenceSave.at)
    ).all()
    wordings: dict[UUID, list[Wording]] = {}
    approaches: dict[UUID, str | None] = {}
    for row, box in zip(rows, open_boxes(by, [row.sealed for row in rows]), strict=True):
        wordings.setdefault(row.sentence_id, []).insert(0, Wording(row.at, box["text"]))
        approaches.setdefault(row.sentence_id, box.get("approach") or None)
    return tuple(
        MySentence(sentence_id, newest, tuple(earlier), approaches[sentence_id])
        for sentence_id, (newest, *earlier) in wordings.items()
    )


def my_card(by: SignedIn) -> MyCard | None:
    """The safety card of the signed-in person, if they have one; two queries."""
    rows = session.scalars(
        select(SafetyCardSave)
        .where(SafetyCardSave.person_id == by.id)
        .order_by(SafetyCardSave.at.desc())
    ).all()
    opened = open_boxes(by, [row.sealed for row in rows])
    versions = [CardVersion(row.at, lines) for row, lines in zip(rows, opened, strict=True)]
    return MyCard(versions[0], tuple(versions[1:])) if versions else None


def offered_in(entry: UnitEntry) -> tuple[Offer, ...]:
    """The sentences that a unit of a programme offers; a merged one also those of its parts."""
    units = the_workbook().units
    return tuple(
        offer
        for ident in (entry.id, *entry.merges)
        if ident in units
        for offer in units[ident].sentences
    )


def offered_to(programme: Programme) -> tuple[Offer, ...]:
    """The sentences that the units of a programme offer, but for units that are hidden; one query."""
    hidden = hidden_ids(Kind.UNIT)
    return tuple(
        offer for entry in programme.units if entry.id not in hidden for offer in offered_in(entry)
    )
