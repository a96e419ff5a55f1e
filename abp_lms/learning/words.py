"""A person's own words, opened in memory for their author alone. Nobody else can ask."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeVar
from uuid import UUID

from sqlalchemy import select

from abp_lms.accounts.guards import SignedIn
from abp_lms.accounts.models import Person
from abp_lms.database import session
from abp_lms.learning.actions.drafts import find, open_boxes
from abp_lms.learning.models import (
    DeviceChoice,
    DocumentSave,
    How,
    PracticeEntry,
    ReflectionSave,
    SetAside,
)
from abp_lms.learning.workbook import Document, Reflection


@dataclass(frozen=True)
class Save:
    """One save of a reflection or a document; `boxes` is empty unless it was written here."""

    how: How
    at: datetime
    boxes: dict[str, str]


@dataclass(frozen=True)
class Other:
    """A version of a draft that was set aside."""

    id: UUID
    boxes: dict[str, str]
    edited_at: datetime


@dataclass(frozen=True)
class Desk:
    """All that is on a person's desk for one prompt.

    `boxes` is what its boxes show: the draft, or what was saved last. `saves` come newest first.
    """

    boxes: dict[str, str]
    version: int
    draft_at: datetime | None
    saves: tuple[Save, ...]
    others: tuple[Other, ...]


@dataclass(frozen=True)
class Entry:
    """One line of the practice log."""

    done_on: date
    approach_id: str | None
    note: str


@dataclass(frozen=True)
class Device:
    """What the person's browser needs to seal words for them, and whether it may keep any; nobody's
    where the page is kept for whoever comes.
    """

    public_key: dict[str, object]
    keep: bool
    person_id: UUID | None


def desk(
    by: SignedIn,
    unit_id: str,
    prompt_id: str,
    kind: type[ReflectionSave | DocumentSave] = ReflectionSave,
) -> Desk:
    """What the author finds at a prompt, in a constant number of queries."""
    draft = find(by.id, unit_id, prompt_id)
    saves = saves_of(by.id, unit_id, prompt_id, kind)
    others = session.scalars(
        select(SetAside)
        .where(
            SetAside.person_id == by.id,
            SetAside.unit_id == unit_id,
            SetAside.prompt_id == prompt_id,
        )
        .order_by(SetAside.edited_at.desc())
    ).all()
    sealed_draft = draft.sealed if draft else None
    sealed = [sealed_draft, *(row.sealed for row in saves), *(row.sealed for row in others)]
    opened = dict(zip(sealed, open_boxes(by, sealed), strict=True))
    last = next((row.sealed for row in saves if row.how is How.WRITTEN), None)
    return Desk(
        boxes=opened[sealed_draft] if sealed_draft else opened.get(last, {}),
        version=draft.version if draft else 0,
        draft_at=draft.edited_at if draft and sealed_draft else None,
        saves=tuple(Save(row.how, row.at, opened[row.sealed]) for row in saves),
        others=tuple(Other(row.id, opened[row.sealed], row.edited_at) for row in others),
    )


Kept = TypeVar("Kept", bound=ReflectionSave | DocumentSave)


def saves_of(person_id: UUID, unit_id: str, prompt_id: str, kind: type[Kept]) -> Sequence[Kept]:
    """What was saved at a prompt, still sealed, newest first."""
    prompt = ReflectionSave.reflection_id if kind is ReflectionSave else DocumentSave.document_id
    mine = select(kind).where(
        kind.person_id == person_id, kind.unit_id == unit_id, prompt == prompt_id
    )
    return session.scalars(mine.order_by(kind.at.desc())).all()


def log(by: SignedIn, unit_id: str) -> tuple[Entry, ...]:
    """The author's practice log of a unit, newest first."""
    rows = session.scalars(
        select(PracticeEntry)
        .where(PracticeEntry.person_id == by.id, PracticeEntry.unit_id == unit_id)
        .order_by(PracticeEntry.at.desc())
    ).all()
    notes = open_boxes(by, [row.sealed for row in rows])
    return tuple(
        Entry(row.done_on, row.approach_id, note.get("note", ""))
        for row, note in zip(rows, notes, strict=True)
    )


def device(person_id: UUID) -> Device:
    """The person's public key, and their choice about keeping words in a browser; one query."""
    key, keep = session.execute(
        select(Person.public_key, DeviceChoice.keep)
        .outerjoin(DeviceChoice, DeviceChoice.person_id == Person.id)
        .where(Person.id == person_id)
    ).one()
    return Device(public_key=key, keep=keep is not False, person_id=person_id)


# On a page that is kept for offline use, and so for whoever comes: nobody, who wrote nothing.
NOBODYS_DEVICE = Device(public_key={}, keep=True, person_id=None)
NOBODYS_DESK = Desk(boxes={}, version=0, draft_at=None, saves=(), others=())

# Each box by its name, and how it is called where its prompt is not known.
BOXES = {
    "what": "What happened?",
    "so_what": "So what?",
    "now_what": "Now what?",
    "note": "Your note",
    "letter": "Your letter",
    "act": "What I will do",
    "when": "When",
    "help": "Who helps",
    "measure": "How I will know",
    "manager": "What I want from my manager",
}


def box_label(name: str, prompt: Reflection | Document | None = None) -> str:
    """How a box is called in its prompt, or in general."""
    label: str = getattr(prompt, name).label if prompt else BOXES[name]
    return label
