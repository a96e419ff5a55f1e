"""Who is asking, and how often: Basic credentials (Communication 4.0) and the rate limit."""

import base64
import threading
import time

from lrs.errors import TooManyRequests, Unauthorized
from lrs.storage import credentials
from lrs.storage.credentials import Credential
from lrs.storage.dialects import Database

REMEMBERED_SECONDS = 1.0
"""A revoked credential stops to work after this time at the latest."""
NOTED_SECONDS = 60
"""`last_used` is at most this much behind."""


class Access:
    """Knows credentials by their Authorization header, for a second at a time."""

    def __init__(self, database: Database, requests_per_minute: int) -> None:
        self._database = database
        self._known: dict[str, tuple[float, Credential]] = {}
        self._limit = requests_per_minute
        self._buckets: dict[str, tuple[float, float]] = {}
        self._lock = threading.Lock()

    def credential(self, authorization: str | None) -> Credential:
        """Whose request this is; raises `Unauthorized` when nobody's."""
        if authorization is None:
            raise Unauthorized("This needs a credential: send its key and secret by HTTP Basic.")
        moment = time.monotonic()
        until, found = self._known.get(authorization, (0.0, None))
        if found is None or until < moment:
            found = self._look_up(authorization)
            if len(self._known) > 10_000:
                self._known.clear()
            self._known[authorization] = (moment + REMEMBERED_SECONDS, found)
        if self._limit:
            self._count(found.key, moment)
        return found

    def _look_up(self, authorization: str) -> Credential:
        scheme, _, encoded = authorization.partition(" ")
        try:
            text = base64.b64decode(encoded.strip(), validate=True).decode()
        except ValueError:
            text = ""
        key, colon, secret = text.partition(":")
        if scheme.lower() != "basic" or not colon or "\0" in key:
            raise Unauthorized("The header Authorization must be HTTP Basic with a key and secret.")
        found = credentials.verify(self._database, key, secret)
        if found is None:
            raise Unauthorized("The key is not known here, or this is not its secret.")
        if time.time() - (found.last_used or 0) / 1_000_000 > NOTED_SECONDS:
            credentials.used(self._database, key)
        return found

    def _count(self, key: str, moment: float) -> None:
        """A bucket that holds a minute's requests and fills evenly."""
        with self._lock:
            left, since = self._buckets.get(key, (float(self._limit), moment))
            left = min(float(self._limit), left + (moment - since) * self._limit / 60)
            if left < 1:
                wait = int((1 - left) * 60 / self._limit) + 1
                raise TooManyRequests(
                    f"At most {self._limit} requests a minute are allowed. "
                    f"Try again in {wait} seconds.",
                    retry_after=wait,
                )
            self._buckets[key] = (left - 1, moment)
