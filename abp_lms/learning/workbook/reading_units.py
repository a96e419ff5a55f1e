"""Reads a unit file: the facts at its top, then its blocks."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from markupsafe import Markup

from abp_lms.content_files import Section, SourceFile, Writing, read_section, split_front
from abp_lms.learning.workbook.blocks import (
    KINDS,
    Block,
    Kind,
    refuse_doubles,
    split_blocks,
)
from abp_lms.learning.workbook.model import (
    AIMS,
    PIECES,
    UNDERSTAND,
    UNIT_MINUTES,
    Minutes,
    Piece,
    Practice,
    Source,
    Unit,
)
from abp_lms.learning.workbook.reading_documents import read_letter, read_plan
from abp_lms.learning.workbook.reading_prompts import read_page, read_practice, read_reflection
from abp_lms.learning.workbook.reading_quizzes import read_quiz
from abp_lms.learning.workbook.reading_scenarios import read_scenario
from abp_lms.learning.workbook.reading_sentences import (
    read_sentences,
    refuse_double_sentences,
)
from abp_lms.learning.workbook.reading_sorts import read_sort

PIECE_OF: dict[Kind, Piece] = {
    "page": "read",
    "scenario": "scenario",
    "reflection": "reflect",
    "practice": "practise",
    "letter": "practise",
    "plan": "practise",
    "quiz": "recall",
}
SINGLE: tuple[Kind, ...] = ("scenario", "practice", "letter", "plan", "quiz")
ALWAYS: tuple[Kind, ...] = ("page", "reflection", "practice")
OPTIONAL: tuple[Kind, ...] = ("letter", "plan")
TAKEN_OVER = re.compile(r"([a-z][a-z0-9-]*/[a-z][a-z0-9-]*)\s*=\s*([a-z][a-z0-9-]*)")
NAME = r"[A-Z][\w'’.-]*(?: [A-Z][\w'’.-]*)?"
SEVERAL_NAMES = re.compile(rf"({NAME})((?:, {NAME})*) and ({NAME})(?=,)")


@dataclass(frozen=True)
class UnitReading:
    """A unit with what the checks that follow need to know of its file."""

    unit: Unit
    front: Section
    writing: Writing


def read_unit(source: SourceFile, unit_id: str) -> UnitReading | None:
    """The unit of a file, with every fault told to it; None when the facts at its top cannot be
    read.
    """
    front_lines, body = split_front(source)
    front = read_section(source, front_lines) if front_lines else None
    blocks = split_blocks(source, body)
    if front is None:
        return None
    sources = _read_sources(front)
    writing = Writing(source, {one.id: one.cite for one in sources}, inside=True)
    minutes = _read_minutes(front)
    _check_blocks(front, minutes, blocks)
    unit = _read_facts(front, unit_id, minutes, sources, writing, blocks)
    for one in sources:
        if one.id not in writing.cited:
            mend = f"Cite it as [@{one.id}] where it is used, or delete it."
            source.note(one.line, f'no text cites the source "{one.id}".', mend)
    front.close()
    return UnitReading(unit, front, writing)


def _read_facts(
    front: Section,
    unit_id: str,
    minutes: Minutes,
    sources: Sequence[Source],
    writing: Writing,
    blocks: Sequence[Block],
) -> Unit:
    if (ident := front.ident("id")) and ident != unit_id:
        mend = f"Write id: {unit_id}, or rename the file."
        front.source.error(
            front.line("id"), f'the id is "{ident}" and the file is called {unit_id}.md.', mend
        )
    warning, opt_out = _read_warning(front)
    of_kind = {kind: [block for block in blocks if block.kind == kind] for kind in KINDS}
    known = {one.id: one for one in sources}
    pages = tuple(read_page(writing, block, known) for block in of_kind["page"])
    sorts = tuple(read_sort(writing, block) for block in of_kind["sort"])
    scenarios = [read_scenario(writing, block) for block in of_kind["scenario"]]
    reflections = tuple(read_reflection(writing, block) for block in of_kind["reflection"])
    practices = [read_practice(writing, block) for block in of_kind["practice"]]
    letters = [read_letter(writing, block) for block in of_kind["letter"]]
    plans = [read_plan(writing, block) for block in of_kind["plan"]]
    sentences = tuple(
        offer for block in of_kind["sentences"] for offer in read_sentences(writing, block, unit_id)
    )
    refuse_double_sentences(writing, sentences)
    page_ids = [page.id for page in pages]
    quizzes = [read_quiz(writing, block, unit_id, page_ids) for block in of_kind["quiz"]]
    return Unit(
        id=unit_id,
        version=front.number("version", at_least=1, at_most=9999),
        title=front.text("title"),
        summary=front.text("summary"),
        outcomes=_some(front, "outcomes", front.texts("outcomes")),
        minutes=minutes,
        aims=_some(front, "aims", front.texts("aims", allowed=AIMS)),
        understand=_some(front, "understand", front.texts("understand", allowed=UNDERSTAND)),
        sources=tuple(sources),
        review=front.day("review"),
        law=front.flag("law"),
        content_warning=warning,
        opt_out=opt_out,
        masterclass=front.ident("masterclass") if "masterclass" in front else None,
        takes_over=_read_takes_over(front),
        pages=pages,
        sorts=sorts,
        scenario=scenarios[0] if scenarios else None,
        reflections=reflections,
        practice=practices[0] if practices else Practice("", "", Markup(""), (), 1),
        letter=letters[0] if letters else None,
        plan=plans[0] if plans else None,
        sentences=sentences,
        quiz=quizzes[0] if quizzes else None,
    )


def _read_warning(front: Section) -> tuple[str | None, str | None]:
    """What is coming, and the way round it; neither where nothing may come too close."""
    warning, opt_out = front.maybe_text("content_warning"), front.maybe_text("opt_out")
    if (warning is None) != (opt_out is None):
        at = front.line("content_warning" if warning else "opt_out")
        mend = "The one tells what is coming, the other the way round it for equal credit."
        front.source.error(at, '"content_warning" and "opt_out" go together.', mend)
    return warning, opt_out


def _read_takes_over(front: Section) -> dict[str, str]:
    """Pages of merged units ("u02/booth"), each with the page of this unit that stands for it."""
    found = {}
    for text in front.texts("takes_over"):
        if taken := TAKEN_OVER.fullmatch(text):
            found[taken[1]] = taken[2]
        else:
            mend = "Write u02/booth = page-of-this-unit"
            front.source.error(front.line("takes_over"), f'"{text}" names no two pages.', mend)
    return found


def _some(front: Section, key: str, texts: tuple[str, ...]) -> tuple[str, ...]:
    """The texts of a list that must hold one at least."""
    if not texts:
        front.source.error(front.line(key), f'the unit has no "{key}".', "Give it one or more.")
    return texts


def _read_minutes(front: Section) -> Minutes:
    given = front.section("minutes")
    if given is None:
        mend = "Add minutes: {read: 25, scenario: 25, reflect: 25, practise: 60, recall: 15}"
        front.source.error(front.line("minutes"), '"minutes" is missing.', mend)
        return Minutes(0, 0, 0, 0, 0)
    each = {piece: given.number(piece, at_least=0, at_most=UNIT_MINUTES) for piece in PIECES}
    given.close()
    minutes = Minutes(**each)
    if minutes.total != UNIT_MINUTES:
        problem = f"the minutes sum to {minutes.total}, not {UNIT_MINUTES}."
        front.source.error(front.line("minutes"), problem, "Change them so that they do.")
    return minutes


def _read_sources(front: Section) -> list[Source]:
    sources = []
    for section in front.sections("sources"):
        ident, text = section.ident("id"), section.text("text")
        year = section.number("year", at_least=1800, at_most=2100, default=0) or None
        names = section.maybe_text("cite") or authors_of(text)
        cite = f"{names}, {year}" if year else names
        note, url = section.maybe_text("note"), section.maybe_url("url")
        section.close()
        if ident:
            sources.append(Source(ident, text, cite, year, note, url, section.at))
    refuse_doubles(front.source, "source", [(one.id, one.line) for one in sources])
    return sources


def authors_of(text: str) -> str:
    """Who stands at the beginning of a source: one or two names in full, of more the first."""
    if found := SEVERAL_NAMES.match(text):
        return f"{found[1]} and others" if found[2] else f"{found[1]} and {found[3]}"
    return text.partition(",")[0]


def _check_blocks(front: Section, minutes: Minutes, blocks: Sequence[Block]) -> None:
    """Blocks in their order, each id once, a block for each piece that has minutes and none for one
    that has not.
    """
    source = front.source
    refuse_doubles(source, "block", [(block.id, block.line) for block in blocks])
    for before, block in pairwise(blocks):
        if KINDS.index(block.kind) < KINDS.index(before.kind):
            mend = f"The order is {', '.join(KINDS)}."
            source.error(
                block.line, f"a {block.kind} block stands after a {before.kind} block.", mend
            )
    for kind, piece in PIECE_OF.items():
        given = [block for block in blocks if block.kind == kind]
        lasts: int = getattr(minutes, piece)
        if kind in SINGLE and len(given) > 1:
            source.error(given[1].line, f"a unit has one {kind} block.", "Keep one of them.")
        if given and not lasts:
            problem = f'there is a {kind} block, but "minutes" gives {piece} none.'
            source.error(given[0].line, problem, f"Give {piece} its minutes, or delete the block.")
        if not given and kind not in OPTIONAL and (lasts or kind in ALWAYS):
            problem = f"the unit has no {kind} block" + (
                f", but {piece} has {lasts} minutes." if lasts else "."
            )
            source.error(front.line("minutes"), problem, f'Add one: :::{kind} some-id "Some title"')
