"""Drafts: words that are not saved yet, sealed from the first one. Nothing that came in is dropped."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from abp_lms.accounts import texts
from abp_lms.accounts.guards import SignedIn
from abp_lms.clock import now
from abp_lms.database import session
from abp_lms.errors import NotFound
from abp_lms.learning import rules
from abp_lms.learning.actions import taken
from abp_lms.learning.actions.learner import Learner, begin
from abp_lms.learning.models import DeviceChoice, Draft, SetAside
from abp_lms.learning.rules import Boxes, Hand, Incoming, Kept, Merge


@dataclass(frozen=True)
class Answer:
    """What a browser learns after sending a draft: the newest version that it has seen, and whether
    there is another one beside it.
    """

    version: int
    set_aside: bool


def keep(
    *, by: SignedIn, unit_id: str, prompt_id: str, incoming: Incoming, waited: bool = False
) -> Answer:
    """Keep what stands in the boxes of a prompt, sealed. The newest words win; words that somebody
    else's hand (another device of the same person) wrote meanwhile are set aside, not lost.

    `waited`: they waited on a device, where nobody can shorten them, and are kept however long, and
    even where the unit has that prompt no more. Otherwise that raises NotFound.
    """
    learner = begin(person_id=by.id, unit_id=unit_id)
    names = rules.box_names(learner.mine.unit, prompt_id)
    if waited and not names:
        names = tuple(rules.ALL_BOXES & incoming.boxes.keys())
    if not names:
        raise NotFound()
    boxes = {name: incoming.boxes.get(name, "") for name in names}
    if not waited:
        rules.refuse_if_long(boxes)
    incoming = Incoming(boxes, min(incoming.edited_at, now()), incoming.hand)
    draft = find(by.id, unit_id, prompt_id)
    kept = _kept(by, draft)
    verdict = Merge.IGNORE if _has_come_in(by.id, incoming.hand) else rules.merge(kept, incoming)
    _remember(by.id, incoming.hand)
    if verdict is Merge.IGNORE:
        return Answer(rules.version_seen(kept, incoming), False)
    sealed = seal_boxes(by.id, boxes)
    if verdict is Merge.SET_ASIDE:
        if not _is_set_aside(by, unit_id, prompt_id, boxes):
            _set_aside(by.id, unit_id, prompt_id, sealed, incoming.edited_at)
        return Answer(rules.version_seen(kept, incoming), True)
    if draft is None:
        draft = Draft(person_id=by.id, unit_id=unit_id, prompt_id=prompt_id, version=0)
        session.add(draft)
    elif verdict is Merge.TAKE_AND_SET_ASIDE and draft.sealed is not None:
        _set_aside(by.id, unit_id, prompt_id, draft.sealed, draft.edited_at)
    draft.sealed = None if rules.is_blank(boxes) else sealed
    draft.writer = incoming.hand.writer
    draft.counter = incoming.hand.counter
    draft.edited_at = incoming.edited_at
    draft.version += 1
    return Answer(draft.version, verdict is Merge.TAKE_AND_SET_ASIDE)


def settle(learner: Learner, prompt_id: str, hand: Hand, *, at: datetime) -> None:
    """Words of `hand` have been saved at `at`: empty the draft, and know the hand, whose late
    drafts are old ones. Words that another hand wrote meanwhile stay: as the draft where they are
    newer, set aside where they are older.
    """
    unit_id = learner.mine.unit.id
    _remember(learner.person_id, hand)
    draft = find(learner.person_id, unit_id, prompt_id)
    if draft is None:
        if hand.writer is None:
            return
        draft = Draft(person_id=learner.person_id, unit_id=unit_id, prompt_id=prompt_id, version=0)
        session.add(draft)
    elif draft.sealed is not None and rules.is_other_hand(
        hand, writer=draft.writer, version=draft.version
    ):
        if at < draft.edited_at:
            return
        _set_aside(learner.person_id, unit_id, prompt_id, draft.sealed, draft.edited_at)
    draft.sealed = None
    draft.writer = hand.writer
    draft.counter = hand.counter
    draft.edited_at = at
    draft.version += 1


def set_older_aside(
    *,
    by: SignedIn,
    unit_id: str,
    prompt_id: str,
    hand: Hand,
    saved: Incoming,
    incoming: Incoming,
) -> None:
    """`incoming` is about to be saved beside what was `saved` last. Where its hand had not seen that,
    set the older of the two aside, so that their author may choose.
    """
    draft = find(by.id, unit_id, prompt_id)
    if draft is None or not rules.is_other_hand(hand, writer=draft.writer, version=draft.version):
        return
    older = min(saved, incoming, key=lambda one: one.edited_at)
    if not _is_set_aside(by, unit_id, prompt_id, older.boxes):
        sealed = seal_boxes(by.id, older.boxes)
        _set_aside(by.id, unit_id, prompt_id, sealed, older.edited_at)


def use_set_aside(*, by: SignedIn, unit_id: str, set_aside_id: UUID) -> None:
    """Make a version that was set aside the draft; what was the draft is set aside instead."""
    begin(person_id=by.id, unit_id=unit_id)
    other = _own_set_aside(by.id, unit_id, set_aside_id)
    draft = find(by.id, unit_id, other.prompt_id)
    if draft is None:
        draft = Draft(person_id=by.id, unit_id=unit_id, prompt_id=other.prompt_id, version=0)
        session.add(draft)
    elif draft.sealed is not None:
        _set_aside(by.id, unit_id, other.prompt_id, draft.sealed, draft.edited_at)
    draft.sealed = other.sealed
    draft.writer = None
    draft.counter = 0
    draft.edited_at = now()
    draft.version += 1
    session.delete(other)


def drop_set_aside(*, person_id: UUID, unit_id: str, set_aside_id: UUID) -> None:
    """Delete a version that was set aside: its author has chosen."""
    begin(person_id=person_id, unit_id=unit_id)
    session.delete(_own_set_aside(person_id, unit_id, set_aside_id))


def choose_device(*, person_id: UUID, keep: bool) -> None:
    """Keep whether the person's browsers may hold sealed words while there is no connection."""
    choice = session.get(DeviceChoice, person_id)
    if choice is None:
        session.add(DeviceChoice(person_id=person_id, keep=keep))
    else:
        choice.keep = keep


