"""Sorting situations into groups, as pages show it. Nothing is marked: each place has something to
be said for it, and the author says what.
"""

from dataclasses import dataclass

from markupsafe import Markup


@dataclass(frozen=True)
class Group:
    """One of the places where a situation can be put."""

    id: str
    title: str
    line: int


@dataclass(frozen=True)
class Fit:
    """What is to be said when a situation is put into a group; several groups of one situation may
    fit.
    """

    group_id: str
    fits: bool
    feedback: Markup
    line: int


@dataclass(frozen=True)
class Situation:
    """Something to put into a group, with a fit for each. `contested` says where people differ."""

    id: str
    title: str
    html: Markup
    fits: tuple[Fit, ...]
    contested: Markup | None
    line: int

    def fit(self, group_id: str) -> Fit | None:
        """What is to be said of that group, if it is one of the sort's."""
        return next((fit for fit in self.fits if fit.group_id == group_id), None)


@dataclass(frozen=True)
class Sort:
    """Situations and the groups to put them into; `html` says what it is about."""

    id: str
    title: str
    html: Markup
    groups: tuple[Group, ...]
    situations: tuple[Situation, ...]
    line: int

    def group(self, group_id: str) -> Group | None:
        """The group with this id, if there is one."""
        return next((group for group in self.groups if group.id == group_id), None)

    def situation(self, situation_id: str) -> Situation | None:
        """The situation with this id, if there is one."""
        return next((one for one in self.situations if one.id == situation_id), None)
