"""Statements as they are stored: bytes that are joined, and never read, on their way out."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

IN_ONE_ROW = """
SELECT group_concat(position), group_concat(length(body)),
       CAST(group_concat(CAST(body AS TEXT)) AS BLOB)
FROM (%s)
"""
"""What a SELECT of positions and bodies finds, as one row of SQLite.

In the order of that SELECT: having a LIMIT, it is run by itself, and its rows are taken as they come.
"""


@dataclass(frozen=True, slots=True)
class Bodies:
    """Statements as stored, one after the other."""

    positions: Sequence[int]
    sizes: Sequence[int]
    """Bytes of each."""
    joined: bytes
    """All of them, with a comma between any two."""

    def first(self, many: int) -> "Bodies":
        """Only the first ones."""
        if many == len(self.sizes):
            return self
        sizes = self.sizes[:many]
        return Bodies(self.positions[:many], sizes, self.joined[: sum(sizes) + max(0, many - 1)])

    def each(self) -> Iterator[bytes]:
        """One by one."""
        start = 0
        for size in self.sizes:
            yield self.joined[start : start + size]
            start += size + 1

    @classmethod
    def of_rows(cls, rows: Sequence[tuple[int, bytes]]) -> "Bodies":
        """Of positions with bodies."""
        bodies = [body for _, body in rows]
        return cls([position for position, _ in rows], list(map(len, bodies)), b",".join(bodies))

    @classmethod
    def of_one_row(cls, row: tuple[str | None, str | None, bytes | None]) -> "Bodies":
        """Of what `IN_ONE_ROW` finds."""
        positions, sizes, joined = row
        if positions is None or sizes is None or joined is None:
            return cls((), (), b"")
        return cls(_numbers(positions), _numbers(sizes), joined)


def _numbers(text: str) -> list[int]:
    return list(map(int, text.split(",")))
