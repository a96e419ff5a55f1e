"""The house style, as far as a program can see it."""

import re
from collections.abc import Iterable

from abp_lms.content_files import Line, Section, SourceFile, Writing

LONGEST_SENTENCE = 25  # words
LONGEST_PARAGRAPH = 4  # sentences, unless they are short ones
SHORT_PARAGRAPH = 60  # words
SENTENCE_END = re.compile(r"(?<=[.!?])[\"”’')]*\s+(?=[\"“‘'(]*[A-Z0-9])")
SPEECH = re.compile(r"\"[^\"]*\"|“[^”]*”|‘[^’]*’(?!\w)")
CONTRACTION = re.compile(
    r"\b(?:\w+n['’]t|(?:I|you|we|they|he|she|it|that|there|what|who|here|let)['’](?:m|re|ve|ll|d|s))\b",
    re.IGNORECASE,
)
# Each: what to look for, and what to do about it.
HOUSE_WORDS = {
    re.compile(r"\bservice users?\b", re.IGNORECASE): "Say people, or people drawing on support.",
    re.compile(r"\b(?:easy|easily|simple|simply)\b", re.IGNORECASE): (
        "What is easy for one is not for another; say what to do."
    ),
    re.compile(r"\bplease\b", re.IGNORECASE): "Say what to do, without please.",
}
ETHNIC_SHORTHAND = re.compile(r"\b(?:BAME|BME)\b")


def check_style(front: Section, writing: Writing, keys: Iterable[str]) -> None:
    """Warn where the prose of a file, or what stands under some keys at its top, strays from the
    house style. Speech in quotes may contract.
    """
    for key in keys:
        for line in front.lines_of(key):
            _check_words(front.source, line)
    check_prose(writing)


def check_prose(writing: Writing) -> None:
    """Warn where the prose of a file strays from the house style."""
    for paragraph in writing.prose:
        line = Line(paragraph.line, paragraph.text)
        _check_words(writing.source, line)
        _check_sentences(writing.source, line)


def _check_words(source: SourceFile, line: Line) -> None:
    told = SPEECH.sub(" ", line.text)
    for found in CONTRACTION.findall(told):
        source.warning(line.number, f'"{found}" is a contraction.', "Write it in full.")
    for pattern, mend in HOUSE_WORDS.items():
        for found in pattern.findall(told):
            source.warning(line.number, f'"{found}" is no word of this house.', mend)
    if "WRES" not in told and "Workforce Race Equality" not in told:
        for found in ETHNIC_SHORTHAND.findall(told):
            mend = "Name the groups, or say people from minority ethnic groups."
            source.warning(line.number, f'"{found}" lumps people together.', mend)


def _check_sentences(source: SourceFile, line: Line) -> None:
    sentences = SENTENCE_END.split(line.text.strip())
    words = len(line.text.split())
    if len(sentences) > LONGEST_PARAGRAPH and words > SHORT_PARAGRAPH:
        problem = f"a paragraph of {len(sentences)} sentences and {words} words."
        mend = f"Use {LONGEST_PARAGRAPH} sentences at most; begin a new paragraph."
        source.warning(line.number, problem, mend)
    for sentence in sentences:
        if (length := len(sentence.split())) > LONGEST_SENTENCE:
            start = " ".join(sentence.split()[:5])
            mend = f"Use {LONGEST_SENTENCE} at most; make two of it."
            source.warning(line.number, f'a sentence of {length} words ("{start} …").', mend)
