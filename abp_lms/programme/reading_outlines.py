"""Reads the programmes: `content/programmes/*.yaml` into outlines, with every fault told."""

from collections.abc import Collection, Mapping
from pathlib import Path
from types import MappingProxyType

from abp_lms.content_files import (
    Finding,
    Many,
    Scalar,
    Section,
    SourceFile,
    Writing,
    did_you_mean,
    is_id,
    read_section,
    refuse_errors,
    remembered,
)
from abp_lms.programme.outline import (
    Contact,
    House,
    Module,
    Pace,
    Programme,
    Sets,
    UnitEntry,
    Workshop,
)
from abp_lms.programme.self_ratings import Moment, read_self_ratings
from abp_lms.programme.support import read_support

PACES: tuple[Pace, ...] = ("paced", "own")
HOUSES: tuple[House, ...] = ("nhs", "plain")
EVERY = ("week", "fortnight", "month")
# As accounts.models.Sector has them, which what is read from files may not know (a test compares).
SECTORS = ("health", "social care", "emergency services", "charity", "education")
MOMENTS = tuple(Moment)


@remembered("programmes/*.yaml", "modules/*.md", "pages/*.md")
def load_programmes(folder: Path) -> Mapping[str, Programme]:
    """The programmes of a content folder by id; raises ContentError with every fault."""
    findings: list[Finding] = []
    programmes = read_programmes(folder, findings)
    refuse_errors(findings)
    return programmes


def read_programmes(
    folder: Path, findings: list[Finding], masterclasses: Collection[str] | None = None
) -> Mapping[str, Programme]:
    """The programmes of a content folder by id, as far as they can be read; faults are added to
    `findings`.
    """
    programmes: dict[str, Programme] = {}
    paths = sorted((folder / "programmes").glob("*.yaml"))
    if not paths:
        problem = f"there is no programme in {folder.resolve()}/programmes."
        place = f"{folder.name}/programmes"
        findings.append(Finding(place, 1, "error", problem, "Is this the content folder?"))
    for path in paths:
        source = SourceFile.read(path, folder, findings)
        section = read_section(source, source.lines) if source.lines else None
        if section is None:
            continue
        programme = _read_programme(section, folder)
        for ident in programme.masterclasses:
            if masterclasses is not None and ident not in masterclasses:
                problem = f'"{ident}" is no masterclass of masterclasses.yaml.'
                mend = did_you_mean(ident, masterclasses)
                source.error(section.line("masterclasses"), problem, mend)
        if programme.id != path.stem:
            mend = f"Write id: {path.stem}, or rename the file."
            problem = f'the id is "{programme.id}" and the file is called {path.name}.'
            source.error(section.line("id"), problem, mend)
        programmes[path.stem] = programme
    return MappingProxyType(programmes)


def _read_programme(section: Section, folder: Path) -> Programme:
    house, pace = section.choice("house", HOUSES), section.choice("pace", PACES)
    modules = tuple(_read_module(module, folder) for module in section.sections("modules"))
    programme = Programme(
        id=section.ident("id"),
        name=section.text("name"),
        academy=section.text("academy"),
        area=section.text("area"),
        house="plain" if house == "plain" else "nhs",
        colour=_read_colour(section, house),
        participant_word=section.text("participant_word"),
        workbook_word=section.text("workbook_word"),
        contact=_read_contact(section),
        pace="own" if pace == "own" else "paced",
        weeks=section.number("weeks", at_least=1, at_most=104),
        hours_a_week=section.decimal("hours_a_week", at_most=40),
        places=section.number("places", at_least=1, at_most=500, default=20),
        workshops=tuple(_read_workshop(workshop) for workshop in section.sections("workshops")),
        sets=_read_sets(section),
        about=Writing(section.source).html(section.lines_of("about")),
        eligible=section.texts("eligible", allowed=SECTORS),
        modules=modules,
        pages=_read_pages(section, folder),
        masterclasses=section.idents("masterclasses"),
        line_manager=section.flag("line_manager", default=True),
        evaluation=section.texts("evaluation", allowed=MOMENTS),
        support=read_support(section),
        ratings=read_self_ratings(section, [unit.id for one in modules for unit in one.units]),
        file=section.source.name,
    )
    section.close()
    _check_programme(section, programme)
    return programme


def _read_colour(section: Section, house: str) -> str | None:
    colour = section.maybe_text("colour")
    digits = (colour or "").removeprefix("#")
    sound = colour is None or (
        colour != digits and len(digits) == 6 and all(c in "0123456789abcdefABCDEF" for c in digits)
    )
    if not sound:
        section.source.error(
            section.line("colour"), f'"{colour}" is no colour.', 'Write it as "#4a2566".'
        )
        return None
    if (colour is None) == (house == "plain"):
        mend = "Give a plain house its colour; leave it out for nhs."
        section.source.error(
            section.line("colour"), f'a colour and the house "{house}" do not fit.', mend
        )
    return colour


