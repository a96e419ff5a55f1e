"""What the checker says of a `:::sentences` block, and what a sound one becomes."""

from pathlib import Path

import pytest

from abp_lms.learning.workbook import load
from tests.learning.workbook.written import PRACTICE, UNIT, line_of, told, write_content

SENTENCES = """
:::sentences short-ones "Short ones"
- [how-mean] direct: How do you mean?
- [right-queue] distract, gp, ward: Is this the queue
  for blood tests?
:::
"""
WITH_SENTENCES = UNIT.replace(PRACTICE, PRACTICE + SENTENCES)

# Each: the words that are changed, what they become, the words whose line is told, what is said.
SENTENCE_FAULTS = {
    "another approach": (
        "direct: How",
        "dirict: How",
        "dirict:",
        '"dirict" is no approach. Did you mean "direct"?',
    ),
    "another setting": (
        "gp, ward",
        "gp, word",
        "gp, word",
        '"word" is no setting. Did you mean "ward"?',
    ),
    "no approach": (
        "direct: How do you mean?",
        "How do you mean?",
        "[how-mean]",
        "this sentence cannot be read. "
        "Write it as - [some-id] direct: Its words. Settings follow the approach after commas.",
    ),
    "no words": (
        "direct: How do you mean?",
        "direct:",
        "[how-mean]",
        'the sentence "how-mean" has no words. Write them after the colon.',
    ),
    "too many words": (
        "How do you mean?",
        "How? " * 60 + "How?",
        "[how-mean]",
        'the sentence "how-mean" has 304 characters. '
        "Use 300 at most: it is to be said in a breath.",
    ),
    "an odd id": (
        "[how-mean]",
        "[How mean]",
        "[How mean]",
        '"How mean" is no id. Use lower-case letters, digits and hyphens; start with a letter.',
    ),
    "text of no sentence": (
        "- [how-mean]",
        "Choose two.\n- [how-mean]",
        "Choose two.",
        "this text belongs to no sentence. Begin a sentence with - [some-id] direct: and its words.",
    ),
    "no sentence": (
        SENTENCES[SENTENCES.index("- [how") : SENTENCES.index(":::\n", 5)],
        "",
        ":::sentences",
        'the block "short-ones" offers no sentence. Write some as - [some-id] direct: Its words.',
    ),
    "a link to a page of one's own that is not there": (
        "Before your next handover, notice three moments.",
        "Keep them [here](mine:sentence).",
        "mine:sentence",
        'the link to "mine:sentence" leads nowhere. Did you mean "sentences"?',
    ),
}


def test_sound_sentences_leave_nothing_to_say(tmp_path: Path) -> None:
    assert told(tmp_path, u02=WITH_SENTENCES) == []


@pytest.mark.parametrize("fault", SENTENCE_FAULTS)
def test_a_fault_of_sentences_is_told_with_its_line_and_how_to_mend_it(
    tmp_path: Path, fault: str
) -> None:
    words, becomes, at, said = SENTENCE_FAULTS[fault]
    unit = WITH_SENTENCES.replace(words, becomes, 1)
    assert unit != WITH_SENTENCES

    findings = told(tmp_path, u02=unit)

    assert f"{tmp_path.name}/modules/u02.md:{line_of(unit, at)}: {said}" in findings


def test_an_id_is_used_once_in_a_unit_whatever_the_block(tmp_path: Path) -> None:
    unit = WITH_SENTENCES.replace(
        SENTENCES, SENTENCES + SENTENCES.replace("short-ones", "more").replace("right", "left")
    )

    [finding] = told(tmp_path, u02=unit)

    assert 'the sentence id "how-mean" is used twice.' in finding


def test_sentences_keep_what_their_author_wrote(tmp_path: Path) -> None:
    first, second = load(write_content(tmp_path, u02=WITH_SENTENCES)).units["u02"].sentences

    assert (first.key, first.approach, first.settings) == ("u02/how-mean", "direct", ())
    assert (second.settings, second.text) == (
        ("gp", "ward"),
        "Is this the queue for blood tests?",
    )
