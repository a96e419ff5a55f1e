"""The bank of sentences that a person keeps."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from abp_lms.errors import Refused
from abp_lms.learning.workbook import LONGEST_SENTENCE, Offer

# More than anybody has at hand, few enough to open at once.
MOST_SENTENCES = 100
NOTHING_SAID = "Write the sentence that you could say"


def as_said(text: str) -> str:
    """A sentence on one line, as one says it.

    Refuses an empty one, and one too long to be said in a breath.
    """
    said = " ".join(text.split())
    if not said:
        raise Refused(NOTHING_SAID, field="text")
    if len(said) > LONGEST_SENTENCE:
        raise Refused(
            f"Shorten this to {LONGEST_SENTENCE} characters. You have {len(said)}", field="text"
        )
    return said


def not_yet_kept(offers: Iterable[Offer], kept: Collection[str]) -> tuple[Offer, ...]:
    """The offers whose words are not among those that are kept, each wording once."""
    known = {_bare(text) for text in kept}
    fresh: list[Offer] = []
    for offer in offers:
        if _bare(offer.text) not in known:
            known.add(_bare(offer.text))
            fresh.append(offer)
    return tuple(fresh)


def is_kept(said: str, kept: Iterable[str]) -> bool:
    """Whether a sentence is kept already, whatever its case and its last mark."""
    return _bare(said) in {_bare(text) for text in kept}


def refuse_if_full(kept: int, more: int) -> None:
    if kept + more > MOST_SENTENCES:
        raise Refused(
            f"You have {kept} sentences, and {MOST_SENTENCES} is as many as fit. "
            "Remove some that you do not use",
            field="text",
        )


def _bare(text: str) -> str:
    return " ".join(text.split()).casefold().rstrip(".!?…")
