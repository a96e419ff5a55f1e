"""When a page has arrived: its scripts listen, and it does not load itself anew."""

from __future__ import annotations

import time
from typing import Any

from playwright.sync_api import BrowserContext, Error, Page

# Milliseconds: slow is not wrong, and a page tries again by itself after 20 seconds.
PATIENCE = 120_000

# Put before a page's own scripts; Playwright does not tell that a page is about to be left.
_NOTE_LEAVING = """globalThis.navigation?.addEventListener("navigate", ({destination, downloadRequest}) => {
  if (!destination.sameDocument && downloadRequest === null) globalThis.isLeaving = true;
})"""

# To import a module that the page has imported is to wait until it has been run.
_ARRIVED = """async () => {
  const scripts = [...document.querySelectorAll("script[type=module][src]")];
  await Promise.allSettled(scripts.map((one) => import(one.src)));
  const form = document.querySelector("form[data-writing]");
  if (form) {
    if (!form.elements.namedItem("writer").value) return false;
    await import("/static/vendor/jose.js");
  }
  return document.readyState === "complete" && !globalThis.isLeaving;
}"""


def prepare(context: BrowserContext) -> None:
    """Have a browser note when a page is about to be left, and give it time."""
    context.add_init_script(_NOTE_LEAVING)
    context.set_default_timeout(PATIENCE)


def arrived(page: Page) -> None:
    """Wait until the page's scripts have done what they do on arrival, as somebody would who reads
    before they type; whatever the page shows instead of itself is waited for, too.
    """
    until(page, _ARRIVED)


def until(page: Page, script: str, arg: Any = None) -> None:
    """Wait until a script says true, whatever pages come meanwhile. Playwright's `wait_for_function`
    takes any promise for a yes.
    """
    last = time.monotonic() + PATIENCE / 1000
    while time.monotonic() < last:
        try:
            if page.evaluate(script, arg):
                return
        except Error as fault:
            if "context was destroyed" not in str(fault):
                raise
        page.wait_for_timeout(50)
    raise AssertionError(f"It did not come to this on {page.url}: {script}")


def go(page: Page, address: str) -> None:
    """Go to an address, also from a page that is about to leave by itself."""
    try:
        page.goto(address)
    except Error as fault:
        if "net::ERR_ABORTED" not in str(fault):
            raise
        page.goto(address)
