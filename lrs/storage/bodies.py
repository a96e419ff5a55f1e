"""Statements as they are stored: bytes that are joined, and never read, on their way out."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate

Bytes = bytes | memoryview


@dataclass(slots=True)
class Joined:
    """Statements as stored with a comma between any two, and what is known of them together."""

    many: int
    last: int
    """Position of the last one."""
    last_size: int
    """Bytes of the last one."""
    size: int
    """Bytes of all, without commas."""
    bodies: bytes
    has_marks: bool
    """As of lrs.storage.pages; also true when nothing was found."""

    def without_last(self) -> memoryview:
        """All but the last one."""
        return memoryview(self.bodies)[: max(0, len(self.bodies) - self.last_size - 1)]


IN_ONE_ROW = """
SELECT count(*), %s(position), length(body), sum(length(body)),
       CAST(group_concat(CAST(body AS TEXT)) AS BLOB), has_marks
FROM (%s)
"""
"""What a SELECT of positions and bodies finds, as one row of SQLite: the fields of `Joined`.

In the order of that SELECT: having a LIMIT, it is run by itself, and its rows are taken as they
come. The first mark is `min` or `max`, whichever is the last position; a bare column beside such an
aggregate has its value from the same row (SQLite, "Bare columns in an aggregate query").
"""


@dataclass(frozen=True, slots=True)
class Bodies:
    """Statements as stored, one by one."""

    positions: Sequence[int]
    bodies: Sequence[bytes]

    def __iter__(self) -> Iterator[bytes]:
        return iter(self.bodies)

    def upto(self, limit: int, max_bytes: int, attached: dict[int, int]) -> "Bodies":
        """The first ones, at least one: no more than `limit`, and no more than fit.

        `attached` has the bytes that go with a position.
        """
        pairs = zip(self.positions, self.bodies, strict=True)
        sizes = accumulate(len(body) + attached.get(position, 0) for position, body in pairs)
        fits = max(1, min(limit, sum(size <= max_bytes for size in sizes)))
        return Bodies(self.positions[:fits], self.bodies[:fits])
