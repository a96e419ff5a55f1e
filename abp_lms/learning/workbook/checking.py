"""Rules of the house on top of what the loader refuses: lengths, counts, dates, style."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from pathlib import Path

from abp_lms.content_files import Finding, Line, SourceFile, counted
from abp_lms.learning.workbook.loading import Reading, read_folder
from abp_lms.learning.workbook.model import Quiz, Unit, Workbook
from abp_lms.learning.workbook.reading_scales import ScalesReading
from abp_lms.learning.workbook.reading_units import UnitReading
from abp_lms.learning.workbook.scenario import Scenario
from abp_lms.learning.workbook.style import check_prose, check_style
from abp_lms.library.catalogue import Masterclass, Resource, SupportLine
from abp_lms.library.guides import GuideReading
from abp_lms.library.run_sheet import RunSheet
from abp_lms.programme.local_pages import LocalPageReading
from abp_lms.programme.outline import Programme

PAGES = range(4, 7)
READING_WORDS = range(800, 1301)
PAGE_WORDS = range(100, 301)
LONGEST_WAY = range(5, 9)
SHORTEST_WAY = 4
ENDINGS = range(3, 6)
GOOD_ENDINGS = 2
WORDS_A_MINUTE = 130  # read with care
MINUTES_A_SITUATION = 2
NEW_QUESTIONS = 5
SPACED_QUESTIONS = 3
SHORT_RECALL = 10  # minutes; such a quiz has five questions of either kind
EARLY_UNITS = 4  # with fewer before it, a unit has fewer pages to ask about
FEWEST_TO_COMPARE = 5
STATEMENTS = 7  # on one screen
TELLING = 0.75  # share of the questions at which a pattern gives the good answer away
OLDEST_CHECK = timedelta(days=365)
SEE_PAGE = re.compile(r"\bSee [\"“]")
FIGURE = re.compile(r"\d[\d.,]*\s?(?:%|per cent\b)|\b\d[\d,]* (?:out )?of (?:the |every )?\d[\d,]*")


def check(folder: Path, today: date) -> Reading:
    """Everything there is to say about a content folder, sorted by file and line, in `findings`."""
    reading = read_folder(folder)
    for unit_reading in reading.units.values():
        _check_unit(unit_reading, reading.workbook, today)
    for guide_reading in reading.guides.values():
        _check_beside(guide_reading, guide_reading.guide.review, today, ("title", "audience"))
    for page_reading in reading.pages.values():
        _check_beside(page_reading, page_reading.page.review, today, ("title", "summary"))
    _check_scales(reading.scales)
    _check_sources_agree(reading)
    _check_links_were_opened(reading, today)
    for programme in reading.workbook.programmes.values():
        reading.findings.extend(_support_findings(programme, today))
        reading.findings.extend(_length_of_sets(programme, reading.run_sheet))
    reading.findings.sort()
    return reading


def _check_unit(reading: UnitReading, workbook: Workbook, today: date) -> None:
    unit, source = reading.unit, reading.front.source
    if unit.review < today:
        mend = "Read the unit against its sources again, then set the next date."
        source.warning(
            reading.front.line("review"), f"the review date, {unit.review}, has passed.", mend
        )
    _check_reading(reading)
    _check_sorts(source, unit)
    if unit.scenario:
        _check_scenario(source, unit.scenario)
    if unit.quiz:
        _check_quiz(source, unit, unit.quiz, _units_before(unit, workbook))
    check_style(reading.front, reading.writing, ("title", "summary", "content_warning", "opt_out"))
    for line, words in _uncited_figures(reading):
        problem = f'the figure "{words}" names no source.'
        source.warning(line, problem, "Put [@source-id] after it.")


def _check_beside(
    reading: GuideReading | LocalPageReading, review: date, today: date, keys: Sequence[str]
) -> None:
    """What stands beside the units: a guide, or a local page."""
    if review < today:
        problem = f"the review date, {review}, has passed."
        mend = "Read it again, then set the next date."
        reading.front.source.warning(reading.front.line("review"), problem, mend)
    check_style(reading.front, reading.writing, keys)


def _check_scales(reading: ScalesReading) -> None:
    for scale in reading.scales.values():
        for part in scale.parts:
            if len(part.items) > STATEMENTS:
                problem = f'the part "{part.id}" has {counted(len(part.items), "statement")}.'
                mend = f"Put {STATEMENTS} on a screen at most; begin another part."
                reading.source.warning(part.line, problem, mend)
    check_prose(reading.writing)


def _check_links_were_opened(reading: Reading, today: date) -> None:
    """Somebody opened each link of the catalogue within the last year."""
    catalogue = reading.catalogue
    entries: list[Masterclass | Resource | SupportLine] = [
        *catalogue.masterclasses.values(),
        *catalogue.resources.values(),
        *catalogue.support.values(),
    ]
    for entry in entries:
        if today - entry.last_checked > OLDEST_CHECK:
            problem = f'"{entry.id}" was last checked on {entry.last_checked}.'
            mend = "Open its link, and change last_checked."
            reading.findings.append(Finding(entry.file, entry.line, "warning", problem, mend))


def _length_of_sets(programme: Programme, sheet: RunSheet | None) -> Iterator[Finding]:
    """The facilitator's timer lasts as long as the sets of every programme that has them."""
    if sheet and programme.sets.count and programme.sets.minutes != sheet.minutes:
        problem = f"sets last {programme.sets.minutes} minutes, and the run sheet {sheet.minutes}."
        mend = "The timer follows guides/run-sheet.yaml; change one of them."
        yield Finding(programme.file, 1, "warning", problem, mend)


