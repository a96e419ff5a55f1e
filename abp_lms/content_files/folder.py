"""Reading a folder again only when it changed."""

import logging
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import TypeVar

from abp_lms.content_files.findings import ContentError

Read = TypeVar("Read")
log = logging.getLogger(__name__)
Stamp = tuple[tuple[str, int, int], ...]


def remembered(*patterns: str) -> Callable[[Callable[[Path], Read]], Callable[[Path], Read]]:
    """Keep what a function read from a folder until a file that matches one of the patterns changes.

    A change that is refused is logged, and what was last sound is kept: nobody who is reading loses
    the workbook to an edit. Only a first reading raises ContentError.
    """

    def keep(read: Callable[[Path], Read]) -> Callable[[Path], Read]:
        kept: dict[Path, tuple[Stamp, Read]] = {}

        @wraps(read)
        def look(folder: Path) -> Read:
            stamp = _stamp(folder, patterns)
            last = kept.get(folder)
            if last is not None and last[0] == stamp:
                return last[1]
            try:
                now = read(folder)
            except ContentError as refused:
                if last is None:
                    raise
                log.error("Changed content is refused; the last sound one stays.\n%s", refused)
                now = last[1]
            kept[folder] = (stamp, now)
            return now

        return look

    return keep


def _stamp(folder: Path, patterns: tuple[str, ...]) -> Stamp:
    files = sorted(path for pattern in patterns for path in folder.glob(pattern))
    facts = [(path, path.stat()) for path in files if path.is_file()]
    return tuple((str(path), fact.st_mtime_ns, fact.st_size) for path, fact in facts)
