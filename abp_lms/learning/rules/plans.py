"""What may stand in a plan, and who may see a copy of it. Pure."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from uuid import UUID

from abp_lms.errors import Refused
from abp_lms.learning.rules.saves import Boxes

# What stands in a box, under its label.
Line = tuple[str, str]

# Five boxes of this size fit on one sheet of A4.
LONGEST_BOX = 400
MOST_LINES = 6


def refuse_unless_one_page(boxes: Boxes) -> None:
    """A plan stays on one page."""
    for name, text in boxes.items():
        length, lines = len(text.strip()), len(text.strip().splitlines())
        if length > LONGEST_BOX:
            raise Refused(
                f"Shorten this to {LONGEST_BOX} characters, so that the plan stays on one page. "
                f"You have {length}",
                field=name,
            )
        if lines > MOST_LINES:
            raise Refused(
                f"Use {MOST_LINES} lines at most, so that the plan stays on one page. "
                f"You have {lines}",
                field=name,
            )


def copy(lines: Mapping[str, Line], chosen: Collection[str]) -> tuple[Line, ...]:
    """The lines of the boxes that were chosen, by name. Refuses when there are none."""
    found = tuple(line for name, line in lines.items() if name in chosen)
    if not found:
        raise Refused("Choose what your manager is to see", field="show")
    return found


def may_see(*, viewer: UUID, shared_with: UUID, shared_on: date, managed_since: date) -> bool:
    """Whether a manager may see a copy: the one it was shared with, who has managed its author ever
    since. Who comes after does not see it, and who comes back does not see it again.
    """
    return viewer == shared_with and shared_on >= managed_since
