"""A unit file cut into its `:::` blocks, and a block cut into its lines."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal, get_args

from abp_lms.content_files import Line, SourceFile, did_you_mean, is_id

Kind = Literal[
    "page", "sort", "scenario", "reflection", "practice", "letter", "plan", "sentences", "quiz"
]
KINDS: tuple[Kind, ...] = get_args(Kind)
FIRST_LINE = re.compile(r':::\s*(?P<kind>\S+)\s+(?P<id>\S+)\s+["“](?P<title>.*)["”]')
HEADING = re.compile(r'##\s+(?P<words>\S+(?:\s+[^\s"“]+)*)\s+["“](?P<title>.*)["”]')


@dataclass(frozen=True)
class Block:
    """What stands between `:::kind id "Title"` and `:::`."""

    kind: Kind
    id: str
    title: str
    line: int
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Part:
    """What stands under a `## words "Title"` inside a block."""

    words: tuple[str, ...]
    title: str
    line: int
    lines: tuple[Line, ...]


@dataclass
class _Opened:
    """A block whose end is not reached yet; `first` is None when its first line was refused."""

    line: int
    first: re.Match[str] | None
    lines: list[Line]


def split_blocks(source: SourceFile, lines: Iterable[Line]) -> list[Block]:
    """The blocks of a file in their order; whatever stands outside them is told."""
    blocks: list[Block] = []
    opened: _Opened | None = None
    for line in lines:
        if line.text == ":::":
            if opened is None:
                source.error(line.number, "this ::: closes no block.", "Delete it.")
            blocks.extend(_close(source, opened))
            opened = None
        elif line.text.startswith(":::"):
            if opened is not None:
                mend = "Put a line with only ::: before this one."
                source.error(line.number, f"the block of line {opened.line} is not closed.", mend)
            blocks.extend(_close(source, opened))
            opened = _open(source, line)
        elif opened is not None:
            opened.lines.append(line)
        elif line.text:
            source.error(
                line.number, "this text stands outside the blocks.", "Move it into a block."
            )
    if opened is not None:
        source.error(opened.line, "this block is not closed.", "Put a line with only ::: after it.")
        blocks.extend(_close(source, opened))
    return blocks


def _open(source: SourceFile, line: Line) -> _Opened:
    first = FIRST_LINE.fullmatch(line.text)
    if first is None:
        mend = 'Write it as :::page some-id "Some title".'
        source.error(line.number, "the first line of this block cannot be read.", mend)
    elif first["kind"] not in KINDS:
        mend = did_you_mean(first["kind"], KINDS)
        source.error(line.number, f'"{first["kind"]}" is no kind of block.', mend)
        first = None
    return _Opened(line.number, first, [])


def _close(source: SourceFile, opened: _Opened | None) -> list[Block]:
    if opened is None or opened.first is None:
        return []
    kind = next(kind for kind in KINDS if kind == opened.first["kind"])
    ident, title = opened.first["id"], opened.first["title"].strip()
    refuse_wrong_id(source, opened.line, ident)
    if not title:
        source.error(
            opened.line, f'the {kind} "{ident}" has no title.', "Put a title between the quotes."
        )
    return [Block(kind, ident, title, opened.line, tuple(opened.lines))]


def split_parts(source: SourceFile, lines: Sequence[Line]) -> tuple[list[Line], list[Part]]:
    """The lines before the first `##` heading of a block, and the parts under each heading."""
    before: list[Line] = []
    parts: list[tuple[re.Match[str], int, list[Line]]] = []
    held = before
    for line in lines:
        if not re.match(r"##(?!#)", line.text):
            held.append(line)
            continue
        held = []
        if heading := HEADING.fullmatch(line.text):
            parts.append((heading, line.number, held))
        else:
            mend = 'Write it as ## some-id "Some title".'
            source.error(line.number, "this heading cannot be read.", mend)
    return before, [
        Part(tuple(heading["words"].split()), heading["title"].strip(), at, tuple(under))
        for heading, at, under in parts
    ]


def split_keys(
    source: SourceFile, lines: Sequence[Line], keys: Sequence[str], *, run_on: bool = True
) -> tuple[list[Line], dict[str, list[Line]]]:
    """The lines that belong to no `key:` line, and the lines of each key.

    With `run_on` a key's text goes on until the next key; otherwise it is one line.
    """
    rest: list[Line] = []
    values: dict[str, list[Line]] = {}
    held = rest
    pattern = re.compile(rf"({'|'.join(map(re.escape, keys))}):\s*(.*)")
    for line in lines:
        if found := pattern.fullmatch(line.text):
            if found[1] in values:
                source.error(
                    line.number, f'"{found[1]}:" stands twice here.', "Keep one of the two."
                )
            start = values[found[1]] = [Line(line.number, found[2])]
            held = start if run_on else rest
        else:
            held.append(line if held is rest else Line(line.number, line.text.strip()))
    return rest, values


def refuse_wrong_id(source: SourceFile, line: int, ident: str) -> None:
    """Tell about an id that is not well formed."""
    if not is_id(ident):
        mend = "Use lower-case letters, digits and hyphens; start with a letter."
        source.error(line, f'"{ident[:80]}" is no id.', mend)


def refuse_doubles(source: SourceFile, what: str, idents: Iterable[tuple[str, int]]) -> None:
    """Tell about every id that stands a second time among its neighbours."""
    seen: dict[str, int] = {}
    for ident, line in idents:
        if ident in seen:
            mend = f"It stands first on line {seen[ident]}; give this one another id."
            source.error(line, f'the {what} id "{ident}" is used twice.', mend)
        else:
            seen[ident] = line


def is_blank(lines: Iterable[Line]) -> bool:
    """True when there is nothing but empty lines."""
    return not any(line.text.strip() for line in lines)
