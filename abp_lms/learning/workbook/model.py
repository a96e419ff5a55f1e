"""The workbook as pages show it: frozen values whose ids never change once published.

`html` is safe to print as it is; `title`, `label`, `text` and the like are plain words that the
template escapes. `line` is the line in the author's file.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from markupsafe import Markup

from abp_lms.learning.workbook.scale import Scale
from abp_lms.learning.workbook.scenario import Scenario
from abp_lms.learning.workbook.sentences import Offer
from abp_lms.learning.workbook.sorting import Sort
from abp_lms.programme.outline import Programme

AIMS = ("system-culture", "compassionate-leadership", "early-intervention", "wellbeing")
UNDERSTAND = ("what-drives-behaviour", "outside-factors", "what-stops-people", "step-in-safely")

Piece = Literal["read", "scenario", "reflect", "practise", "recall"]
PIECES: tuple[Piece, ...] = ("read", "scenario", "reflect", "practise", "recall")
UNIT_MINUTES = 150


@dataclass(frozen=True)
class Minutes:
    """How long each piece of a unit takes; a piece of 0 minutes is absent."""

    read: int
    scenario: int
    reflect: int
    practise: int
    recall: int

    @property
    def total(self) -> int:
        """The minutes of the whole unit."""
        return self.read + self.scenario + self.reflect + self.practise + self.recall


@dataclass(frozen=True)
class Source:
    """Where a figure comes from. `cite` is how a page names it: "Darley and Latané, 1968"."""

    id: str
    text: str
    cite: str
    year: int | None
    note: str | None
    url: str | None
    line: int


@dataclass(frozen=True)
class Page:
    """One idea to read. A citation in `html` links to `#source-<id>`, for each of `sources`."""

    id: str
    title: str
    html: Markup
    words: int
    sources: tuple[Source, ...]
    line: int


@dataclass(frozen=True)
class Box:
    """One of the three boxes of a reflection."""

    label: str
    hint: str | None


@dataclass(frozen=True)
class Reflection:
    """A prompt with three boxes; `other_html` is the prompt for people to whom the first does not
    apply.
    """

    id: str
    title: str
    prompt_html: Markup
    what: Box
    so_what: Box
    now_what: Box
    other_html: Markup
    line: int


@dataclass(frozen=True)
class Approach:
    """One answer to "Which approach?" in the practice log."""

    id: str
    label: str


@dataclass(frozen=True)
class Practice:
    """A small act at work, and the ways in which it may have been done."""

    id: str
    title: str
    html: Markup
    approaches: tuple[Approach, ...]
    line: int


@dataclass(frozen=True)
class Letter:
    """A letter to oneself: how to begin, and the box that it is written in."""

    id: str
    title: str
    html: Markup
    letter: Box
    line: int


@dataclass(frozen=True)
class Plan:
    """A plan on one page, in five short boxes."""

    id: str
    title: str
    html: Markup
    act: Box
    when: Box
    help: Box
    measure: Box
    manager: Box
    line: int


# A text that is kept as a whole. Writing or having written one is a way to practise.
Document = Letter | Plan


@dataclass(frozen=True)
class Answer:
    """One option of a question; `html` is its words, `feedback` says why it tempts and where it
    leads.
    """

    id: str
    html: Markup
    good: bool
    feedback: Markup
    line: int


@dataclass(frozen=True)
class Question:
    """A question; `several` means that more than one option may be chosen.

    A spaced one asks about an earlier unit.
    """

    id: str
    text: str
    html: Markup
    options: tuple[Answer, ...]
    several: bool
    spaced: bool
    reread_unit: str
    reread_page: str
    line: int


@dataclass(frozen=True)
class Quiz:
    """Questions to recall by, with feedback on every option and no pass mark."""

    id: str
    title: str
    questions: tuple[Question, ...]
    line: int

    def question(self, question_id: str) -> Question | None:
        """The question with this id, if there is one."""
        return next((question for question in self.questions if question.id == question_id), None)


@dataclass(frozen=True)
class Unit:
    """One unit of the workbook, 150 minutes in up to five pieces. Its sorts belong to the time of the
    reading.

    `takes_over`: in a merged unit, which of its pages stands for a page ("u02/booth") of those it
    merges.
    """

    id: str
    version: int
    title: str
    summary: str
    outcomes: tuple[str, ...]
    minutes: Minutes
    aims: tuple[str, ...]
    understand: tuple[str, ...]
    sources: tuple[Source, ...]
    review: date
    law: bool
    content_warning: str | None
    opt_out: str | None
    masterclass: str | None
    takes_over: Mapping[str, str]
    pages: tuple[Page, ...]
    sorts: tuple[Sort, ...]
    scenario: Scenario | None
    reflections: tuple[Reflection, ...]
    practice: Practice
    letter: Letter | None
    plan: Plan | None
    sentences: tuple[Offer, ...]
    quiz: Quiz | None

    @property
    def words(self) -> int:
        """The words of the reading."""
        return sum(page.words for page in self.pages)

    def page(self, page_id: str) -> Page | None:
        """The page with this id, if there is one."""
        return next((page for page in self.pages if page.id == page_id), None)

    def page_for(self, unit_id: str, page_id: str) -> Page | None:
        """The page to read for a page of that unit, which is this one or merged into it."""
        return self.page(self.takes_over.get(f"{unit_id}/{page_id}", page_id))

    def sort(self, sort_id: str) -> Sort | None:
        """The sort with this id, if there is one."""
        return next((sort for sort in self.sorts if sort.id == sort_id), None)

    def reflection(self, reflection_id: str) -> Reflection | None:
        """The reflection with this id, if there is one."""
        return next((one for one in self.reflections if one.id == reflection_id), None)

    @property
    def documents(self) -> tuple[Document, ...]:
        """The letter and the plan, where the unit has them."""
        return tuple(one for one in (self.letter, self.plan) if one is not None)

    def document(self, document_id: str) -> Document | None:
        """The letter or the plan with this id, if there is one."""
        return next((one for one in self.documents if one.id == document_id), None)


@dataclass(frozen=True)
class Workbook:
    """All programmes, all units that are written and all scales, by id."""

    programmes: Mapping[str, Programme]
    units: Mapping[str, Unit]
    scales: Mapping[str, Scale]

    def units_in(self, programme: Programme | None) -> Mapping[str, Unit]:
        """All units by id, with the titles that the programme gives them."""
        renamed = {
            entry.id: replace(unit, title=title)
            for entry in (programme.units if programme else ())
            if (unit := self.units.get(entry.id))
            and (title := entry.called(unit.title)) != unit.title
        }
        return {**self.units, **renamed}
