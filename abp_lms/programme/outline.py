"""The shape of each programme, from `content/programmes/*.yaml`: workshops, sets, months and their
units.
"""

from dataclasses import dataclass
from datetime import time
from typing import Literal

from markupsafe import Markup

from abp_lms.programme.self_ratings import SelfRatings
from abp_lms.programme.support import SupportGroup

House = Literal["nhs", "plain"]
Pace = Literal["paced", "own"]


@dataclass(frozen=True)
class Contact:
    """Whom participants write to."""

    name: str
    email: str


@dataclass(frozen=True)
class Workshop:
    """A workshop day; `days_after_first` is 0 for the first."""

    id: str
    title: str
    starts: time
    ends: time
    days_after_first: int


@dataclass(frozen=True)
class Sets:
    """The action learning sets; `count` is 0 where a programme has none."""

    count: int
    minutes: int
    every: str


@dataclass(frozen=True)
class UnitEntry:
    """A unit in the order of a programme. `written` is false while only its title is known; `title`
    is the id where the programme gives none.

    `merges` names the units whose place a merged unit takes; completing it completes them.
    """

    id: str
    title: str
    merges: tuple[str, ...]
    written: bool
    line: int

    @property
    def covers(self) -> tuple[str, ...]:
        """The ids that are done when this entry is."""
        return self.merges or (self.id,)

    def called(self, own_title: str) -> str:
        """What the programme calls a unit whose own title this is."""
        return own_title if self.title == self.id else self.title


@dataclass(frozen=True)
class Module:
    """A month or part of a programme, with the set that belongs to it (None: there is none)."""

    id: str
    title: str
    set: int | None
    set_prompt: str | None
    units: tuple[UnitEntry, ...]


@dataclass(frozen=True)
class Programme:
    """A programme as an academy offers it.

    `line_manager`: whether working with one's line manager is a part of it; students have none.
    """

    id: str
    name: str
    academy: str
    area: str
    house: House
    colour: str | None
    participant_word: str
    workbook_word: str
    contact: Contact
    pace: Pace
    weeks: int
    hours_a_week: float
    places: int
    workshops: tuple[Workshop, ...]
    sets: Sets
    about: Markup
    eligible: tuple[str, ...]
    modules: tuple[Module, ...]
    pages: tuple[str, ...]
    masterclasses: tuple[str, ...]
    line_manager: bool
    evaluation: tuple[str, ...]
    support: tuple[SupportGroup, ...]
    ratings: SelfRatings
    file: str

    @property
    def units(self) -> tuple[UnitEntry, ...]:
        """All entries, in the order of the programme."""
        return tuple(entry for module in self.modules for entry in module.units)

    def module_of(self, unit_id: str) -> Module | None:
        """The module that holds a unit, if the programme has it."""
        for module in self.modules:
            if any(entry.id == unit_id for entry in module.units):
                return module
        return None

    def entry_holding(self, unit_id: str) -> UnitEntry | None:
        """The entry in which a unit is read here: its own, or a merged one. None: left out."""
        own = (entry for entry in self.units if entry.id == unit_id)
        merged = (entry for entry in self.units if unit_id in entry.merges)
        return next(own, None) or next(merged, None)
