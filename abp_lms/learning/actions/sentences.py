"""The bank of sentences: kept for oneself, sealed, and told to nobody, not even that it is used."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from uuid import UUID, uuid4, uuid5

from sqlalchemy import delete, select

from abp_lms.accounts.guards import SignedIn
from abp_lms.clock import now
from abp_lms.database import session
from abp_lms.errors import NotFound
from abp_lms.learning import for_oneself, rules
from abp_lms.learning.actions import taken
from abp_lms.learning.actions.drafts import seal_boxes
from abp_lms.learning.actions.learner import is_saved, take_turn
from abp_lms.learning.models import SentenceSave
from abp_lms.learning.workbook import Offer


def take(
    *,
    by: SignedIn,
    offers: Collection[Offer],
    save_key: UUID,
    said_at: datetime | None = None,
) -> int:
    """Keep sentences that units offer, and tell how many are new: one that is kept already, in the
    same words, is not kept twice. `said_at`: when they were chosen, as the device says. `save_key`
    as for `add`.
    """
    take_turn(by.id)
    keys = {offer: uuid5(save_key, offer.key) for offer in offers}
    known = taken.taken(by.id, keys.values())
    kept = [sentence.newest.text for sentence in for_oneself.my_sentences(by)]
    fresh = rules.not_yet_kept([one for one in offers if keys[one] not in known], kept)
    rules.refuse_if_full(len(kept), len(fresh))
    taken.remember(by.id, keys.values())
    for offer in fresh:
        _save(by, uuid4(), offer.text, offer.approach, keys[offer], said_at)
    return len(fresh)


def add(*, by: SignedIn, text: str, save_key: UUID, said_at: datetime | None = None) -> bool:
    """Keep a sentence of one's own. One that is kept already changes nothing, nor does a second call
    with the same `save_key`, also after the sentence was removed: both give False. `said_at`: when
    it was written, as the device says.
    """
    take_turn(by.id)
    if is_saved(SentenceSave, by.id, save_key) or taken.taken(by.id, [save_key]):
        return False
    said = rules.as_said(text)
    kept = [sentence.newest.text for sentence in for_oneself.my_sentences(by)]
    if rules.is_kept(said, kept):
        taken.remember(by.id, [save_key])
        return False
    rules.refuse_if_full(len(kept), 1)
    _save(by, uuid4(), said, None, save_key, said_at)
    return True


def change(*, by: SignedIn, sentence_id: UUID, text: str, save_key: UUID) -> None:
    """Word a sentence anew; how it was worded before stays beside it.

    Raises NotFound for a sentence that is not the person's own.
    """
    take_turn(by.id)
    sentence = _own(by, sentence_id)
    said = rules.as_said(text)
    if not is_saved(SentenceSave, by.id, save_key) and said != sentence.newest.text:
        _save(by, sentence_id, said, sentence.approach, save_key)


def remove(*, by: SignedIn, sentence_id: UUID) -> None:
    """Forget a sentence with all its wordings; one that is gone already, or another's, is left."""
    take_turn(by.id)
    own = (SentenceSave.person_id == by.id, SentenceSave.sentence_id == sentence_id)
    taken.remember(by.id, session.scalars(select(SentenceSave.save_key).where(*own)).all())
    session.execute(delete(SentenceSave).where(*own))


def _own(by: SignedIn, sentence_id: UUID) -> for_oneself.MySentence:
    for sentence in for_oneself.my_sentences(by):
        if sentence.id == sentence_id:
            return sentence
    raise NotFound()


def _save(
    by: SignedIn,
    sentence_id: UUID,
    text: str,
    approach: str | None,
    save_key: UUID,
    said_at: datetime | None = None,
) -> None:
    boxes = {"text": text} | ({"approach": approach} if approach else {})
    session.add(
        SentenceSave(
            person_id=by.id,
            sentence_id=sentence_id,
            sealed=seal_boxes(by.id, boxes),
            save_key=save_key,
            at=rules.when_done(said_at, now()),
        )
    )
