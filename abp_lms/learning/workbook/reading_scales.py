"""Reads `scales.yaml`: the scales by which people rate themselves."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from markupsafe import Markup

from abp_lms.content_files import Finding, Section, SourceFile, Writing, read_sections
from abp_lms.learning.workbook.blocks import refuse_doubles
from abp_lms.learning.workbook.scale import Scale, ScaleItem, ScalePart

FEWEST_POINTS = 3
MOST_POINTS = 9  # each number is one digit, so that sealed answers tell nothing by their length


@dataclass(frozen=True)
class ScalesReading:
    """The scales by id, with what the checks that follow need to know of their file."""

    scales: Mapping[str, Scale]
    source: SourceFile
    writing: Writing


def read_scales(folder: Path, findings: list[Finding]) -> ScalesReading:
    """The scales of a content folder, as far as they can be read; faults are added to `findings`.

    The file may be absent.
    """
    path = folder / "scales.yaml"
    source = (
        SourceFile.read(path, folder, findings)
        if path.exists()
        else SourceFile(f"{folder.name}/scales.yaml", (), findings)
    )
    writing = Writing(source, inside=True)
    sections = read_sections(source) if source.lines else []
    scales = [_read_scale(section, writing) for section in sections]
    refuse_doubles(source, "scale", [(scale.id, scale.line) for scale in scales])
    known = MappingProxyType({scale.id: scale for scale in scales if scale.id})
    return ScalesReading(known, source, writing)


def _read_scale(section: Section, writing: Writing) -> Scale:
    source = section.source
    scale = Scale(
        id=section.ident("id"),
        title=section.text("title"),
        question=_inline(section, "question", writing),
        intro_html=writing.html(section.lines_of("intro")),
        later_html=writing.html(section.lines_of("later")),
        minutes=section.number("minutes", at_least=1, at_most=30),
        points=_read_points(section),
        parts=tuple(_read_part(part, writing) for part in section.sections("parts")),
        line=section.at,
    )
    section.close()
    if not scale.parts:
        source.error(section.line("parts"), f'"{scale.id}" has no parts.', "Add one or more.")
    refuse_doubles(source, "part", [(part.id, part.line) for part in scale.parts])
    refuse_doubles(source, "statement", [(item.id, item.line) for item in scale.items])
    return scale


def _read_points(section: Section) -> tuple[str, ...]:
    """What each number means; without words that hold a colon, which YAML would take for a key."""
    points = section.texts("points")
    if not FEWEST_POINTS <= len(points) <= MOST_POINTS:
        problem = f'"points" must name {FEWEST_POINTS} to {MOST_POINTS} points, from 1 upwards.'
        section.source.error(section.line("points"), problem, "Write - before each.")
    return points


def _read_part(section: Section, writing: Writing) -> ScalePart:
    part = ScalePart(
        id=section.ident("id"),
        title=section.text("title"),
        items=tuple(_read_item(item, writing) for item in section.sections("items")),
        line=section.at,
    )
    section.close()
    if not part.items:
        problem = f'the part "{part.id}" has no statements.'
        section.source.error(section.line("items"), problem, "Add one or more under items:")
    return part


def _read_item(section: Section, writing: Writing) -> ScaleItem:
    item = ScaleItem(
        id=section.ident("id"),
        html=_inline(section, "text", writing),
        short=section.text("short"),
        line=section.at,
    )
    section.close()
    return item


def _inline(section: Section, key: str, writing: Writing) -> Markup:
    """One line of text that must be there."""
    section.text(key)
    lines = section.lines_of(key)
    return writing.inline(lines[0]) if lines else Markup("")
