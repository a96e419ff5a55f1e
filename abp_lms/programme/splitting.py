"""Dividing a cohort into action learning sets. Pure: nothing is kept, and the same people come out
the same way.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from itertools import combinations
from uuid import UUID

SMALLEST, LARGEST = 5, 8

Sets = list[list["Member"]]


@dataclass(frozen=True)
class Member:
    """Somebody in a cohort, as far as it matters for a set."""

    person_id: UUID
    name: str
    organisation: str | None
    manager_id: UUID | None

    def is_managed_with(self, other: Member) -> bool:
        """Whether one of the two manages the other."""
        return self.manager_id == other.person_id or other.manager_id == self.person_id


def numbers_of_sets(people: int) -> list[int]:
    """Into how many sets of 5 to 8 so many people can go; where none fits, the nearest number."""
    fitting = [
        sets
        for sets in range(1, people + 1)
        if people // sets >= SMALLEST and -(-people // sets) <= LARGEST
    ]
    return fitting or [max(-(-people // LARGEST), 1)]


def split(members: Sequence[Member], sets: int, *, mix: int = 0) -> Sets:
    """Divide people into so many sets. Sizes differ by one at most, and people of an organisation are
    spread over all sets. Nobody is with their own manager, where any exchange can prevent it.

    Another `mix` gives another division.
    """
    shares = Counter(member.organisation for member in members)

    def order(member: Member) -> tuple[int, str, bytes]:
        lot = sha256(f"{mix}:{member.person_id}".encode()).digest()
        return -shares[member.organisation], member.organisation or "", lot

    # Dealt like cards: colleagues follow each other, so no set gets two before each has one.
    dealt: Sets = [[] for _ in range(sets)]
    for number, member in enumerate(sorted(members, key=order)):
        dealt[number % sets].append(member)
    while exchange := _best_exchange(dealt):
        (one, here), (other, there) = exchange
        dealt[one][here], dealt[other][there] = dealt[other][there], dealt[one][here]
    return dealt


def managed_together(sets: Sets) -> list[tuple[Member, Member]]:
    """Those who are in one set with their own manager."""
    return [
        (one, other)
        for members in sets
        for one, other in combinations(members, 2)
        if one.is_managed_with(other)
    ]


def _best_exchange(sets: Sets) -> tuple[tuple[int, int], tuple[int, int]] | None:
    """The exchange of two people that takes most of them away from their managers, best between
    colleagues; None when none helps.
    """
    best: tuple[int, bool] = (0, False)
    found = None
    bonds = {
        (one, here): _bonds(member, members)
        for one, members in enumerate(sets)
        for here, member in enumerate(members)
    }
    for (one, here), (other, there) in combinations(bonds, 2):
        before = bonds[one, here] + bonds[other, there]
        if one == other or not before:
            continue
        first, second = sets[one][here], sets[other][there]
        after = _bonds(first, sets[other], without=second) + _bonds(
            second, sets[one], without=first
        )
        gain = before - after, first.organisation == second.organisation
        if gain[0] > 0 and gain > best:
            best, found = gain, ((one, here), (other, there))
    return found


def _bonds(member: Member, members: Sequence[Member], without: Member | None = None) -> int:
    """How many of them manage somebody or are managed by them."""
    return sum(member.is_managed_with(other) for other in members if other not in (member, without))
