"""Room for large requests: only so many bytes of them are in memory at once, the others wait."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from lrs.errors import Busy

SMALL = 1024 * 1024
"""Bytes of a body that takes no room: what is read of any before it is known how large it is."""

ROOM = 8 * SMALL
"""Bytes of larger ones that are in memory at once; one that is larger still has it all to itself."""

PATIENCE = 60.0
"""Seconds to wait for room."""


class Room:
    """Who has a large body enters before reading it, and leaves with the answer.

    What a statement takes in memory is many times what it takes on its way. Eight clients, each
    with all that one request may have, are therefore not served at once (decision 310).
    """

    def __init__(self, size: int = ROOM, small: int = SMALL) -> None:
        self._size, self._small = size, small
        self._taken: dict[int, int] = {}
        """Bytes by thread."""
        self._first_in_line = threading.Lock()
        self._changed = threading.Condition()

    def enter(self, size: int) -> None:
        """Wait until there is room for so many bytes; raises `Busy` when there is none for long.

        Does nothing for who is inside already.
        """
        own = threading.get_ident()
        if size <= self._small or own in self._taken:
            return
        size = min(size, self._size)
        if not self._first_in_line.acquire(timeout=PATIENCE):
            raise _busy()
        try:
            with self._changed:
                if not self._changed.wait_for(lambda: self._used() + size <= self._size, PATIENCE):
                    raise _busy()
                self._taken[own] = size
        finally:
            self._first_in_line.release()

    def leave(self) -> None:
        """Make room for others; does nothing for who took none."""
        if threading.get_ident() in self._taken:
            with self._changed:
                del self._taken[threading.get_ident()]
                self._changed.notify_all()

    @contextmanager
    def entered(self, size: int) -> Iterator[None]:
        """Inside for as long as the block lasts; as `enter`."""
        self.enter(size)
        try:
            yield
        finally:
            self.leave()

    def _used(self) -> int:
        return sum(self._taken.values())


def _busy() -> Busy:
    return Busy("Other large requests are being worked on. Try again later, or send less at once.")
