"""Asks axe-core what is wrong with a page."""

from __future__ import annotations

from playwright.sync_api import Page

from tests.journeys.installation import ROOT

_SOURCE = (ROOT / "node_modules" / "axe-core" / "axe.min.js").read_text()
WIDTHS = (320, 1280)
# The page has been drawn anew after its scripts heard of its new size.
_SETTLED = "new Promise(done => setTimeout(() => requestAnimationFrame(done), 150))"


# What holds more than it shows; texts for screen readers alone are one pixel wide.
_CUT = """() => [...document.querySelectorAll("body *")].filter((one) => {
    const { overflowX, overflowY } = getComputedStyle(one);
    const hides = (how) => how === "hidden" || how === "clip";
    return one.clientWidth > 1 && one.textContent.trim() && (
      (hides(overflowX) && one.scrollWidth > one.clientWidth + 1) ||
      (hides(overflowY) && one.scrollHeight > one.clientHeight + 1));
  }).map((one) => one.outerHTML.slice(0, 160))"""
# What axe would load beforehand is for rules about sound and film, which no page holds.
_ASK = "axe.run(document, {resultTypes: ['violations'], preload: false})"
_WIDER = "document.documentElement.scrollWidth > window.innerWidth"


def complaints(page: Page) -> list[str]:
    """What axe finds at 320 px and at desktop width (WCAG 2.2 A and AA, and best practices)."""
    before = page.viewport_size
    page.evaluate(_SOURCE)
    found: list[str] = []
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        page.evaluate(_SETTLED)  # the menu moves what has no room into its "More"
        result = page.evaluate(_ASK)
        found += [
            f"{page.url} at {width}px: {rule['id']}: {rule['help']}: {node['html'][:160]}"
            for rule in result["violations"]
            for node in rule["nodes"]
        ]
        if page.evaluate(_WIDER):
            found.append(f"{page.url} at {width}px: the page is wider than the screen")
    if before:
        page.set_viewport_size(before)
    return found


def complaints_about_large_text(page: Page) -> list[str]:
    """What is cut off, or scrolls sideways, when only the text is made larger (WCAG 1.4.4, 1.4.10)."""
    found: list[str] = []
    for percent in (200, 400):
        page.evaluate(f"document.documentElement.style.fontSize = '{percent}%'")
        if page.evaluate(_WIDER):
            found.append(f"{page.url} with text at {percent}%: the page is wider than the screen")
        found += [
            f"{page.url} with text at {percent}%: cut off: {html}" for html in page.evaluate(_CUT)
        ]
    page.evaluate("document.documentElement.style.fontSize = ''")
    return found