def _support_findings(programme: Programme, today: date) -> Iterator[Finding]:
    """Contacts that nobody can reach, that nobody has tried for long, or that are made up."""
    contacts = [contact for group in programme.support for contact in group.contacts]
    for contact in contacts:
        if not contact.is_reachable:
            problem = f'nobody can be reached through "{contact.id}" yet.'
            mend = "Give it a phone, a text, an email or a url."
            yield Finding(programme.file, contact.line, "warning", problem, mend)
        elif contact.last_checked and today - contact.last_checked > OLDEST_CHECK:
            problem = f'"{contact.id}" was last checked on {contact.last_checked}.'
            mend = "Try it, and change last_checked."
            yield Finding(programme.file, contact.line, "warning", problem, mend)
    made_up = [contact for contact in contacts if contact.is_made_up]
    if made_up:
        problem = (
            f"{counted(len(made_up), 'support contact')} here reach nobody: they are examples."
        )
        mend = "Set the real ones before the first cohort."
        yield Finding(programme.file, made_up[0].line, "note", problem, mend)


def _check_sources_agree(reading: Reading) -> None:
    """A source that several units cite is called the same in each."""
    known: dict[str, tuple[str, str]] = {}
    for unit_reading in reading.units.values():
        for source in unit_reading.unit.sources:
            keys = [source.id, *([source.url] if source.url and "doi.org" in source.url else [])]
            unit_id, cite = next(
                (known[key] for key in keys if key in known), (unit_reading.unit.id, source.cite)
            )
            if cite != source.cite:
                file = unit_reading.front.source
                problem = f'"{source.cite}" is "{cite}" in {unit_id}.'
                mend = "Give the source the same text, year and cite in both."
                file.warning(source.line, problem, mend)
            known |= {key: (unit_id, cite) for key in keys if key not in known}


def _check_reading(reading: UnitReading) -> None:
    unit, source = reading.unit, reading.front.source
    if not unit.pages:
        return
    at = unit.pages[0].line
    if len(unit.pages) not in PAGES:
        source.error(
            at, f"the reading has {counted(len(unit.pages), 'page')}.", "Make it 4 to 6 pages."
        )
    if unit.words not in READING_WORDS:
        source.error(
            at, f"the reading has {counted(unit.words, 'word')}.", "Make it 800 to 1,300 words."
        )
    for page in unit.pages:
        if page.words not in PAGE_WORDS:
            mend = "A page holds one idea in 150 to 250 words."
            source.warning(
                page.line, f'the page "{page.id}" has {counted(page.words, "word")}.', mend
            )
    if not unit.sources:
        mend = "List what it rests on under sources: in the facts at the top."
        source.warning(reading.front.at, "the unit names no sources.", mend)


