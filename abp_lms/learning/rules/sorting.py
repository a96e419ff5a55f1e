"""Sorting situations: any group may be chosen, as often as one likes, and nothing is marked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from abp_lms.errors import Refused
from abp_lms.learning.rules.progress import State
from abp_lms.learning.workbook import Group, Situation, Sort


@dataclass(frozen=True)
class Sorting:
    """How far a sort has come: the group of each situation that has one, in the author's order."""

    sort: Sort
    placed: tuple[tuple[Situation, Group], ...]
    next: Situation | None

    @property
    def state(self) -> State:
        if self.next is None:
            return State.DONE
        return State.STARTED if self.placed else State.NOT_STARTED

    def in_group(self, group: Group) -> tuple[Situation, ...]:
        """The situations that were put into a group."""
        return tuple(situation for situation, chosen in self.placed if chosen == group)

    def group_of(self, situation: Situation) -> Group | None:
        """Where a situation was put, if it was."""
        return next((group for one, group in self.placed if one == situation), None)


def sorting(sort: Sort, chosen: Mapping[str, str]) -> Sorting:
    """How far a sort has come; `chosen` names the group of each situation by their ids.

    Ids that the content no longer holds count as not chosen.
    """
    placed: list[tuple[Situation, Group]] = []
    left: list[Situation] = []
    for situation in sort.situations:
        group = sort.group(chosen.get(situation.id, ""))
        if group is None:
            left.append(situation)
        else:
            placed.append((situation, group))
    return Sorting(sort, tuple(placed), left[0] if left else None)


def refuse_unless_group(sort: Sort, group_id: str) -> None:
    if sort.group(group_id) is None:
        raise Refused("Choose where you would put it", field="group")
