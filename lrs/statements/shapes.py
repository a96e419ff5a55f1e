"""Shapes: the specification's tables of properties, written down as tables."""

from collections.abc import Mapping
from typing import Any

from lrs.errors import MOST_FAULTS, Fault
from lrs.statements.values import Check


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