def _read_contact(section: Section) -> Contact:
    contact = section.section("contact")
    if contact is None:
        mend = "Add contact: {name: …, email: …}"
        section.source.error(section.line("contact"), '"contact" is missing.', mend)
        return Contact("", "")
    name = contact.text("name")
    contact.text("email")
    email = contact.maybe_email("email") or ""
    contact.close()
    return Contact(name, email)


def _read_workshop(section: Section) -> Workshop:
    workshop = Workshop(
        id=section.ident("id"),
        title=section.text("title"),
        starts=section.hour("starts"),
        ends=section.hour("ends"),
        days_after_first=section.number("days_after_first", at_least=0, at_most=365, default=0),
    )
    if workshop.ends < workshop.starts:
        section.source.error(section.line("ends"), "the workshop ends before it starts.", "")
    section.close()
    return workshop


def _read_sets(section: Section) -> Sets:
    given = section.section("sets")
    if given is None:
        mend = "Add sets: {count: 6, minutes: 90, every: month}; count is 0 when there are none."
        section.source.error(section.line("sets"), '"sets" is missing.', mend)
        return Sets(0, 0, "month")
    sets = Sets(
        count=given.number("count", at_least=0, at_most=24),
        minutes=given.number("minutes", at_least=10, at_most=480),
        every=given.choice("every", EVERY),
    )
    given.close()
    return sets


def _read_module(section: Section, folder: Path) -> Module:
    module = Module(
        id=section.ident("id"),
        title=section.text("title"),
        set=section.number("set", at_least=1, at_most=24) if "set" in section else None,
        set_prompt=section.maybe_text("set_prompt"),
        units=tuple(_read_entry(section.source, item, folder) for item in section.items("units")),
    )
    section.close()
    return module


def _read_entry(source: SourceFile, item: Scalar | Many | Section, folder: Path) -> UnitEntry:
    """A unit named by its id alone, or with a title and the units it merges."""
    if isinstance(item, Many):
        source.error(item.line, "a unit here is an id, or {id: …, title: …}.", "")
        return UnitEntry("", "", (), False, item.line)
    if isinstance(item, Scalar):
        line = item.line
        ident, title = item.text or "", None
        merges: tuple[str, ...] = ()
        if not is_id(ident):
            source.error(line, f'"{ident[:80]}" is no id.', "Name a unit, such as u01.")
    else:
        line = item.at
        ident, title, merges = item.ident("id"), item.maybe_text("title"), item.idents("merges")
        item.close()
    written = is_id(ident) and (folder / "modules" / f"{ident}.md").is_file()
    if title is None and not written and is_id(ident):
        mend = f"Write {{id: {ident}, title: …}} until modules/{ident}.md is there."
        source.error(line, f'the unit "{ident}" is not written and has no title.', mend)
    return UnitEntry(ident, title or ident, merges, written, line)


def _read_pages(section: Section, folder: Path) -> tuple[str, ...]:
    """The local pages by id; each has its file."""
    pages = section.idents("pages")
    written = sorted(path.stem for path in (folder / "pages").glob("*.md"))
    for page in pages:
        if page not in written:
            mend = did_you_mean(page, written) or f"Write pages/{page}.md first."
            section.source.error(section.line("pages"), f'there is no page "{page}".', mend)
    return pages


def _check_programme(section: Section, programme: Programme) -> None:
    """What must fit together inside one programme."""
    source = section.source
    for what, idents in {
        "workshop": [workshop.id for workshop in programme.workshops],
        "module": [module.id for module in programme.modules],
        "page": list(programme.pages),
        "unit": [ident for entry in programme.units for ident in entry.covers],
    }.items():
        for ident in {ident for ident in idents if ident and idents.count(ident) > 1}:
            at = section.line({"workshop": "workshops", "page": "pages"}.get(what, "modules"))
            source.error(
                at, f'the {what} "{ident}" stands twice in this programme.', "Keep one of the two."
            )
    if not programme.units:
        source.error(
            section.line("modules"), "the programme has no units.", "Add modules: with their units."
        )
    sets = [module.set for module in programme.modules if module.set is not None]
    if sets != list(range(1, programme.sets.count + 1)):
        problem = (
            f"the modules have the sets {sets or 'none'}, and there are {programme.sets.count}."
        )
        source.error(
            section.line("sets"), problem, "Number the sets of the modules from 1, in order."
        )
