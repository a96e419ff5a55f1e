"""What is allowed and what follows: sign-ins' ends, throttling, passwords, addresses. Pure."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from urllib.parse import urlsplit

from email_validator import EmailNotValidError, validate_email
from zxcvbn import zxcvbn

from abp_lms.errors import Refused

INVITATION_LASTS = timedelta(days=14)
RESET_LASTS = timedelta(hours=1)
# A sign-in notes that it is in use at most this often.
SEEN_EVERY = timedelta(minutes=1)


class Ended(StrEnum):
    """Why a sign-in is over."""

    SIGNED_OUT = "signed out"
    IDLE = "idle"
    ABSOLUTE = "absolute"


def ended(
    *,
    now: datetime,
    created_at: datetime,
    last_seen_at: datetime,
    ended_at: datetime | None,
    idle: timedelta,
    absolute: timedelta,
) -> Ended | None:
    """Why the sign-in is over, or None while it lasts."""
    if ended_at is not None:
        return Ended.SIGNED_OUT
    if now - created_at >= absolute:
        return Ended.ABSOLUTE
    if now - last_seen_at >= idle:
        return Ended.IDLE
    return None


@dataclass(frozen=True)
class Limit:
    """So many failures are free; each further one doubles the wait, up to `most`.

    One failure is forgotten after each `forgive_every`.
    """

    free: int
    forgive_every: timedelta
    first_wait: timedelta
    most: timedelta

    def remaining(self, failures: int, counted_at: datetime, now: datetime) -> int:
        """How many of the failures still count."""
        return max(0, failures - max(0, (now - counted_at) // self.forgive_every))

    def wait(self, failures: int) -> timedelta:
        """How long to wait after the last of so many failures."""
        if failures <= self.free:
            return timedelta(0)
        doubled: int = 2 ** min(failures - self.free - 1, 20)
        return min(self.first_wait * doubled, self.most)


# One account from one address: the owner who mistypes, or somebody who guesses.
PAIR = Limit(5, timedelta(hours=1), timedelta(seconds=30), timedelta(hours=1))
# All accounts from one address: a whole hospital may share one.
ADDRESS = Limit(50, timedelta(minutes=1), timedelta(seconds=10), timedelta(minutes=10))
# One account from everywhere: short, so that nobody can shut the owner out.
ACCOUNT = Limit(20, timedelta(minutes=10), timedelta(seconds=10), timedelta(minutes=1))
# Reset links asked for one account, so that nobody's mailbox is flooded.
RESETS = Limit(3, timedelta(hours=1), timedelta(minutes=5), timedelta(hours=1))


def network_of(address: str) -> str:
    """What counts as one address: an IPv4 address, or the /64 that one IPv6 customer holds."""
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return ""
    if isinstance(ip, ipaddress.IPv6Address):
        if ip.ipv4_mapped:
            return str(ip.ipv4_mapped)
        return str(ipaddress.ip_network((ip, 64), strict=False))
    return str(ip)


def refuse_weak(password: str, *, email: str, names: tuple[str, ...] = ()) -> None:
    """Refuse a password that is short, holds the e-mail address, or is soon guessed."""
    if len(password) < 12:
        raise Refused("Your password must have 12 characters or more", field="password")
    if len(password) > 1000:
        raise Refused("Your password must have 1,000 characters or fewer", field="password")
    mailbox, _, host = email.lower().partition("@")
    if email.lower() in password.lower() or (len(mailbox) > 3 and mailbox in password.lower()):
        raise Refused("Your password must not contain your e-mail address", field="password")
    about = [mailbox, *host.split("."), *names, "activebystander", "active", "bystander"]
    if zxcvbn(password[:72], user_inputs=about)["score"] < 3:
        raise Refused(
            "This password is easy to guess. Choose another one, for example four words "
            "that do not belong together",
            field="password",
        )


def local_path(address: str | None) -> str:
    """The address when it is a path of this site, otherwise "/"."""
    if (
        not address
        or not address.startswith("/")
        or any(ord(c) <= 32 or c == "\\" for c in address)
    ):
        return "/"
    try:
        parts = urlsplit(address)
    except ValueError:
        return "/"
    return "/" if parts.scheme or parts.netloc or address.startswith("//") else address


def kind_of_device(user_agent: str) -> str:
    """Phone or tablet, Computer, or Device: as much as a person needs to know their own."""
    if any(word in user_agent for word in ("Mobile", "Android", "iPhone", "iPad", "Tablet")):
        return "Phone or tablet"
    if any(word in user_agent for word in ("Windows", "Macintosh", "Linux", "CrOS")):
        return "Computer"
    return "Device"


def email_address(typed: str) -> str:
    """The address in the form we keep: trimmed, lower case. Refuses what is no address."""
    try:
        # Whether it receives mail, the invitation will show.
        found = validate_email(typed.strip(), check_deliverability=False, test_environment=True)
    except EmailNotValidError as fault:
        raise Refused(
            "Enter an e-mail address in the right form, like name@example.org", field="email"
        ) from fault
    return found.normalized.lower()


def name(typed: str, *, field: str) -> str:
    """A name as people write it, on one line. Refuses an empty or endless one."""
    one_line = " ".join("".join(c if c.isprintable() else " " for c in typed).split())
    if not one_line:
        raise Refused("Enter a name", field=field)
    if len(one_line) > 100:
        raise Refused("A name must have 100 characters or fewer", field=field)
    return one_line
