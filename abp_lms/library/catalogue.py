"""Masterclasses, resources and national support lines, from the YAML files of `content/`."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import Literal, TypeVar

from markupsafe import Markup

from abp_lms.content_files import (
    Finding,
    Line,
    Scalar,
    Section,
    SourceFile,
    Writing,
    read_section,
    read_sections,
    refuse_errors,
    remembered,
)

Captions = Literal["yes", "no", "not stated"]
Transcript = Literal["ours", "on request", "none"]
CAPTIONS: tuple[Captions, ...] = ("yes", "no", "not stated")
TRANSCRIPTS: tuple[Transcript, ...] = ("ours", "on request", "none")
Entry = TypeVar("Entry", "Masterclass", "Resource", "SupportLine")


@dataclass(frozen=True)
class Masterclass:
    """A masterclass with its metadata; None or "not stated" where its publisher does not say."""

    id: str
    number: int
    title: str
    level: str
    speaker: str
    role: str
    description: str
    provider: str
    url: str
    sign_in_needed: bool
    sign_in_note: str | None
    duration_minutes: int
    year: int
    launched: str | None
    contributed_by: str | None
    authored_by: str | None
    licence: str
    first_contributed: date | None
    audience_access_level: str
    captions: Captions
    transcript: Transcript
    transcript_note: str | None
    notes_html: Markup
    questions: tuple[Markup, ...]
    units: tuple[str, ...]
    last_checked: date
    file: str
    line: int


@dataclass(frozen=True)
class Resource:
    """Something worth reading or watching elsewhere."""

    id: str
    title: str
    kind: str
    provider: str
    description: str
    url: str
    year: int | None
    duration_minutes: int | None
    sign_in_needed: bool
    contributed_by: str | None
    authored_by: str | None
    licence: str
    audience_access_level: str
    units: tuple[str, ...]
    last_checked: date
    file: str
    line: int


@dataclass(frozen=True)
class SupportLine:
    """A national line of support; `order` is its place in the list."""

    id: str
    name: str
    what: str
    phone: str | None
    text: str | None
    url: str | None
    when: str | None
    order: int
    last_checked: date
    file: str
    line: int


@dataclass(frozen=True)
class Catalogue:
    """All of them by id, in the order in which they are shown."""

    masterclasses: Mapping[str, Masterclass]
    resources: Mapping[str, Resource]
    support: Mapping[str, SupportLine]


@remembered("masterclasses.yaml", "resources.yaml", "support.yaml")
def load_catalogue(folder: Path) -> Catalogue:
    """What the three files of a content folder hold; raises ContentError with every fault."""
    findings: list[Finding] = []
    catalogue = read_catalogue(folder, findings)
    refuse_errors(findings)
    return catalogue


def read_catalogue(folder: Path, findings: list[Finding]) -> Catalogue:
    """What the three files hold, as far as they can be read; faults are added to `findings`.

    A file may be absent.
    """
    masterclasses = _read_list(folder / "masterclasses.yaml", folder, findings)
    resources = _read_list(folder / "resources.yaml", folder, findings)
    support = [_read_support_line(section) for section in _read_national(folder, findings)]
    return Catalogue(
        _by_id(sorted(map(_read_masterclass, masterclasses), key=lambda one: one.number), findings),
        _by_id(list(map(_read_resource, resources)), findings),
        _by_id(sorted(support, key=lambda one: one.order), findings),
    )


def _read_list(path: Path, folder: Path, findings: list[Finding]) -> list[Section]:
    return read_sections(SourceFile.read(path, folder, findings)) if path.exists() else []


def _read_national(folder: Path, findings: list[Finding]) -> list[Section]:
    path = folder / "support.yaml"
    if not path.exists():
        return []
    source = SourceFile.read(path, folder, findings)
    held = read_section(source, source.lines)
    if held is None:
        return []
    lines = held.sections("national")
    held.close()
    return lines


def _by_id(entries: list[Entry], findings: list[Finding]) -> Mapping[str, Entry]:
    by_id: dict[str, Entry] = {}
    for entry in sorted(entries, key=lambda one: one.line):
        first = by_id.setdefault(entry.id, entry)
        if first is not entry and entry.id:
            mend = f"It stands first on line {first.line}; give this one another id."
            problem = f'the id "{entry.id}" is used twice.'
            findings.append(Finding(entry.file, entry.line, "error", problem, mend))
    return MappingProxyType({entry.id: entry for entry in entries if by_id.get(entry.id) is entry})


def _read_masterclass(section: Section) -> Masterclass:
    writing = Writing(section.source)
    captions = section.choice("captions", CAPTIONS)
    transcript = section.choice("transcript", TRANSCRIPTS)
    masterclass = Masterclass(
        id=section.ident("id"),
        number=section.number("number", at_least=1, at_most=999),
        title=section.text("title"),
        level=section.text("level"),
        speaker=section.text("speaker"),
        role=section.text("role"),
        description=section.text("description"),
        provider=section.text("provider"),
        url=_needed_url(section),
        sign_in_needed=section.flag("sign_in_needed"),
        sign_in_note=section.maybe_text("sign_in_note"),
        duration_minutes=section.number("duration_minutes", at_least=1, at_most=600),
        year=section.number("year", at_least=1900, at_most=2100),
        launched=section.maybe_text("launched"),
        contributed_by=section.maybe_text("contributed_by"),
        authored_by=section.maybe_text("authored_by"),
        licence=section.text("licence"),
        first_contributed=section.maybe_day("first_contributed"),
        audience_access_level=section.text("audience_access_level"),
        captions=next((known for known in CAPTIONS if known == captions), "not stated"),
        transcript=next((known for known in TRANSCRIPTS if known == transcript), "none"),
        transcript_note=section.maybe_text("transcript_note"),
        notes_html=writing.html(section.lines_of("notes")),
        questions=tuple(
            writing.html([Line(item.line, item.text or "")])
            for item in section.items("questions")
            if isinstance(item, Scalar)
        ),
        units=section.idents("units"),
        last_checked=section.day("last_checked"),
        file=section.source.name,
        line=section.at,
    )
    section.close()
    return masterclass


def _read_resource(section: Section) -> Resource:
    resource = Resource(
        id=section.ident("id"),
        title=section.text("title"),
        kind=section.text("kind"),
        provider=section.text("provider"),
        description=section.text("description"),
        url=_needed_url(section),
        year=section.number("year", at_least=1800, at_most=2100, default=0) or None,
        duration_minutes=section.number("duration_minutes", at_least=1, at_most=6000, default=0)
        or None,
        sign_in_needed=section.flag("sign_in_needed"),
        contributed_by=section.maybe_text("contributed_by"),
        authored_by=section.maybe_text("authored_by"),
        licence=section.text("licence"),
        audience_access_level=section.text("audience_access_level"),
        units=section.idents("units"),
        last_checked=section.day("last_checked"),
        file=section.source.name,
        line=section.at,
    )
    section.close()
    return resource


def _read_support_line(section: Section) -> SupportLine:
    line = SupportLine(
        id=section.ident("id"),
        name=section.text("name"),
        what=section.text("what"),
        phone=section.maybe_text("phone"),
        text=section.maybe_text("text"),
        url=section.maybe_url("url"),
        when=section.maybe_text("when"),
        order=section.number("order", at_least=1, at_most=999),
        last_checked=section.day("last_checked"),
        file=section.source.name,
        line=section.at,
    )
    if not (line.phone or line.text or line.url):
        mend = "Give it a phone, a text or a url."
        section.source.error(section.at, f'nobody can be reached through "{line.id}".', mend)
    section.close()
    return line


def _needed_url(section: Section) -> str:
    section.text("url")
    return section.maybe_url("url") or ""
