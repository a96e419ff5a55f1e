"""What must fit together between files: links, questions from earlier units, programmes and their
units.
"""

from collections.abc import Collection, Iterator, Mapping
from pathlib import Path

from abp_lms.content_files import Finding, SourceFile, Writing, did_you_mean
from abp_lms.learning.workbook.merging import check_merged
from abp_lms.learning.workbook.model import Question, Workbook
from abp_lms.learning.workbook.reading_scales import ScalesReading
from abp_lms.learning.workbook.reading_units import UnitReading
from abp_lms.library.catalogue import Catalogue, Masterclass, Resource
from abp_lms.library.guides import GuideReading
from abp_lms.programme.local_pages import LocalPageReading
from abp_lms.programme.outline import Programme

# Pages on which people keep things for themselves: [words](mine:sentences).
OWN_PAGES = ("safety-card", "sentences")
NOT_WRITTEN = "is not written yet; pages show it as not ready."


def check_joins(
    folder: Path,
    workbook: Workbook,
    units: Mapping[str, UnitReading],
    guides: Mapping[str, GuideReading],
    scales: ScalesReading,
    pages: Mapping[str, LocalPageReading],
    catalogue: Catalogue,
    findings: list[Finding],
) -> None:
    """Tell what one file says of another that is not so."""
    files = {path.stem for path in (folder / "modules").glob("*.md")}
    planned = {
        ident
        for programme in workbook.programmes.values()
        for entry in programme.units
        for ident in (entry.id, *entry.merges)
    }
    for reading in units.values():
        _check_unit(reading, workbook, files, catalogue)
        check_merged(reading, workbook)
        if reading.unit.id not in planned:
            source = reading.front.source
            source.note(reading.front.line("id"), "no programme holds this unit.", "")
    beside: list[GuideReading | LocalPageReading] = [*guides.values(), *pages.values()]
    for held in beside:
        _check_links(held.front.source, held.writing, workbook, files, catalogue)
    _check_links(scales.source, scales.writing, workbook, files, catalogue)
    for programme in workbook.programmes.values():
        texts: list[UnitReading | LocalPageReading] = [
            *(units[entry.id] for entry in programme.units if entry.id in units),
            *(pages[ident] for ident in programme.pages if ident in pages),
        ]
        for text in texts:
            _check_not_left_out(text, programme, files)
    _check_shown(workbook, pages)
    for programme in workbook.programmes.values():
        findings.extend(_unknown_scales(programme, workbook))
        findings.extend(_unwritten(programme, files))
    findings.extend(_of_no_unit(catalogue, files | planned))


def _check_shown(workbook: Workbook, pages: Mapping[str, LocalPageReading]) -> None:
    shown = {page for programme in workbook.programmes.values() for page in programme.pages}
    for ident in pages.keys() - shown:
        front = pages[ident].front
        front.source.note(front.at, "no programme holds this page.", "")


def _unknown_scales(programme: Programme, workbook: Workbook) -> Iterator[Finding]:
    for scale_id in programme.ratings.scales:
        if scale_id not in workbook.scales:
            mend = did_you_mean(scale_id, workbook.scales)
            problem = f'"{scale_id}" is no scale of scales.yaml.'
            yield Finding(programme.file, programme.ratings.line, "error", problem, mend)


def _of_no_unit(catalogue: Catalogue, known: Collection[str]) -> Iterator[Finding]:
    """What in the library belongs to a unit that there is not."""
    belonging: list[Masterclass | Resource] = [
        *catalogue.masterclasses.values(),
        *catalogue.resources.values(),
    ]
    for entry in belonging:
        for ident in entry.units:
            if ident not in known:
                mend = did_you_mean(ident, known)
                problem = f'"{entry.id}" belongs to "{ident}", which is no unit.'
                yield Finding(entry.file, entry.line, "error", problem, mend)


