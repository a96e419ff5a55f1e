"""Reading a folder again only when it changed."""

import logging
import time
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import TypeVar

from abp_lms.content_files.findings import ContentError

Read = TypeVar("Read")
log = logging.getLogger(__name__)
Stamp = tuple[tuple[str, int, int], ...]

REST = 1.0
"""Seconds for which a folder is taken to be as it was: a page asks several times, of a hundred files."""


def remembered(*patterns: str) -> Callable[[Callable[[Path], Read]], Callable[[Path], Read]]:
    """Keep what a function read from a folder until a file that matches one of the patterns changes;
    the change is seen within a second.

    A change that is refused is logged, and what was last sound is kept: nobody who is reading loses
    the workbook to an edit. Only a first reading raises ContentError.
    """

    def keep(read: Callable[[Path], Read]) -> Callable[[Path], Read]:
        kept: dict[Path, tuple[Stamp, Read]] = {}
        looked: dict[Path, float] = {}

        @wraps(read)
        def look(folder: Path) -> Read:
            last = kept.get(folder)
            moment = time.monotonic()
            if last is not None and moment - looked[folder] < REST:
                return last[1]
            looked[folder] = moment
            stamp = _stamp(folder, patterns)
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
