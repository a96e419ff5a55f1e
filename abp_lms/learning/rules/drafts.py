"""Which of several versions of the same words is shown, and that none is dropped."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from abp_lms.learning.rules.saves import Boxes, is_blank


@dataclass(frozen=True)
class Hand:
    """Who wrote a version of a draft: a page in a browser, and how often it had sent by then.

    `base` is the version of the draft that it had seen. All are unknown without JavaScript.
    """

    writer: UUID | None = None
    counter: int = 0
    base: int | None = None


@dataclass(frozen=True)
class Kept:
    """The draft as it is kept; `boxes` are empty where its text has been saved."""

    boxes: Boxes
    writer: UUID | None
    counter: int
    version: int
    edited_at: datetime


class Merge(StrEnum):
    """What becomes of a version that comes in."""

    TAKE = "take"
    IGNORE = "ignore"  # the same, or older words of the same hand
    TAKE_AND_SET_ASIDE = "take, and set the kept one aside"
    SET_ASIDE = "keep the kept one, and set the new one aside"


@dataclass(frozen=True)
class Incoming:
    """A version of a draft as a browser sends it."""

    boxes: Boxes
    edited_at: datetime
    hand: Hand = field(default_factory=Hand)


def merge(kept: Kept | None, incoming: Incoming) -> Merge:
    """The newest words win, and words that another hand has written meanwhile are never dropped."""
    if kept is None:
        return Merge.TAKE
    hand = incoming.hand
    if hand.writer is not None and hand.writer == kept.writer:
        return Merge.TAKE if hand.counter > kept.counter else Merge.IGNORE
    if same_words(incoming.boxes, kept.boxes):
        return Merge.IGNORE
    if is_blank(kept.boxes) or not is_other_hand(hand, writer=kept.writer, version=kept.version):
        return Merge.TAKE
    if is_blank(incoming.boxes):
        return Merge.IGNORE
    newer = incoming.edited_at >= kept.edited_at
    return Merge.TAKE_AND_SET_ASIDE if newer else Merge.SET_ASIDE


def is_other_hand(hand: Hand, *, writer: UUID | None, version: int) -> bool:
    """Whether a draft, last written by `writer`, holds words that `hand` has never seen."""
    same = hand.writer is not None and hand.writer == writer
    return not same and hand.base is not None and hand.base != version


def version_seen(kept: Kept | None, incoming: Incoming) -> int:
    """The version that a hand has seen once its words came in and were not taken: one that had not
    seen the kept words has still not seen them, and must not replace them unseen.
    """
    if kept is None:
        return 0
    hand = incoming.hand
    unseen = is_other_hand(hand, writer=kept.writer, version=kept.version)
    if hand.base is None or not unseen or same_words(incoming.boxes, kept.boxes):
        return kept.version
    return hand.base


def same_words(one: Boxes, other: Boxes) -> bool:
    return _words(one) == _words(other)


def _words(boxes: Boxes) -> dict[str, str]:
    return {name: text.strip() for name, text in boxes.items() if text.strip()}
