"""When a page has arrived: its scripts listen, and it does not load itself anew."""

from __future__ import annotations

from playwright.sync_api import Page

# Put before a page's own scripts; Playwright does not tell that a page is about to be left.
NOTE_LEAVING = """globalThis.navigation?.addEventListener("navigate", ({destination, downloadRequest}) => {
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


def arrived(page: Page) -> None:
    """Wait until the page's scripts have done what they do on arrival, as somebody would who reads
    before they type; whatever the page shows instead of itself is waited for, too.
    """
    page.wait_for_function(_ARRIVED)
