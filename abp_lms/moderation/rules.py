"""What a report does at once, and what may be decided. Pure."""

from __future__ import annotations

from datetime import timedelta
from enum import StrEnum


class Kind(StrEnum):
    """What can be reported."""

    UNIT = "unit"
    MASTERCLASS = "masterclass"
    RESOURCE = "resource"


class Category(StrEnum):
    """The five categories of the NHS Learning Hub, in its words, and all the rest."""

    COPYRIGHT = "copyright infringement"
    PERSONAL_DATA = "breach of personal data"
    FACTUAL = "factual inaccuracies"
    TYPING = "typing errors"
    SAFETY = "safety concerns"
    OTHER = "other"


class Outcome(StrEnum):
    """What the academy decided."""

    PUT_BACK = "put back"
    KEPT_HIDDEN = "kept hidden"
    MENDED = "mended"


# Waiting could do harm, so these hide first and ask afterwards.
URGENT = frozenset({Category.COPYRIGHT, Category.PERSONAL_DATA, Category.SAFETY})
WINDOW = timedelta(hours=24)
MOST_REPORTS = 5
MOST_HIDINGS = 2
LONGEST_TEXT = 2000  # characters


def too_many(reports_in_window: int) -> bool:
    """Whether somebody has reported enough for now."""
    return reports_in_window >= MOST_REPORTS


def hides(category: Category, *, hidings_in_window: int, put_back_before: bool) -> bool:
    """Whether a report takes its item away from everybody until the academy has looked.

    One person cannot empty the workbook: after two hidings within a day, and for an item that the
    academy has already put back after a report of theirs, a report is read but hides nothing.
    """
    return category in URGENT and hidings_in_window < MOST_HIDINGS and not put_back_before


def may_decide(outcome: Outcome | None) -> bool:
    """Once, or again for as long as something is kept hidden."""
    return outcome in (None, Outcome.KEPT_HIDDEN)


def readable(text: str) -> str:
    """The text without what no page can show and no database can hold."""
    return "".join(c for c in text if c.isprintable() or c == "\n").strip()
