"""A scale by which people rate themselves. Its ids and its points never change once published."""

from dataclasses import dataclass

from markupsafe import Markup


@dataclass(frozen=True)
class ScaleItem:
    """One statement of a scale; `short` names it beside a picture."""

    id: str
    html: Markup
    short: str
    line: int


@dataclass(frozen=True)
class ScalePart:
    """The statements that stand on one screen."""

    id: str
    title: str
    items: tuple[ScaleItem, ...]
    line: int


@dataclass(frozen=True)
class Scale:
    """`points` are what the numbers mean, from 1 upwards; `later_html` says how to read the
    picture once there is something to compare.
    """

    id: str
    title: str
    question: Markup
    intro_html: Markup
    later_html: Markup
    minutes: int
    points: tuple[str, ...]
    parts: tuple[ScalePart, ...]
    line: int

    @property
    def items(self) -> tuple[ScaleItem, ...]:
        """All statements, in their order."""
        return tuple(item for part in self.parts for item in part.items)

    def part(self, part_id: str) -> ScalePart | None:
        """The part with this id, if there is one."""
        return next((part for part in self.parts if part.id == part_id), None)
