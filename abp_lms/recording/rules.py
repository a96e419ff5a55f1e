"""What a record store's answer means, and how long to wait before the next try. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from enum import Enum, auto
from typing import Any

BATCH = 50  # statements in one request at most

_WAITS = tuple(timedelta(seconds=seconds) for seconds in (1, 5, 30, 120, 600, 3600))


class Verdict(Enum):
    """What to do with the statements of a request."""

    ACCEPTED = auto()
    # One of the statements is at fault: split the batch, and give up the single one.
    REFUSED = auto()
    # A statement with such an id is there already: ask for it and compare.
    CONFLICT = auto()
    # The store stumbles, perhaps over one statement: split the batch, and put off the single one.
    STUMBLED = auto()
    # Nothing to do with the statements: try all of them again later.
    LATER = auto()


def verdict(status: int) -> Verdict:
    """What an HTTP status in answer to statements means (xAPI 1.0.3, Communication, 3.2)."""
    if 200 <= status < 300:
        return Verdict.ACCEPTED
    if status in {400, 413, 415, 422}:
        return Verdict.REFUSED
    if status == 409:
        return Verdict.CONFLICT
    if status == 500:
        return Verdict.STUMBLED
    return Verdict.LATER


_REASONS = {
    400: "The record store says that the statement is not valid.",
    401: "The record store does not know our key and secret.",
    403: "The record store does not let our key write statements.",
    404: "There is no record store at the address.",
    408: "The record store did not get the whole request in time.",
    409: "The record store holds a different statement under the same id.",
    413: "The statement is too large for the record store.",
    415: "The record store does not take statements with attachments.",
    422: "The record store says that the statement is not valid.",
    429: "The record store is busy and asks us to wait.",
    500: "The record store has a fault of its own.",
    502: "The record store is not there at the moment.",
    503: "The record store is not there at the moment.",
    504: "The record store is not there at the moment.",
}


UNOPENABLE = "The installation's key does not open the secret for this record store."
# After a 409, to a key that may write but not read.
HIDDEN = "The record store holds a statement under the same id and does not show it to our key."


def reason(status: int) -> str:
    """What an HTTP status that is not a success means, in plain words.

    Never what the store wrote itself: it may repeat the statement.
    """
    if 300 <= status < 400:
        sentence = "The record store has moved to another address."
    else:
        sentence = _REASONS.get(status, "The record store gave an answer that we do not expect.")
    return f"{sentence} (HTTP {status})"


def wait(failures: int, luck: float) -> timedelta:
    """How long to wait after so many failures in a row (1 or more).

    `luck` from 0 to 1 moves it by up to a quarter either way, so that many do not come at once.
    """
    step = _WAITS[min(failures, len(_WAITS)) - 1]
    return step * (0.75 + luck / 2)


def says_the_same(ours: Mapping[str, Any], theirs: Mapping[str, Any]) -> bool:
    """Whether a store holds our statement, whatever it added to it or wrote in another way.

    Open are what xAPI leaves open (Data, 2.3.1): stored, authority, version, definitions, displays,
    attachments, and how a timestamp (to the millisecond) or a duration is written.
    """
    try:
        return _essence(ours) == _essence(theirs)
    except (AttributeError, KeyError, TypeError, ValueError):
        return False  # theirs is no statement


def _essence(statement: Mapping[str, Any]) -> tuple[Any, ...]:
    context = statement.get("context", {})
    result = {**statement.get("result", {})}
    result.pop("duration", None)
    at = datetime.fromisoformat(statement["timestamp"]).astimezone(UTC)
    activities = {
        kind: sorted(one["id"] for one in (ones if isinstance(ones, list) else [ones]))
        for kind, ones in context.get("contextActivities", {}).items()
    }
    return (
        str(statement.get("id", "")).lower(),
        statement.get("actor", {}).get("account"),
        statement.get("verb", {}).get("id"),
        statement.get("object", {}).get("id"),
        result,
        at.replace(microsecond=at.microsecond // 1000 * 1000),
        context.get("registration"),
        activities,
    )
