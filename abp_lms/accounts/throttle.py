"""Slows whoever guesses: counts failures by account, by address, and by the two together.

Why nobody can shut an account's owner out: docs/decisions/0101-guessing-is-slowed.md
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError

from abp_lms.accounts import rules, tokens
from abp_lms.accounts.models import Tries
from abp_lms.clock import now
from abp_lms.database import session
from abp_lms.errors import TooMany
from abp_lms.settings import current

# After this long a row, and with it a known address, is forgotten.
KEPT = timedelta(days=30)


@dataclass(frozen=True)
class Counted:
    """The rows one attempt counts on, locked until the transaction ends."""

    rows: tuple[tuple[Tries, rules.Limit], ...]

    def refuse_blocked(self) -> None:
        """Raise TooMany while any of the rows says wait."""
        waits = [row.blocked_until - now() for row, _ in self.rows if row.blocked_until]
        longest = max(waits, default=timedelta(0))
        if longest > timedelta(0):
            raise TooMany(_sentence(longest), seconds=int(longest.total_seconds()) + 1)

    def failed(self) -> None:
        """Count a failure."""
        for row, limit in self.rows:
            row.failures = limit.remaining(row.failures, row.counted_at, now()) + 1
            row.counted_at = now()
            wait = limit.wait(row.failures)
            row.blocked_until = now() + wait if wait else None

    def succeeded(self) -> None:
        """Forget the account's failures; remember that its owner is known at this address."""
        for row, limit in self.rows:
            if limit is not rules.ADDRESS:
                row.failures, row.blocked_until = 0, None
            row.counted_at = row.succeeded_at = now()
        session.execute(delete(Tries).where(Tries.counted_at < now() - KEPT))


def sign_in(*, email: str, address: str) -> Counted:
    """What a sign-in to `email` (which may belong to nobody) from `address` counts on."""
    network = rules.network_of(address)
    pair, place, account = _locked(
        f"pair:{email}:{network}", f"address:{network}", f"account:{email}"
    )
    rows = [(pair, rules.PAIR), (place, rules.ADDRESS)]
    if pair.succeeded_at is None:
        # Where the owner has signed in before, strangers' failures elsewhere do not count.
        rows.append((account, rules.ACCOUNT))
    return Counted(tuple(rows))


def resets(*, email: str) -> Counted:
    """What asking for a reset link counts on."""
    (row,) = _locked(f"reset:{email}")
    return Counted(((row, rules.RESETS),))


def _locked(*names: str) -> list[Tries]:
    key = current().session_key()
    keys = [tokens.keyed(name, key) for name in names]
    # In one order, so that two attempts never wait for each other.
    rows = {wanted: _row(wanted) for wanted in sorted(keys)}
    return [rows[wanted] for wanted in keys]


def _row(key: str) -> Tries:
    row = select(Tries).where(Tries.key == key).with_for_update()
    found = session.scalar(row)
    if found is None:
        try:
            with session.begin_nested():
                session.add(Tries(key=key, failures=0, counted_at=now()))
        except IntegrityError:
            pass  # another attempt made it meanwhile
        found = session.scalars(row).one()
    return found


def _sentence(wait: timedelta) -> str:
    minutes = -(-int(wait.total_seconds() + 1) // 60)
    when = "1 minute" if minutes == 1 else f"{minutes} minutes" if minutes < 60 else "1 hour"
    return f"There were too many tries. Try again in {when}."
