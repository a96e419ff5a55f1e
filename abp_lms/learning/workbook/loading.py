"""Reads a whole content folder."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType

from abp_lms.content_files import Finding, SourceFile, is_id, refuse_errors, remembered
from abp_lms.learning.workbook.joining import check_joins
from abp_lms.learning.workbook.model import Unit, Workbook
from abp_lms.learning.workbook.reading_scales import ScalesReading, read_scales
from abp_lms.learning.workbook.reading_units import UnitReading, read_unit
from abp_lms.library.catalogue import Catalogue, read_catalogue
from abp_lms.library.guides import GuideReading, read_guides
from abp_lms.library.run_sheet import RunSheet, read_run_sheet
from abp_lms.programme.local_pages import LocalPageReading, read_local_pages
from abp_lms.programme.outline import Programme, UnitEntry
from abp_lms.programme.reading_outlines import read_programmes


@dataclass(frozen=True)
class Reading:
    """What reading a folder gave: the workbook as far as it can be read, and the findings."""

    workbook: Workbook
    units: Mapping[str, UnitReading]
    guides: Mapping[str, GuideReading]
    scales: ScalesReading
    pages: Mapping[str, LocalPageReading]
    run_sheet: RunSheet | None
    catalogue: Catalogue
    findings: list[Finding]


@remembered(
    "programmes/*.yaml",
    "modules/*.md",
    "guides/*",
    "scales.yaml",
    "pages/*.md",
    "masterclasses.yaml",
    "resources.yaml",
    "support.yaml",
)
def load(folder: Path) -> Workbook:
    """The workbook of a content folder.

    Raises ContentError, with every fault at once, when learners would meet something broken: an
    unreadable file, an option that leads nowhere, a page that is not there. Rules of the house
    (lengths, counts, style) are the checker's alone.
    """
    reading = read_folder(folder)
    refuse_errors(reading.findings)
    return reading.workbook


def read_folder(folder: Path) -> Reading:
    """Read everything, raise nothing."""
    findings: list[Finding] = []
    catalogue = read_catalogue(folder, findings)
    guides = read_guides(folder, findings)
    run_sheet = read_run_sheet(folder, findings)
    scales = read_scales(folder, findings)
    pages = read_local_pages(folder, findings)
    programmes = read_programmes(folder, findings, catalogue.masterclasses)
    units: dict[str, UnitReading] = {}
    for path in sorted((folder / "modules").glob("*.md")):
        source = SourceFile.read(path, folder, findings)
        if not is_id(path.stem):
            source.error(1, f'the file name "{path.name}" is no id.', "Call it u01.md or the like.")
        if source.lines and (reading := read_unit(source, path.stem)):
            units[path.stem] = reading
    told = {ident: reading.unit for ident, reading in units.items()}
    titled = {ident: _with_titles(programme, told) for ident, programme in programmes.items()}
    workbook = Workbook(MappingProxyType(titled), MappingProxyType(told), scales.scales)
    check_joins(folder, workbook, units, guides, scales, pages, catalogue, findings)
    return Reading(workbook, units, guides, scales, pages, run_sheet, catalogue, findings)


def _with_titles(programme: Programme, units: Mapping[str, Unit]) -> Programme:
    """A unit that is written is called what its own file calls it, unless the programme renames it."""

    def titled(entry: UnitEntry) -> UnitEntry:
        if entry.id not in units:
            return entry
        return replace(entry, title=entry.called(units[entry.id].title))

    modules = (
        replace(module, units=tuple(titled(entry) for entry in module.units))
        for module in programme.modules
    )
    return replace(programme, modules=tuple(modules))