def _check_unit(
    reading: UnitReading, workbook: Workbook, files: Collection[str], catalogue: Catalogue
) -> None:
    unit, source = reading.unit, reading.front.source
    if unit.masterclass and unit.masterclass not in catalogue.masterclasses:
        mend = did_you_mean(unit.masterclass, catalogue.masterclasses)
        problem = f'"{unit.masterclass}" is no masterclass of masterclasses.yaml.'
        source.error(reading.front.line("masterclass"), problem, mend)
    for question in unit.quiz.questions if unit.quiz else ():
        if question.spaced and question.reread_page:
            _check_spaced(reading, question, workbook, files)
    _check_links(source, reading.writing, workbook, files, catalogue)


def _check_links(
    source: SourceFile,
    writing: Writing,
    workbook: Workbook,
    files: Collection[str],
    catalogue: Catalogue,
) -> None:
    for link in writing.links:
        kind, _, target = link.text.partition(":")
        ident, _, page = target.partition("/")
        known: Collection[str] = {
            "unit": files,
            "masterclass": catalogue.masterclasses,
            "scale": workbook.scales,
            "mine": OWN_PAGES,
        }[kind]
        held = workbook.units.get(ident) if kind == "unit" else None
        pages = [one.id for one in held.pages] if held else []
        nowhere = f'the link to "{link.text}" leads nowhere.'
        if ident not in known:
            source.error(link.number, nowhere, did_you_mean(ident, known))
        elif page and page not in pages and (held or kind != "unit"):
            source.error(link.number, nowhere, did_you_mean(page, pages))


def _unwritten(programme: Programme, files: Collection[str]) -> Iterator[Finding]:
    """The units that a programme names and nobody has written; a merged one needs all its parts."""
    for entry in programme.units:
        if entry.id and not entry.written:
            yield Finding(programme.file, entry.line, "note", f"{entry.id} {NOT_WRITTEN}", "")
        for ident in entry.merges if entry.written else ():
            if ident not in files:
                problem = f'{entry.id} merges "{ident}", which is no unit.'
                mend = did_you_mean(ident, sorted(files))
                yield Finding(programme.file, entry.line, "error", problem, mend)


def _check_not_left_out(
    text: UnitReading | LocalPageReading, programme: Programme, files: Collection[str]
) -> None:
    """A text links to no unit that a programme which shows it leaves out."""
    for link in text.writing.links:
        kind, _, target = link.text.partition(":")
        ident = target.partition("/")[0]
        if kind == "unit" and ident in files and programme.entry_holding(ident) is None:
            problem = (
                f'the link to "{link.text}" leads nowhere in {programme.id}: it leaves {ident} out.'
            )
            mend = "Say it without the link."
            text.front.source.error(link.number, problem, mend)


def _check_spaced(
    reading: UnitReading, question: Question, workbook: Workbook, files: Collection[str]
) -> None:
    """The page of an earlier unit that a question names must be there, and the unit must come
    first.
    """
    source = reading.front.source
    earlier, page = question.reread_unit, question.reread_page
    held = workbook.units.get(earlier)
    if earlier not in files:
        mend = did_you_mean(earlier, files)
        source.error(
            question.line,
            f'the question "{question.id}" is from "{earlier}", which is no unit.',
            mend,
        )
    elif held and held.page(page) is None:
        mend = did_you_mean(page, [one.id for one in held.pages])
        problem = f'the question "{question.id}" is from "{page}", which is no page of {earlier}.'
        source.error(question.line, problem, mend)
    for programme in workbook.programmes.values():
        entries = [entry.id for entry in programme.units]
        places = {
            ident: place
            for place, entry in enumerate(programme.units)
            for ident in (entry.id, *entry.merges)
        }
        if reading.unit.id in entries and places.get(earlier, -1) > places[reading.unit.id]:
            problem = f'"{question.id}" is from "{earlier}", which comes later in {programme.id}.'
            source.error(question.line, problem, "Choose a page of an earlier unit.")
