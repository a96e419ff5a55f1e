"""Shapes: the specification's tables of properties, written down as tables."""

from collections.abc import Mapping
from typing import Any

import orjson

from lrs.errors import MOST_FAULTS, Fault
from lrs.statements.values import Check

REMEMBERED = 1024
"""How many good values one check remembers."""

_SHORT = 1000
"""The most bytes of a value that is remembered."""


class Shape:
    """An object with the properties of one table of the specification, and no others.

    Calling it adds a fault for each property that is missing, unknown or not as its own check wants
    it. Keys are case-sensitive; null is no value for any property (Data 2.2).
    """

    def __init__(
        self,
        noun: str,
        section: str,
        properties: Mapping[str, Check],
        required: tuple[str, ...] = (),
    ) -> None:
        self.noun = noun
        self.section = section
        self.properties = dict(properties)
        self.required = required

    def __call__(self, value: Any, path: str, faults: list[Fault]) -> None:
        if not isinstance(value, dict):
            faults.append(Fault(path, f"must be an object: {self.noun}", self.section))
            return
        properties = self.properties
        for key, item in value.items():
            check = properties.get(key)
            if check is None:
                faults.append(
                    Fault(f"{path}.{key}", f"is not a property of {self.noun}", self.section)
                )
                if len(faults) >= MOST_FAULTS:
                    return
            else:
                check(item, f"{path}.{key}", faults)
        for key in self.required:
            if key not in value:
                faults.append(Fault(f"{path}.{key}", f"is required in {self.noun}", self.section))


def array_of(check: Check, section: str, at_least: int = 0) -> Check:
    """A check for an array whose every element passes `check`."""

    def check_array(value: Any, path: str, faults: list[Fault]) -> None:
        if not isinstance(value, list):
            faults.append(Fault(path, "must be an array", section))
            return
        if len(value) < at_least:
            faults.append(Fault(path, "must not be empty", section))
        for position, item in enumerate(value):
            check(item, f"{path}[{position}]", faults)
            if len(faults) >= MOST_FAULTS:
                return

    return check_array


def one_of(values: tuple[str, ...], section: str) -> Check:
    """A check for a string out of a closed list, in exactly that case (Data 2.2)."""
    rule = (
        "must be " + " or ".join(values)
        if len(values) < 4
        else "must be one of " + ", ".join(values)
    )

    def check(value: Any, path: str, faults: list[Fault]) -> None:
        if not isinstance(value, str) or value not in values:
            faults.append(Fault(path, rule, section))

    return check


def often(check: Check) -> Check:
    """The same check, for what most statements repeat: what was found good is not looked at again."""
    good: set[bytes] = set()

    def check_unless_known(value: Any, path: str, faults: list[Fault]) -> None:
        try:
            text = orjson.dumps(value)
        except TypeError:  # nested too deep, or it has an integer beyond 64 bits
            check(value, path, faults)
            return
        if text in good:
            return
        before = len(faults)
        check(value, path, faults)
        if len(faults) == before and len(text) <= _SHORT:
            if len(good) >= REMEMBERED:
                good.clear()
            good.add(text)

    return check_unless_known
