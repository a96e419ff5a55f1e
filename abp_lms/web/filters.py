"""How dates, lengths and the texts of content/ read on a page (NHS content style)."""

from __future__ import annotations

from datetime import date, datetime

from flask import Flask, url_for
from markupsafe import Markup

from abp_lms.clock import LONDON
from abp_lms.content_files import with_addresses


def long_date(value: date | datetime) -> str:
    """Thursday 5 December 2024; a datetime is put into English time first."""
    day = value.astimezone(LONDON).date() if isinstance(value, datetime) else value
    return f"{day:%A} {day.day} {day:%B %Y}"


def short_date(value: date | datetime) -> str:
    """5 December 2024."""
    day = value.astimezone(LONDON).date() if isinstance(value, datetime) else value
    return f"{day.day} {day:%B %Y}"


def time_of_day(value: datetime) -> str:
    """8:45am, midday, 5pm, midnight, in English time."""
    local = value.astimezone(LONDON)
    if (local.hour, local.minute) == (12, 0):
        return "midday"
    if (local.hour, local.minute) == (0, 0):
        return "midnight"
    minutes = f":{local:%M}" if local.minute else ""
    return f"{local.hour % 12 or 12}{minutes}{'am' if local.hour < 12 else 'pm'}"


def clock_time(value: datetime) -> str:
    """14:02, in English time: as the page says it while somebody types."""
    return f"{value.astimezone(LONDON):%H:%M}"


def date_and_time(value: datetime) -> str:
    """Thursday 5 December 2024, 8:45am."""
    return f"{long_date(value)}, {time_of_day(value)}"


def minutes(value: int) -> str:
    """25 minutes, 1 minute, 1 hour, 2 hours 30 minutes."""
    hours, rest = divmod(value, 60)
    parts = []
    if hours:
        parts.append("1 hour" if hours == 1 else f"{hours} hours")
    if rest or not hours:
        parts.append("1 minute" if rest == 1 else f"{rest} minutes")
    return " ".join(parts)


def linked(html: Markup) -> Markup:
    """A text of content/ with the addresses of everything it links to."""
    return with_addresses(html, _address)


def _address(kind: str, ident: str, page_id: str | None) -> str:
    if kind == "mine":
        return url_for(f"learning.{ident.replace('-', '_')}")
    if kind == "masterclass":
        return url_for("library.masterclass", masterclass_id=ident)
    if kind == "scale":
        return url_for("learning.ratings", _anchor=ident)
    if page_id:
        return url_for("learning.read", unit_id=ident, page_id=page_id)
    return url_for("learning.unit", unit_id=ident)


def init_app(app: Flask) -> None:
    for function in (
        long_date,
        short_date,
        time_of_day,
        clock_time,
        date_and_time,
        minutes,
        linked,
    ):
        app.jinja_env.filters[function.__name__] = function
