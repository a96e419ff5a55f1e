"""Pages that a programme adds of its own, from `content/pages/*.md`: its rooms, its rules, its ways."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from types import MappingProxyType

from markupsafe import Markup

from abp_lms.content_files import (
    Finding,
    Section,
    SourceFile,
    Writing,
    is_id,
    read_section,
    refuse_errors,
    remembered,
    split_front,
)


@dataclass(frozen=True)
class LocalPage:
    """A page beside the units; nobody has to have read it. After `review` somebody reads it again."""

    id: str
    title: str
    summary: str
    review: date
    html: Markup


@dataclass(frozen=True)
class LocalPageReading:
    """A page with what the checks that follow need to know of its file."""

    page: LocalPage
    front: Section
    writing: Writing


@remembered("pages/*.md")
def load_local_pages(folder: Path) -> Mapping[str, LocalPage]:
    """The local pages of a content folder by id; raises ContentError with every fault."""
    findings: list[Finding] = []
    readings = read_local_pages(folder, findings)
    refuse_errors(findings)
    return MappingProxyType({ident: reading.page for ident, reading in readings.items()})


def read_local_pages(folder: Path, findings: list[Finding]) -> Mapping[str, LocalPageReading]:
    """The local pages as far as they can be read; faults are added to `findings`."""
    readings: dict[str, LocalPageReading] = {}
    for path in sorted((folder / "pages").glob("*.md")):
        source = SourceFile.read(path, folder, findings)
        if not is_id(path.stem):
            mend = "Call it getting-there.md or the like."
            source.error(1, f'the file name "{path.name}" is no id.', mend)
        elif source.lines and (reading := _read_page(source, path.stem)):
            readings[path.stem] = reading
    return MappingProxyType(readings)


def _read_page(source: SourceFile, page_id: str) -> LocalPageReading | None:
    front_lines, body = split_front(source)
    front = read_section(source, front_lines) if front_lines else None
    if front is None:
        return None
    writing = Writing(source, inside=True)
    page = LocalPage(
        id=page_id,
        title=front.text("title"),
        summary=front.text("summary"),
        review=front.day("review"),
        html=writing.html(body),
    )
    if not any(line.text.strip() for line in body):
        source.error(front.at, "the page has no text.", "Write it after the second line of ---.")
    front.close()
    return LocalPageReading(page, front, writing)
