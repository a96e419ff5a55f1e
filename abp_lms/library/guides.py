"""Guides for those who carry the programme, from `content/guides/*.md`."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import count
from pathlib import Path
from types import MappingProxyType

from markupsafe import Markup

from abp_lms.content_files import (
    Finding,
    Line,
    Section,
    SourceFile,
    Writing,
    did_you_mean,
    read_section,
    refuse_errors,
    remembered,
    split_front,
)

# Each guide there can be, in the order of lists; who may read which: library/queries.py.
GUIDES = ("facilitator", "line-manager")
CHAPTER = re.compile(r"##\s+(.+)")


@dataclass(frozen=True)
class Chapter:
    """What stands under one heading; `id` is the anchor of the heading on the page."""

    id: str
    title: str
    html: Markup


@dataclass(frozen=True)
class Guide:
    """A guide: an opening, then chapters. After `review` it has to be read against the facts again."""

    id: str
    title: str
    audience: str
    review: date
    opening: Markup
    chapters: tuple[Chapter, ...]


@dataclass(frozen=True)
class GuideReading:
    """A guide with what the checks that follow need to know of its file."""

    guide: Guide
    front: Section
    writing: Writing


@remembered("guides/*.md")
def load_guides(folder: Path) -> Mapping[str, Guide]:
    """The guides of a content folder by id, in the order of GUIDES; raises ContentError with every
    fault.
    """
    findings: list[Finding] = []
    readings = read_guides(folder, findings)
    refuse_errors(findings)
    return MappingProxyType({ident: readings[ident].guide for ident in GUIDES if ident in readings})


def read_guides(folder: Path, findings: list[Finding]) -> Mapping[str, GuideReading]:
    """The guides as far as they can be read; faults are added to `findings`."""
    readings: dict[str, GuideReading] = {}
    for path in sorted((folder / "guides").glob("*.md")):
        source = SourceFile.read(path, folder, findings)
        if path.stem not in GUIDES:
            mend = did_you_mean(path.stem, GUIDES)
            source.error(1, f'nobody is to read a guide called "{path.stem}".', mend)
        elif source.lines and (reading := _read_guide(source, path.stem)):
            readings[path.stem] = reading
    return MappingProxyType(readings)


def _read_guide(source: SourceFile, guide_id: str) -> GuideReading | None:
    front_lines, body = split_front(source)
    front = read_section(source, front_lines) if front_lines else None
    if front is None:
        return None
    writing = Writing(source, inside=True)
    opening, chapters = _read_chapters(writing, body)
    guide = Guide(
        id=guide_id,
        title=front.text("title"),
        audience=front.text("audience"),
        review=front.day("review"),
        opening=opening,
        chapters=chapters,
    )
    front.close()
    return GuideReading(guide, front, writing)


def _read_chapters(writing: Writing, body: Sequence[Line]) -> tuple[Markup, tuple[Chapter, ...]]:
    """The text before the first heading, and what stands under each."""
    heads = [(place, found[1]) for place, line in enumerate(body) if (found := _head(line))]
    if not heads:
        at = body[0].number if body else 1
        writing.source.error(at, "the guide has no chapters.", "Begin each with ## and its title.")
        return writing.html(body), ()
    ends = [*(place for place, _ in heads[1:]), len(body)]
    opening = writing.html(body[: heads[0][0]])
    anchors: set[str] = set()
    chapters = []
    for (place, title), end in zip(heads, ends, strict=True):
        anchor = _anchor(title, anchors)
        anchors.add(anchor)
        chapters.append(Chapter(anchor, title, writing.html(body[place + 1 : end])))
    return opening, tuple(chapters)


def _head(line: Line) -> re.Match[str] | None:
    return CHAPTER.fullmatch(line.text)


def _anchor(title: str, taken: set[str]) -> str:
    """A name for a heading in an address, used once on its page."""
    plain = re.sub(r"[^a-z0-9]+", "-", title.casefold()).strip("-") or "chapter"
    numbered = (plain if number == 1 else f"{plain}-{number}" for number in count(1))
    return next(name for name in numbered if name not in taken)
