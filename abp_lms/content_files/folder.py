"""Reading a folder again only when it changed."""

from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import TypeVar

Read = TypeVar("Read")
Stamp = tuple[tuple[str, int, int], ...]


def remembered(*patterns: str) -> Callable[[Callable[[Path], Read]], Callable[[Path], Read]]:
    """Keep what a function read from a folder until a file that matches one of the patterns
    changes.
    """

    def keep(read: Callable[[Path], Read]) -> Callable[[Path], Read]:
        kept: dict[Path, tuple[Stamp, Read]] = {}

        @wraps(read)
        def look(folder: Path) -> Read:
            stamp = _stamp(folder, patterns)
            last = kept.get(folder)
            if last is None or last[0] != stamp:
                last = kept[folder] = (stamp, read(folder))
            return last[1]

        return look

    return keep


def _stamp(folder: Path, patterns: tuple[str, ...]) -> Stamp:
    files = sorted(path for pattern in patterns for path in folder.glob(pattern))
    facts = [(path, path.stat()) for path in files if path.is_file()]
    return tuple((str(path), fact.st_mtime_ns, fact.st_size) for path, fact in facts)
