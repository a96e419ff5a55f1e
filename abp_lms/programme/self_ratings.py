"""When a programme asks people to rate themselves, and by which scales."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import pairwise

from abp_lms.content_files import Section, did_you_mean


class Moment(StrEnum):
    """When people rate themselves."""

    START = "start"
    MIDDLE = "middle"
    END = "end"


@dataclass(frozen=True)
class SelfRatings:
    """The scales, by id, and the unit in which they are asked at each moment."""

    scales: tuple[str, ...] = ()
    units: Mapping[Moment, str] = field(default_factory=dict)
    line: int = 1

    def moment_of(self, unit_id: str) -> Moment | None:
        """The moment at which a unit asks, if it does."""
        return next((moment for moment, unit in self.units.items() if unit == unit_id), None)


def read_self_ratings(section: Section, unit_ids: Collection[str]) -> SelfRatings:
    """What a programme's `ratings` say; `unit_ids` are its units in their order."""
    given = section.section("ratings")
    if given is None:
        return SelfRatings()
    ratings = SelfRatings(
        scales=given.idents("scales"),
        units={moment: given.ident(moment) for moment in Moment if moment in given},
        line=given.at,
    )
    given.close()
    if not ratings.scales or not ratings.units:
        mend = "Write ratings: {scales: [how-sure], start: orientation, end: closing}"
        given.source.error(given.at, '"ratings" names no scale or no moment.', mend)
    order = list(unit_ids)
    for moment, unit_id in ratings.units.items():
        if unit_id not in order:
            problem = f'"{unit_id}" is no unit of this programme.'
            given.source.error(given.line(moment), problem, did_you_mean(unit_id, order))
    asked = [(moment, unit) for moment, unit in ratings.units.items() if unit in order]
    for (before, first), (moment, unit_id) in pairwise(asked):
        if order.index(unit_id) <= order.index(first):
            problem = f'"{moment}" does not come after "{before}" in this programme.'
            given.source.error(given.line(moment), problem, "Name a later unit.")
    return ratings