def find(person_id: UUID, unit_id: str, prompt_id: str) -> Draft | None:
    """The person's draft for a prompt."""
    return session.scalar(
        select(Draft).where(
            Draft.person_id == person_id, Draft.unit_id == unit_id, Draft.prompt_id == prompt_id
        )
    )


def seal_boxes(person_id: UUID, boxes: Boxes) -> str:
    return texts.seal(person_id, json.dumps(dict(boxes)))


def open_boxes(by: SignedIn, sealed: Sequence[str | None]) -> list[dict[str, str]]:
    """The boxes as their author wrote them, in their order; none where nothing was sealed."""
    opened = iter(texts.open_many(by, [one for one in sealed if one is not None]))
    return [json.loads(next(opened)) if one is not None else {} for one in sealed]


def _has_come_in(person_id: UUID, hand: Hand) -> bool:
    """Whether these words of a hand, or later ones, were here before, whatever became of them."""
    if hand.writer is None:
        return False
    return taken.taken(person_id, [hand.writer]).get(hand.writer, -1) >= hand.counter


def _remember(person_id: UUID, hand: Hand) -> None:
    if hand.writer is not None:
        taken.remember(person_id, [hand.writer], counter=hand.counter)


def _kept(by: SignedIn, draft: Draft | None) -> Kept | None:
    if draft is None:
        return None
    [boxes] = open_boxes(by, [draft.sealed])
    return Kept(boxes, draft.writer, draft.counter, draft.version, draft.edited_at)


def _set_aside(
    person_id: UUID, unit_id: str, prompt_id: str, sealed: str, edited_at: datetime
) -> None:
    session.add(
        SetAside(
            person_id=person_id,
            unit_id=unit_id,
            prompt_id=prompt_id,
            sealed=sealed,
            edited_at=edited_at,
        )
    )


def _is_set_aside(by: SignedIn, unit_id: str, prompt_id: str, boxes: Boxes) -> bool:
    """Whether the same words lie aside already: they may be sent more than once."""
    sealed = session.scalars(
        select(SetAside.sealed).where(
            SetAside.person_id == by.id,
            SetAside.unit_id == unit_id,
            SetAside.prompt_id == prompt_id,
        )
    ).all()
    return any(rules.same_words(boxes, other) for other in open_boxes(by, sealed))


def _own_set_aside(person_id: UUID, unit_id: str, set_aside_id: UUID) -> SetAside:
    other = session.get(SetAside, set_aside_id)
    if other is None or other.person_id != person_id or other.unit_id != unit_id:
        raise NotFound()
    return other
