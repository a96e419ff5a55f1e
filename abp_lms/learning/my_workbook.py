"""All that a person has written, in one place, opened in memory for its author alone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from typing import TypeVar

from sqlalchemy import select
from sqlalchemy.orm import InstrumentedAttribute

from abp_lms.accounts.guards import SignedIn
from abp_lms.database import session
from abp_lms.learning import for_oneself, rules
from abp_lms.learning.actions.drafts import open_boxes
from abp_lms.learning.for_oneself import MyCard, MySentence
from abp_lms.learning.models import DocumentSave, Draft, PracticeEntry, ReflectionSave, SetAside
from abp_lms.learning.queries import the_workbook
from abp_lms.learning.words import BOXES, box_label
from abp_lms.learning.workbook import Document, Reflection, Unit
from abp_lms.programme.outline import Programme

Row = ReflectionSave | DocumentSave | PracticeEntry | Draft | SetAside
Kept = TypeVar("Kept", ReflectionSave, DocumentSave, PracticeEntry, Draft, SetAside)


class Standing(StrEnum):
    """What became of the words."""

    SAVED = "saved"
    DRAFT = "not saved yet"
    SET_ASIDE = "another version, which waits for you to choose"


@dataclass(frozen=True)
class Version:
    """What stood in the boxes at one time, with the labels it was written under."""

    at: datetime
    texts: tuple[tuple[str, str], ...]  # label, text


@dataclass(frozen=True)
class Written:
    """Something that a person wrote. `earlier` are the saves before, newest first."""

    title: str
    standing: Standing
    newest: Version
    earlier: tuple[Version, ...] = ()
    done_on: date | None = None  # a practice
    approach: str | None = None

    @property
    def all_words(self) -> str:
        """Everything in it that can be searched."""
        texts = [text for one in (self.newest, *self.earlier) for _, text in one.texts]
        return "\n".join([self.title, self.approach or "", *texts]).casefold()


@dataclass(frozen=True)
class UnitWords:
    """What a person wrote in one unit, or keeps for themselves."""

    unit_id: str
    title: str
    written: tuple[Written, ...]


def all_of(by: SignedIn, programme: Programme | None) -> list[UnitWords]:
    """Everything the author wrote, by unit, in the order of their programme; what was written in
    units that it does not hold comes last. What they keep for themselves stands before the units.
    The number of queries is the same however much there is.
    """
    rows: list[Row] = [
        *_sealed(by, ReflectionSave, ReflectionSave.at),
        *_sealed(by, DocumentSave, DocumentSave.at),
        *_sealed(by, PracticeEntry, PracticeEntry.at),
        *_sealed(by, Draft, Draft.edited_at),
        *_sealed(by, SetAside, SetAside.edited_at),
    ]
    found: defaultdict[str, list[tuple[Row, dict[str, str]]]] = defaultdict(list)
    for row, boxes in zip(rows, open_boxes(by, [row.sealed for row in rows]), strict=True):
        found[row.unit_id].append((row, boxes))
    units = the_workbook().units_in(programme)
    return [
        *_kept_for_oneself(by),
        *(
            _unit_words(unit_id, units.get(unit_id), found[unit_id])
            for unit_id in _in_order(found, programme)
        ),
    ]


def matching(units: Iterable[UnitWords], sought: str) -> list[UnitWords]:
    """Only what holds every word that is sought, whatever its case; all of it when none is."""
    parts = sought.casefold().split()
    kept = (
        replace(
            unit,
            written=tuple(
                one for one in unit.written if all(part in one.all_words for part in parts)
            ),
        )
        for unit in units
    )
    return [unit for unit in kept if unit.written]


def _kept_for_oneself(by: SignedIn) -> Iterator[UnitWords]:
    """The safety card and the sentences, each with how it stood before."""
    if card := for_oneself.my_card(by):
        yield UnitWords("safety-card", "My safety card", (_card(card),))
    if sentences := for_oneself.my_sentences(by):
        yield UnitWords("sentences", "My sentences", tuple(map(_sentence, sentences)))


def _card(card: MyCard) -> Written:
    newest, *earlier = (
        Version(
            one.at,
            tuple(
                (label, one.lines[name])
                for name, (label, _) in rules.LINES.items()
                if name in one.lines
            ),
        )
        for one in (card.newest, *card.earlier)
    )
    return Written("What stands on it", Standing.SAVED, newest, tuple(earlier))


def _sentence(sentence: MySentence) -> Written:
    newest, *earlier = (
        Version(one.at, (("I could say", one.text),))
        for one in (sentence.newest, *sentence.earlier)
    )
    return Written(sentence.kind, Standing.SAVED, newest, tuple(earlier))


def _sealed(by: SignedIn, kind: type[Kept], at: InstrumentedAttribute[datetime]) -> Sequence[Kept]:
    mine = select(kind).where(kind.person_id == by.id, kind.sealed.is_not(None))
    return session.scalars(mine.order_by(at)).all()


def _in_order(unit_ids: Iterable[str], programme: Programme | None) -> list[str]:
    entries = programme.units if programme else ()
    # A merged unit stands where its parts would, and they follow it.
    order = [ident for entry in entries for ident in (entry.id, *entry.merges)]
    place = {ident: number for number, ident in enumerate(order)}
    return sorted(unit_ids, key=lambda ident: (place.get(ident, len(order)), ident))


def _unit_words(
    unit_id: str, unit: Unit | None, rows: Sequence[tuple[Row, dict[str, str]]]
) -> UnitWords:
    prompts = (
        [one.id for one in (*unit.reflections, unit.practice, *unit.documents)] if unit else []
    )
    written: list[tuple[str, Written]] = []
    saves: dict[str, list[Version]] = {}
    for row, boxes in rows:
        prompt_id = _prompt_of(row)
        version = _version(unit, row, boxes)
        if isinstance(row, ReflectionSave | DocumentSave):
            saves.setdefault(prompt_id, []).insert(0, version)
        else:
            written.append((prompt_id, _one(unit, row, version)))
    for prompt_id, (newest, *earlier) in saves.items():
        title = _title(unit, prompt_id)
        saved = Written(title, Standing.SAVED, newest, tuple(earlier))
        written.append((prompt_id, saved))

    def place(one: tuple[str, Written]) -> tuple[int, datetime]:
        prompt_id, text = one
        number = prompts.index(prompt_id) if prompt_id in prompts else len(prompts)
        return number, text.newest.at

    ordered = tuple(text for _, text in sorted(written, key=place))
    return UnitWords(unit_id, unit.title if unit else unit_id, ordered)


def _one(unit: Unit | None, row: PracticeEntry | Draft | SetAside, version: Version) -> Written:
    title = _title(unit, _prompt_of(row))
    if isinstance(row, Draft):
        return Written(title, Standing.DRAFT, version)
    if isinstance(row, SetAside):
        return Written(title, Standing.SET_ASIDE, version)
    approaches = {one.id: one.label for one in unit.practice.approaches} if unit else {}
    return Written(
        title,
        Standing.SAVED,
        version,
        done_on=row.done_on,
        approach=approaches.get(row.approach_id or ""),
    )


def _prompt_of(row: Row) -> str:
    if isinstance(row, ReflectionSave):
        return row.reflection_id
    if isinstance(row, DocumentSave):
        return row.document_id
    return row.practice_id if isinstance(row, PracticeEntry) else row.prompt_id


def _title(unit: Unit | None, prompt_id: str) -> str:
    """What the prompt is called; a general word once the prompt is gone."""
    prompt = _prompt(unit, prompt_id)
    if prompt is not None:
        return prompt.title
    return unit.practice.title if unit and unit.practice.id == prompt_id else "An earlier prompt"


def _prompt(unit: Unit | None, prompt_id: str) -> Reflection | Document | None:
    """What the words answer, unless it is the practice or is gone."""
    return (unit.reflection(prompt_id) or unit.document(prompt_id)) if unit else None


def _version(unit: Unit | None, row: Row, boxes: dict[str, str]) -> Version:
    prompt = _prompt(unit, _prompt_of(row))
    at = row.edited_at if isinstance(row, Draft | SetAside) else row.at
    return Version(
        at, tuple((box_label(name, prompt), boxes[name]) for name in BOXES if boxes.get(name))
    )
