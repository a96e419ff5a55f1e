"""Reads a `:::sentences` block."""

import re
from collections.abc import Sequence

from abp_lms.content_files import Line, Writing, did_you_mean
from abp_lms.learning.workbook.blocks import Block, refuse_doubles, refuse_wrong_id
from abp_lms.learning.workbook.sentences import APPROACHES, LONGEST_SENTENCE, SETTINGS, Offer

SENTENCE = re.compile(r"-\s+\[\s*(?P<id>[^\]]*?)\s*\]\s*(?P<words>[a-z, -]+):\s*(?P<text>.*)")


def read_sentences(writing: Writing, block: Block, unit_id: str) -> tuple[Offer, ...]:
    """The sentences of a block, each with its approach and the settings it fits."""
    source = writing.source
    written: list[list[Line]] = []
    for line in block.lines:
        if line.text.startswith("- "):
            written.append([line])
        elif line.text.startswith(" ") and written:
            written[-1].append(line)
        elif line.text:
            mend = "Begin a sentence with - [some-id] direct: and its words."
            source.error(line.number, "this text belongs to no sentence.", mend)
    found = [_read_sentence(writing, lines, unit_id) for lines in written]
    offers = tuple(offer for offer in found if offer is not None)
    if not written:
        mend = "Write some as - [some-id] direct: Its words."
        source.error(block.line, f'the block "{block.id}" offers no sentence.', mend)
    return offers


def refuse_double_sentences(writing: Writing, offers: Sequence[Offer]) -> None:
    """An id is used once in a unit, in whatever block."""
    refuse_doubles(writing.source, "sentence", [(offer.id, offer.line) for offer in offers])


def _read_sentence(writing: Writing, lines: Sequence[Line], unit_id: str) -> Offer | None:
    source, at = writing.source, lines[0].number
    text = " ".join(line.text.strip() for line in lines)
    found = SENTENCE.fullmatch(text)
    if found is None:
        mend = (
            "Write it as - [some-id] direct: Its words. Settings follow the approach after commas."
        )
        source.error(at, "this sentence cannot be read.", mend)
        return None
    refuse_wrong_id(source, at, found["id"])
    approach, *settings = (word.strip() for word in found["words"].split(","))
    if approach not in APPROACHES:
        mend = did_you_mean(approach, APPROACHES)
        source.error(at, f'"{approach}" is no approach.', mend)
    for setting in settings:
        if setting not in SETTINGS:
            source.error(at, f'"{setting}" is no setting.', did_you_mean(setting, SETTINGS))
    if not found["text"]:
        source.error(
            at, f'the sentence "{found["id"]}" has no words.', "Write them after the colon."
        )
    if len(found["text"]) > LONGEST_SENTENCE:
        problem = f'the sentence "{found["id"]}" has {len(found["text"])} characters.'
        source.error(at, problem, f"Use {LONGEST_SENTENCE} at most: it is to be said in a breath.")
    return Offer(unit_id, found["id"], approach, tuple(settings), found["text"], at)
