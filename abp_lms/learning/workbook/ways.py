"""The ways through a scenario: what can be reached, what never ends, how many decisions it takes.

Pure.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

Leads = Mapping[str, Collection[str]]


@dataclass(frozen=True)
class Ways:
    """What following every option shows. The counts are 0 where some way never ends."""

    unreached: frozenset[str]
    endless: frozenset[str]
    shortest: int
    longest: int


def find_ways(leads: Leads, endings: Collection[str], first: str) -> Ways:
    """Follow every option from the first step. `leads` names where each step's options lead;
    endings lead nowhere.

    Steps from which a learner can come back to the same step are endless. Options that lead to no
    known step are ignored.
    """
    known = {*leads, *endings}
    ahead = {step: {to for to in leads.get(step, ()) if to in known} for step in known}
    reached = _reach(ahead, first)
    order, endless = _order(ahead, reached)
    if endless:
        return Ways(frozenset(known - reached), frozenset(endless), 0, 0)
    shortest: dict[str, int] = {}
    longest: dict[str, int] = {}
    for step in order:
        if step in endings:
            shortest[step] = longest[step] = 0
        elif onward := [to for to in ahead[step] if to in shortest]:
            shortest[step] = 1 + min(shortest[to] for to in onward)
            longest[step] = 1 + max(longest[to] for to in onward)
    return Ways(
        frozenset(known - reached), frozenset(), shortest.get(first, 0), longest.get(first, 0)
    )


def _reach(ahead: Mapping[str, set[str]], first: str) -> set[str]:
    reached: set[str] = set()
    waiting = [first] if first in ahead else []
    while waiting:
        step = waiting.pop()
        if step not in reached:
            reached.add(step)
            waiting.extend(ahead[step])
    return reached


def _order(ahead: Mapping[str, set[str]], reached: set[str]) -> tuple[list[str], set[str]]:
    """Steps in an order in which whatever a step leads to stands before it, and the steps that have
    no such order.
    """
    left = {step: set(ahead[step]) for step in reached}
    order: list[str] = []
    while ready := [step for step, onward in left.items() if not onward]:
        order.extend(ready)
        for step in ready:
            del left[step]
        for onward in left.values():
            onward.difference_update(ready)
    return order, _on_a_circle(left)


def _on_a_circle(left: dict[str, set[str]]) -> set[str]:
    """Of the steps without an order, those that lie on a circle (not those that only lead into
    one).
    """
    led_to = set().union(*left.values()) if left else set()
    while outside := {step for step in left if step not in led_to}:
        left = {step: onward for step, onward in left.items() if step not in outside}
        led_to = set().union(*left.values()) if left else set()
    return set(left)
