"""What a merged unit must say of the units whose place it takes."""

from abp_lms.content_files import did_you_mean
from abp_lms.learning.workbook.model import Page, Workbook
from abp_lms.learning.workbook.reading_units import UnitReading
from abp_lms.programme.outline import Programme, UnitEntry


def check_merged(reading: UnitReading, workbook: Workbook) -> None:
    """Its `takes_over` names pages that are there, and every page that later questions lead to."""
    unit, source = reading.unit, reading.front.source
    at = reading.front.line("takes_over" if unit.takes_over else "id")
    merged = {
        ident
        for programme in workbook.programmes.values()
        for entry in programme.units
        if entry.id == unit.id
        for ident in entry.merges
    }
    for taken, page_id in unit.takes_over.items():
        if unit.page(page_id) is None:
            mend = did_you_mean(page_id, [page.id for page in unit.pages])
            source.error(at, f'"{page_id}" is no page of this unit.', mend)
        unit_id, _, old_id = taken.partition("/")
        held = workbook.units.get(unit_id)
        if unit_id not in merged or (held and held.page(old_id) is None):
            known = [f"{one}/{page.id}" for one in merged for page in _pages(workbook, one)]
            problem = f'"{taken}" is no page of a unit that this one merges.'
            source.error(at, problem, did_you_mean(taken, known))
    for programme in workbook.programmes.values():
        for entry in programme.units:
            if entry.id == unit.id:
                for asked, asking in _asked_of(entry, programme, workbook):
                    if unit.page_for(*asked.split("/")) is None:
                        problem = f'no page stands for "{asked}", which {asking} asks about.'
                        mend = f"Add to takes_over: {asked} = page-of-this-unit"
                        source.warning(at, problem, mend)


def _asked_of(entry: UnitEntry, programme: Programme, workbook: Workbook) -> list[tuple[str, str]]:
    """The pages of merged units that questions of the programme's other units lead to, each with
    the first of these units.
    """
    asked: dict[str, str] = {}
    for other in programme.units:
        held = workbook.units.get(other.id) if other.id != entry.id else None
        for question in held.quiz.questions if held and held.quiz else ():
            if question.reread_unit in entry.merges:
                asked.setdefault(f"{question.reread_unit}/{question.reread_page}", other.id)
    return sorted(asked.items())


def _pages(workbook: Workbook, unit_id: str) -> tuple[Page, ...]:
    held = workbook.units.get(unit_id)
    return held.pages if held else ()
