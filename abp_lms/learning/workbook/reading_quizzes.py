"""Reads a `:::quiz` block."""

import re
from collections.abc import Mapping, Sequence

from abp_lms.content_files import Line, Writing, counted, did_you_mean
from abp_lms.learning.workbook.blocks import (
    Block,
    Part,
    is_blank,
    refuse_doubles,
    refuse_wrong_id,
    split_keys,
    split_parts,
)
from abp_lms.learning.workbook.model import Answer, Question, Quiz

OPTION = re.compile(r"-\s+\[\s*(?P<id>[^\]*]*?)\s*(?P<good>\*?)\s*\]\s*(?P<text>.*)")
REREAD = re.compile(r"([a-z][a-z0-9-]*)/([a-z][a-z0-9-]*)")
OPTIONS = range(3, 5)


def read_quiz(writing: Writing, block: Block, unit_id: str, pages: Sequence[str]) -> Quiz:
    """The questions of a block; `pages` are the ids of the unit's own pages."""
    before, parts = split_parts(writing.source, block.lines)
    for line in before:
        if line.text:
            mend = 'Begin a question with ## some-id "The question?"'
            writing.source.error(line.number, "this text belongs to no question.", mend)
    questions = [_read_question(writing, part, unit_id, pages) for part in parts]
    refuse_doubles(writing.source, "question", [(one.id, one.line) for one in questions])
    return Quiz(block.id, block.title, tuple(questions), block.line)


def _read_question(writing: Writing, part: Part, unit_id: str, pages: Sequence[str]) -> Question:
    source = writing.source
    ident = " ".join(part.words)
    refuse_wrong_id(source, part.line, ident)
    first = next(
        (place for place, line in enumerate(part.lines) if _is_option(line)), len(part.lines)
    )
    text, given = split_keys(source, part.lines[:first], ["about", "from", "choose"], run_on=False)
    values = {key: lines[0] for key, lines in given.items()}
    options = _read_options(writing, part.lines[first:])
    several = _reads_several(writing, values)
    _check_options(writing, part, ident, options, several)
    reread_unit, reread_page = _read_reread(writing, part, ident, values, unit_id, pages)
    return Question(
        id=ident,
        text=part.title,
        html=writing.html(text),
        options=tuple(options),
        several=several,
        spaced="from" in values,
        reread_unit=reread_unit,
        reread_page=reread_page,
        line=part.line,
    )


def _is_option(line: Line) -> bool:
    return re.match(r"-\s+\[(?!@)", line.text) is not None


def _reads_several(writing: Writing, values: Mapping[str, Line]) -> bool:
    chosen = values.get("choose")
    if chosen and chosen.text != "several":
        writing.source.error(
            chosen.number, f'"choose: {chosen.text}" is not known.', "Write choose: several"
        )
    return chosen is not None


def _read_options(writing: Writing, lines: Sequence[Line]) -> list[Answer]:
    written: list[tuple[Line, list[Line]]] = []
    for line in lines:
        if _is_option(line):
            written.append((line, []))
        elif feedback := re.fullmatch(r"\s*>\s?(.*)", line.text):
            written[-1][1].append(Line(line.number, feedback[1]))
        elif line.text.startswith(" "):
            option, said = written[-1]
            if said:
                said.append(Line(line.number, line.text.strip()))
            else:
                written[-1] = (Line(option.number, f"{option.text} {line.text.strip()}"), said)
        elif line.text:
            mend = "Feedback starts with > and stands under its option."
            writing.source.error(
                line.number, "this text stands between or after the options.", mend
            )
    return [_read_answer(writing, option, feedback) for option, feedback in written]


def _read_answer(writing: Writing, line: Line, feedback: Sequence[Line]) -> Answer:
    found = OPTION.fullmatch(line.text)
    ident, good, text = (
        (found["id"], bool(found["good"]), found["text"]) if found else ("", False, "")
    )
    refuse_wrong_id(writing.source, line.number, ident)
    if not text:
        writing.source.error(
            line.number, f'the option "{ident}" has no text.', "Write it after the brackets."
        )
    if is_blank(feedback):
        mend = "Say under it, after >, why it tempts and where it leads."
        writing.source.error(line.number, f'the option "{ident}" has no feedback.', mend)
    words = writing.inline(Line(line.number, text))
    return Answer(ident, words, good, writing.html(feedback), line.number)


def _check_options(
    writing: Writing, part: Part, ident: str, options: Sequence[Answer], several: bool
) -> None:
    source = writing.source
    refuse_doubles(source, "option", [(option.id, option.line) for option in options])
    if len(options) not in OPTIONS:
        source.error(
            part.line,
            f'the question "{ident}" has {counted(len(options), "option")}.',
            "Give it 3 or 4.",
        )
    good = sum(option.good for option in options)
    if not good:
        source.error(
            part.line, f'the question "{ident}" has no good answer.', "Mark one with *: [id*]."
        )
    elif good > 1 and not several:
        mend = "Add a line choose: several, or keep one *."
        source.error(part.line, f'the question "{ident}" has {counted(good, "good answer")}.', mend)


def _read_reread(
    writing: Writing,
    part: Part,
    ident: str,
    values: Mapping[str, Line],
    unit_id: str,
    pages: Sequence[str],
) -> tuple[str, str]:
    """The unit and the page to reread.

    A page of another unit is checked when all units are read.
    """
    source = writing.source
    about, earlier = values.get("about"), values.get("from")
    if (about is None) == (earlier is None):
        mend = "Give it one of the two: about: page-id, or from: unit-id/page-id."
        source.error(part.line, f'the question "{ident}" must name one page to reread.', mend)
        return unit_id, ""
    if about is not None:
        if about.text not in pages:
            mend = did_you_mean(about.text, pages)
            source.error(about.number, f'"{about.text}" is no page of this unit.', mend)
        return unit_id, about.text
    assert earlier is not None
    found = REREAD.fullmatch(earlier.text)
    if found is None or found[1] == unit_id:
        mend = "Write it as from: u02/booth, with a page of an earlier unit."
        source.error(earlier.number, f'"{earlier.text}" names no page of an earlier unit.', mend)
        return unit_id, ""
    return found[1], found[2]