def _check_sorts(source: SourceFile, unit: Unit) -> None:
    """Reading and sorting have room in the minutes of the reading, and every group is needed."""
    situations = sum(len(sort.situations) for sort in unit.sorts)
    needed = round(unit.words / WORDS_A_MINUTE) + situations * MINUTES_A_SITUATION
    if unit.sorts and needed > unit.minutes.read:
        problem = (
            f"{counted(unit.words, 'word')} to read and {counted(situations, 'situation')} to sort "
            f"take about {needed} minutes, and read has {unit.minutes.read}."
        )
        source.error(unit.sorts[0].line, problem, "Give read more minutes, or sort less.")
    for sort in unit.sorts:
        fitting = {fit.group_id for one in sort.situations for fit in one.fits if fit.fits}
        for group in sort.groups:
            if group.id not in fitting:
                problem = f'nothing fits the group "{group.id}".'
                mend = "Write a situation for it, or leave the group out."
                source.warning(group.line, problem, mend)


def _check_scenario(source: SourceFile, scenario: Scenario) -> None:
    line = scenario.line
    if scenario.longest and scenario.longest not in LONGEST_WAY:
        problem = f"the longest way through has {counted(scenario.longest, 'decision')}."
        source.error(line, problem, "Make it 5 to 8.")
    if scenario.longest and scenario.shortest < SHORTEST_WAY:
        problem = f"the shortest way through has {counted(scenario.shortest, 'decision')}."
        source.error(line, problem, f"Let no way end before {SHORTEST_WAY}.")
    if len(scenario.endings) not in ENDINGS:
        problem = f"the scenario has {counted(len(scenario.endings), 'ending')}."
        source.error(line, problem, "Write 3 to 5.")
    good = sum(ending.outcome == "good" for ending in scenario.endings)
    if good < GOOD_ENDINGS:
        problem = f"{good} of the endings {'is' if good == 1 else 'are'} good."
        source.error(line, problem, "Write two or more, good in different ways.")


def _check_quiz(source: SourceFile, unit: Unit, quiz: Quiz, before: int) -> None:
    """Five new questions and three from earlier units; five in all where recall is short."""
    _check_tells(source, quiz)
    for question in quiz.questions:
        for option in question.options if question.spaced else ():
            if SEE_PAGE.search(option.feedback.striptags()):
                mend = "Leave it out: the link below it names the page as each programme calls it."
                source.warning(option.line, 'a question of an earlier unit says "See".', mend)
    spaced = sum(question.spaced for question in quiz.questions)
    new = len(quiz.questions) - spaced
    if unit.minutes.recall <= SHORT_RECALL:
        if new + spaced != NEW_QUESTIONS:
            problem = f"the quiz has {counted(new + spaced, 'question')} for {unit.minutes.recall} minutes."
            source.error(quiz.line, problem, f"Ask {NEW_QUESTIONS}.")
        return
    if new != NEW_QUESTIONS:
        problem = f"the quiz has {counted(new, 'new question')}."
        source.error(quiz.line, problem, f"Ask {NEW_QUESTIONS} with about:.")
    if spaced > SPACED_QUESTIONS or (spaced < SPACED_QUESTIONS and before >= EARLY_UNITS):
        problem = f"the quiz has {counted(spaced, 'question')} from earlier units."
        source.error(quiz.line, problem, f"Ask {SPACED_QUESTIONS} with from:.")


def _check_tells(source: SourceFile, quiz: Quiz) -> None:
    """Neither its place nor its length gives the good answer away."""
    single = [one.options for one in quiz.questions if sum(o.good for o in one.options) == 1]
    if len(single) < FEWEST_TO_COMPARE:
        return
    places = Counter([option.good for option in options].index(True) for options in single)
    often = max(places.values())
    longest = sum(
        max(options, key=lambda option: len(option.html.striptags())).good for options in single
    )
    if often >= TELLING * len(single):
        problem = f"the good answer stands in the same place {often} times out of {len(single)}."
        source.warning(quiz.line, problem, "Let it stand first, second and third about equally.")
    if longest >= TELLING * len(single):
        problem = f"the good answer is the longest {longest} times out of {len(single)}."
        source.warning(quiz.line, problem, "Shorten some, and say more in the others.")


def _units_before(unit: Unit, workbook: Workbook) -> int:
    """How many units stand before this one in the programme where it comes first."""
    places = [
        place
        for programme in workbook.programmes.values()
        for place, entry in enumerate(programme.units)
        if unit.id == entry.id
    ]
    return min(places, default=0)


def _uncited_figures(reading: UnitReading) -> Iterator[Line]:
    """The figures in paragraphs of the reading that cite nothing."""
    for paragraph in reading.writing.prose:
        found = FIGURE.search(paragraph.text)
        if found and paragraph.on_page and not paragraph.cites:
            yield Line(paragraph.line, found[0])
