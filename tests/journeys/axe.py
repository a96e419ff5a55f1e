"""Asks axe-core what is wrong with a page."""

from __future__ import annotations

from playwright.sync_api import Page

from tests.journeys.installation import ROOT

_SOURCE = (ROOT / "node_modules" / "axe-core" / "axe.min.js").read_text()
WIDTHS = (320, 1280)
# The page has been drawn anew after its scripts heard of its new size.
_SETTLED = "new Promise(done => setTimeout(() => requestAnimationFrame(done), 150))"


def complaints(page: Page) -> list[str]:
    """What axe finds at 320 px and at desktop width (WCAG 2.2 A and AA, and best practices)."""
    before = page.viewport_size
    page.evaluate(_SOURCE)
    found: list[str] = []
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        page.evaluate(_SETTLED)  # the menu moves what has no room into its "More"
        result = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
        found += [
            f"{page.url} at {width}px: {rule['id']}: {rule['help']}: {node['html'][:160]}"
            for rule in result["violations"]
            for node in rule["nodes"]
        ]
        if page.evaluate("document.documentElement.scrollWidth > window.innerWidth"):
            found.append(f"{page.url} at {width}px: the page is wider than the screen")
    if before:
        page.set_viewport_size(before)
    return found
