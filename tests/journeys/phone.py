"""A phone: its browser keeps what it has in a folder, over every restart."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, Error

from tests.journeys.arrival import prepare

# A proxy that is not there, also for this machine itself.
NO_NETWORK = ("--proxy-server=127.0.0.1:9", "--proxy-bypass-list=<-loopback>")


@contextmanager
def phone(chromium: Browser, profile: Path, *, away: bool = False) -> Iterator[BrowserContext]:
    """The same phone-sized browser, each time it is opened. `away`: without a connection all the
    time, for a service worker that starts anew, too.
    """
    context = chromium.browser_type.launch_persistent_context(
        str(profile),
        executable_path="/usr/bin/chromium",
        args=["--no-sandbox", *(NO_NETWORK if away else ())],
        viewport={"width": 390, "height": 844},
    )
    prepare(context)
    try:
        yield context
    finally:
        with suppress(Error):  # it was killed
            context.close()


def kill(profile: Path) -> None:
    """End a phone's browser at once: it has no time to write anything down."""
    for process in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            if f"--user-data-dir={profile}".encode() in (process / "cmdline").read_bytes():
                os.kill(int(process.name), signal.SIGKILL)
