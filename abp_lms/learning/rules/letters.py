"""When a letter to oneself comes back. Pure."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import Enum, auto, unique

from abp_lms.errors import Refused

# After how many days the e-mail may go, and after how many it goes if nobody says otherwise.
DAYS = (30, 60, 90, 180)
USUAL = 90
NO_MAIL = "none"
KEEP = "keep"
# On a page that does not know what was chosen: as it was, or the usual days for a first letter.
AS_BEFORE = "as-before"


@unique
class Verdict(Enum):
    """What to do about a reminder now."""

    WAIT = auto()
    MAIL = auto()
    LET_GO = auto()  # whoever has left gets none, and none later either


def verdict(
    *, due_at: datetime | None, mailed_at: datetime | None, is_here: bool, now: datetime
) -> Verdict:
    """One e-mail, at `due_at` or as soon after it as somebody looks, to whoever is still here."""
    if due_at is None or mailed_at is not None or now < due_at:
        return Verdict.WAIT
    return Verdict.MAIL if is_here else Verdict.LET_GO


def due(
    choice: str | None, *, at: datetime, kept: datetime | None, is_first: bool = False
) -> datetime | None:
    """When the e-mail is due by a choice made at `at`: so many days of 24 hours later, never, or as
    it is `kept` already. `is_first`: nothing was chosen before. Refuses any other choice.
    """
    if choice == AS_BEFORE:
        return at + timedelta(days=USUAL) if is_first else kept
    if choice == NO_MAIL:
        return None
    if choice == KEEP and kept is not None:
        return kept
    if choice not in {str(days) for days in DAYS}:
        raise Refused("Choose when the e-mail is to come, or choose No e-mail", field="when")
    return at + timedelta(days=int(choice))


def refuse_if_mailed(mailed_at: datetime | None) -> None:
    """A letter that came back stays as it was."""
    if mailed_at is not None:
        raise Refused(
            "The e-mail about this letter has gone out. The letter stays as it is", field="letter"
        )
