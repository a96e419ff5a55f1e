"""Statements as they are stored: bytes that are joined, and never read, on their way out."""

from collections.abc import Iterable, Iterator, Sequence
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
    lacks_long: bool
    """One of them is too long to be among `bodies`."""

    def without_last(self) -> memoryview:
        """All but the last one."""
        return memoryview(self.bodies)[: max(0, len(self.bodies) - self.last_size - 1)]


LONG = 16 * 1024
"""Bytes of a statement that is read by itself: a thousand longer ones would fill the memory."""

IN_ONE_ROW = """
SELECT count(*), %s(position), size, sum(size),
       CAST(group_concat(CAST(body AS TEXT)) AS BLOB), has_marks, count(body) < count(*)
FROM (%s)
"""
"""What a SELECT of `lrs.storage.pages` finds, as one row of SQLite: the fields of `Joined`.

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


def fitting(sizes: Iterable[int], max_bytes: int) -> int:
    """How many of them, from the first one, are at most `max_bytes` together; at least one."""
    return max(1, sum(size <= max_bytes for size in accumulate(sizes)))
