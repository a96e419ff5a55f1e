"""Rating oneself on a scale: what may be saved, which answers stand, and where a picture has them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from abp_lms.errors import Refused
from abp_lms.learning.rules.progress import State
from abp_lms.learning.workbook import Scale, ScalePart

# Points by statement. 0: open, or rather not said; both are nobody's business, not even ours.
Points = Mapping[str, int]
OPEN = 0
NOTHING_CHOSEN = "Choose an answer to at least one of these, or leave this out"


@dataclass(frozen=True)
class Dot:
    """An answer in the picture: `x` by its moment, `y` by its points."""

    x: int
    y: int
    points: int


@dataclass(frozen=True)
class Canvas:
    """Where things stand in the picture of one statement, in its own units: moments from left to
    right, points from the bottom up, with room for a number above each dot and for words below.
    """

    width: int = 160
    height: int = 104
    left: int = 24
    right: int = 136
    top: int = 26
    bottom: int = 76

    def place(self, number: int, moments: int) -> int:
        """The x of a moment, counted from 0, of so many."""
        return self.left + round((self.right - self.left) * number / max(moments - 1, 1))

    def level(self, points: int, highest: int) -> int:
        """The y of a number of points, from 1 to the highest, which is 2 or more."""
        return self.bottom - round((self.bottom - self.top) * (points - 1) / (highest - 1))


CANVAS = Canvas()


def field_of(item_id: str) -> str:
    """The form's field for a statement: no id of the content can be the name of another field."""
    return f"item-{item_id}"


def refuse_unless_rated(scale: Scale, part: ScalePart, points: Points) -> None:
    """An answer to one statement at least, each a point of the scale or open."""
    if not points:
        raise Refused(NOTHING_CHOSEN, field=field_of(part.items[0].id))
    known = {item.id for item in part.items}
    for item_id, chosen in points.items():
        if item_id not in known or not OPEN <= chosen <= len(scale.points):
            raise Refused("Choose one of the answers", field=field_of(item_id))


def all_points(part: ScalePart, points: Points) -> dict[str, int]:
    """The points of every statement of a part: whatever was answered, as many words to seal."""
    return {item.id: points.get(item.id, OPEN) for item in part.items}


def standing(saves: Iterable[Points]) -> dict[str, int]:
    """What stands after several saves, oldest first: the latest answer to each statement."""
    latest: dict[str, int] = {}
    for save in saves:
        latest |= save
    return {item_id: points for item_id, points in latest.items() if points != OPEN}


def rating_state(scale: Scale, saved: Collection[str]) -> State:
    """How far a scale has come, by the parts that have been saved."""
    left = [part for part in scale.parts if part.id not in saved]
    if not left:
        return State.DONE
    return State.STARTED if len(left) < len(scale.parts) else State.NOT_STARTED


def drawn(points: Sequence[int | None], highest: int) -> tuple[Dot, ...]:
    """Where the answers to one statement stand, one place for each moment.

    A moment without an answer keeps its place and has no dot.
    """
    return tuple(
        Dot(CANVAS.place(place, len(points)), CANVAS.level(chosen, highest), chosen)
        for place, chosen in enumerate(points)
        if chosen is not None
    )
