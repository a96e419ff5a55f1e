"""Reads a `:::sort` block."""

import re
from collections.abc import Sequence

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
from abp_lms.learning.workbook.sorting import Fit, Group, Situation, Sort

GROUP = re.compile(r'group\s+(?P<id>\S+)\s+["“](?P<title>.*)["”]')
FIT = re.compile(r"-\s+\[\s*(?P<id>[^\]*]*?)\s*(?P<fits>\*?)\s*\]\s*(?P<feedback>.*)")
GROUPS = range(2, 6)
FEWEST_SITUATIONS = 2


def read_sort(writing: Writing, block: Block) -> Sort:
    """The groups and the situations of a block; every situation says something of every group."""
    source = writing.source
    before, parts = split_parts(source, block.lines)
    intro, groups = _read_groups(writing, before)
    if is_blank(intro):
        mend = "Say before the first group: what it is about."
        source.error(block.line, f'the sort "{block.id}" says not what to do.', mend)
    if len(groups) not in GROUPS:
        problem = f'the sort "{block.id}" has {counted(len(groups), "group")}.'
        source.error(block.line, problem, 'Give it 2 to 5, each as group some-id "Its name".')
    situations = [_read_situation(writing, part, groups) for part in parts]
    refuse_doubles(source, "situation", [(one.id, one.line) for one in situations])
    if len(situations) < FEWEST_SITUATIONS:
        problem = f'the sort "{block.id}" has {counted(len(situations), "situation")}.'
        source.error(block.line, problem, 'Begin each with ## some-id "A few words".')
    return Sort(
        id=block.id,
        title=block.title,
        html=writing.html(intro),
        groups=tuple(groups),
        situations=tuple(situations),
        line=block.line,
    )


def _read_groups(writing: Writing, lines: Sequence[Line]) -> tuple[list[Line], list[Group]]:
    """What stands before the first situation: the introduction, and the groups."""
    intro: list[Line] = []
    groups: list[Group] = []
    for line in lines:
        if found := GROUP.fullmatch(line.text):
            refuse_wrong_id(writing.source, line.number, found["id"])
            groups.append(Group(found["id"], found["title"].strip(), line.number))
            if not groups[-1].title:
                mend = "Put its name between the quotes."
                writing.source.error(line.number, f'the group "{found["id"]}" has no name.', mend)
        else:
            intro.append(line)
    refuse_doubles(writing.source, "group", [(group.id, group.line) for group in groups])
    return intro, groups


def _read_situation(writing: Writing, part: Part, groups: Sequence[Group]) -> Situation:
    source = writing.source
    ident = " ".join(part.words)
    refuse_wrong_id(source, part.line, ident)
    lines, values = split_keys(source, part.lines, ["contested"], run_on=False)
    first = next((place for place, line in enumerate(lines) if _is_fit(line)), len(lines))
    if is_blank(lines[:first]):
        mend = "Tell under its heading what happens."
        source.error(part.line, f'the situation "{ident}" tells nothing.', mend)
    fits = _read_fits(writing, lines[first:])
    _check_fits(writing, part, ident, fits, groups)
    contested = values.get("contested")
    if contested and is_blank(contested):
        source.error(contested[0].number, '"contested:" is empty.', "Say where people differ.")
    return Situation(
        id=ident,
        title=part.title,
        html=writing.html(lines[:first]),
        fits=tuple(fits),
        contested=writing.html(contested) if contested else None,
        line=part.line,
    )


def _is_fit(line: Line) -> bool:
    return re.match(r"-\s+\[(?!@)", line.text) is not None


def _read_fits(writing: Writing, lines: Sequence[Line]) -> list[Fit]:
    written: list[list[Line]] = []
    for line in lines:
        if _is_fit(line):
            written.append([line])
        elif line.text.startswith(" "):
            written[-1].append(Line(line.number, line.text.strip()))
        elif line.text:
            mend = "Write - [group-id] and what is to be said of it; indent what runs on."
            writing.source.error(line.number, "this text belongs to no group.", mend)
    return [_read_fit(writing, first, more) for first, *more in written]


def _read_fit(writing: Writing, line: Line, more: Sequence[Line]) -> Fit:
    found = FIT.fullmatch(line.text)
    ident = found["id"] if found else ""
    feedback = [Line(line.number, found["feedback"] if found else ""), *more]
    if is_blank(feedback):
        mend = "Say after the brackets what speaks for it, or what it leaves out."
        writing.source.error(line.number, f'the group "{ident}" has no feedback here.', mend)
    fits = bool(found and found["fits"])
    return Fit(ident, fits, writing.html(feedback), line.number)


def _check_fits(
    writing: Writing, part: Part, ident: str, fits: Sequence[Fit], groups: Sequence[Group]
) -> None:
    """Something is said of each group once, and one of them fits at least."""
    source = writing.source
    known = [group.id for group in groups]
    refuse_doubles(source, "group", [(fit.group_id, fit.line) for fit in fits])
    for fit in fits:
        if fit.group_id not in known:
            problem = f'"{fit.group_id[:80]}" is no group of this sort.'
            source.error(fit.line, problem, did_you_mean(fit.group_id, known))
    for missing in (one for one in known if one not in {fit.group_id for fit in fits}):
        problem = f'the situation "{ident}" says nothing of the group "{missing}".'
        source.error(part.line, problem, f"Add - [{missing}] with its feedback.")
    if not any(fit.fits for fit in fits):
        mend = "Mark one or more with *: [id*]."
        source.error(part.line, f'no group fits the situation "{ident}".', mend)
