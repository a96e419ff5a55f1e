"""Timestamps and durations (Data 4.5 and 4.6). Instants are whole microseconds since 1970, UTC."""

import re
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)

_TIMESTAMP = re.compile(
    r"(\d{4})-(\d\d)-(\d\d)[Tt](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d+))?)?"
    r"([Zz]|[+-]\d\d(?::?\d\d)?)?",
    re.ASCII,
)
_BASIC = re.compile(
    r"(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(?:(\d\d)(?:[.,](\d+))?)?(Z|[+-]\d\d(?:\d\d)?)?", re.ASCII
)
_RFC_3339 = re.compile(r"[\d-]{10}[Tt]\d\d:\d\d:\d\d(?:\.\d+)?(?:[Zz]|[+-]\d\d:\d\d)", re.ASCII)
_RFC_3339_UTC = re.compile(
    r"\d{4}-\d\d-\d\dT(?:[01]\d|2[0-3]):[0-5]\d:(?:[0-5]\d|60)(?:\.\d+)?(?:Z|\+00:00)", re.ASCII
)
_NEGATIVE_ZERO = re.compile(r"-00(:?00)?")
_DURATION = re.compile(
    r"P(?=\d|T\d)(?!.*[.,]\d+[A-Z].)(?:\d+(?:[.,]\d+)?W|"
    r"(?:\d+(?:[.,]\d+)?Y)?(?:\d+(?:[.,]\d+)?M)?(?:\d+(?:[.,]\d+)?D)?"
    r"(?:T(?=\d)(?:\d+(?:[.,]\d+)?H)?(?:\d+(?:[.,]\d+)?M)?(?:\d+(?:[.,]\d+)?S)?)?)",
    re.ASCII,
)


def instant(text: str) -> int | None:
    """The moment a timestamp names, or None when it is not one.

    A timestamp without a zone counts as UTC; what lies beyond a microsecond is dropped; a leap
    second counts as the second after it. An offset of negative zero is refused (Data 4.5).
    """
    match = _TIMESTAMP.fullmatch(text) or _BASIC.fullmatch(text)
    if match is None:
        return None
    year, month, day, hour, minute, second, fraction, zone = match.groups()
    seconds = int(second or 0)
    leap = seconds == 60 and minute == "59"
    try:
        moment = datetime(
            int(year),
            int(month),
            int(day),
            int(hour),
            int(minute),
            59 if leap else seconds,
            int((fraction or "0")[:6].ljust(6, "0")),
            tzinfo=UTC,
        )
    except ValueError:
        return None
    microseconds = (moment - EPOCH) // MICROSECOND + (1_000_000 if leap else 0)
    if zone and zone not in "Zz":
        if _NEGATIVE_ZERO.fullmatch(zone):
            return None
        hours, minutes = int(zone[1:3]), int(zone[3:].lstrip(":") or 0)
        if hours > 23 or minutes > 59:
            return None
        offset = (hours * 60 + minutes) * 60_000_000
        microseconds += offset if zone[0] == "-" else -offset
    return microseconds


def is_rfc_3339(text: str) -> bool:
    """True for the one form of a timestamp that xAPI 2.0 knows (2.0: 4.2.7)."""
    if _RFC_3339_UTC.fullmatch(text) is not None and text[17:19] != "60":
        # As nearly all are written: quicker than to take it apart
        return _is_date(text[:10])
    return _RFC_3339.fullmatch(text) is not None and instant(text) is not None


def _is_date(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def text(microseconds: int) -> str:
    """The timestamp of an instant: UTC, always six digits of a second."""
    seconds, fraction = divmod(microseconds, 1_000_000)
    return f"{_second(seconds)}.{fraction:06}Z"


@lru_cache(maxsize=64)
def _second(seconds: int) -> str:
    """Many statements are stored in one second."""
    return (EPOCH.replace(tzinfo=None) + timedelta(seconds=seconds)).isoformat()


def in_utc(timestamp: str) -> str:
    """The same moment in UTC, as RFC 3339 writes it (2.0: 4.2.7); one that is stays as it was sent."""
    if _RFC_3339_UTC.fullmatch(timestamp):
        return timestamp
    microseconds = instant(timestamp)
    if microseconds is None:
        raise ValueError("not a timestamp")
    try:
        return text(microseconds)
    except OverflowError:
        return timestamp


def is_duration(value: str) -> bool:
    """True for the designator form of ISO 8601, e.g. P1DT2H30M or P4W (Data 4.6)."""
    return _DURATION.fullmatch(value) is not None


def comparable_duration(value: str) -> str:
    """A duration without what lies beyond 0.01 second: that is not compared (Data 4.6).

    Without zeros at the end of its fraction, too: PT1.004S and PT1S differ in nothing that is.
    """
    rest, point, fraction = value.replace(",", ".").rpartition(".")
    if not point or not fraction.endswith("S"):
        return value
    hundredths = fraction[:-1][:2].rstrip("0")
    return f"{rest}.{hundredths}S" if hundredths else f"{rest}S"
