"""Storing statements: each request wholly or not at all, and many waiting requests in one commit.

A commit that survives a power failure costs far more than the statements in it. Requests that wait
for the writer's turn are therefore stored by whoever gets it, together (group commit); a request
that is refused takes nothing from the others.
"""

import threading
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import count

from sqlalchemy import Connection, func, select

from lrs.errors import Conflict, Refusal
from lrs.statements import exact
from lrs.statements.compare import equivalent
from lrs.statements.prepare import Prepared
from lrs.storage import arrivals
from lrs.storage.arrivals import Arrival
from lrs.storage.definitions import Definitions, News
from lrs.storage.dialects import Database
from lrs.storage.ready import Ready, ReadyForMany
from lrs.storage.statements import TIES, now
from lrs.storage.tables import knowledge, statement

MOST_AT_ONCE = 500
"""Statements of several requests in one commit: more save no more time, and take memory."""


@dataclass(slots=True)
class Submission:
    """The statements of one request, and the attachments that came with them by SHA-2."""

    statements: Sequence[Prepared]
    parts: dict[str, bytes] = field(default_factory=dict)
    defines: bool = True
    """May change what the LRS knows of activities and agents (scope `define`)."""
    done: bool = False
    error: Exception | None = None


_BY_KEY = ReadyForMany(select(statement.c.id, statement.c.body), statement.c.id)
_STATE = Ready(
    select(
        select(func.max(statement.c.position)).scalar_subquery(),
        select(func.max(knowledge.c.version)).scalar_subquery(),
    )
)
"""The newest position, and the version of what is known of activities and agents."""


class Writer:
    """The one way statements come into the store."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._definitions = Definitions(database)
        self._waiting: deque[Submission] = deque()
        self._turn = threading.Lock()

    def store(self, submission: Submission) -> None:
        """Store all its statements, durably, or raise and store none.

        Statements that are stored already, and say the same, are left as they are
        (Communication 2.1.1). Raises `Conflict` when one says something else.
        """
        self._waiting.append(submission)
        with self._turn:
            while not submission.done:
                self._store_together(self._next_group())
        error, submission.error = submission.error, None
        if error is not None:
            try:
                raise error
            finally:
                # It knows this frame: with it, all that was sent would stay until both are found.
                del error

    def _next_group(self) -> list[Submission]:
        """Those who have waited longest: at least one, and no more than fit in a commit."""
        group = [self._waiting.popleft()]
        many = len(group[0].statements)
        while self._waiting and many + len(self._waiting[0].statements) <= MOST_AT_ONCE:
            group.append(self._waiting.popleft())
            many += len(group[-1].statements)
        return group

    def _store_together(self, group: list[Submission]) -> None:
        try:
            with self._database.writing() as connection:
                news = self._insert(connection, group)
        except Exception as error:  # whatever it is, nobody may wait for ever or be told "stored"
            if len(group) > 1:
                for submission in group:
                    self._store_together([submission])
                return
            group[0].error = error
        else:
            if news is not None:
                self._definitions.remember(news)
        for submission in group:
            submission.done = True

    def _insert(self, connection: Connection, group: list[Submission]) -> News | None:
        arrived = self._newcomers(connection, group)
        if not arrived:
            return None
        [(newest, version)] = self._database.run(connection, _STATE)
        # At this moment, and beyond every other statement
        first = max(now(), (newest or 0) // TIES + 1) * TIES
        arriving = []
        parts: dict[str, bytes] = {}
        for position, (submission, one) in zip(count(first, TIES), arrived, strict=False):
            body = one.stored_at(position // TIES)
            own = {sha2: kind for sha2, kind in one.attachments if sha2 in submission.parts}
            parts.update((sha2, submission.parts[sha2]) for sha2 in own)
            arriving.append(Arrival(position, one, body, own))
        arrivals.insert_attachments(self._database, connection, parts)
        arrivals.insert(self._database, connection, arriving)
        return self._definitions.learn(
            connection, (one for submission, one in arrived if submission.defines), version or 0
        )

    def _newcomers(
        self, connection: Connection, group: list[Submission]
    ) -> list[tuple[Submission, Prepared]]:
        """The statements that are not stored yet, of the submissions that are not in conflict."""
        known: dict[bytes, bytes] = {}
        keys = [one.key for submission in group for one in submission.statements]
        for ready, values in _BY_KEY.batches(keys):
            known.update(self._database.run(connection, ready, **values))
        arrived: list[tuple[Submission, Prepared]] = []
        for submission in group:
            submission.error = None
            try:
                fresh = _fresh(submission, known)
            except Refusal as refusal:
                submission.error = refusal
                continue
            arrived += [(submission, one) for one in fresh]
            known.update((one.key, one.body) for one in fresh)
        return arrived


def _fresh(submission: Submission, known: dict[bytes, bytes]) -> list[Prepared]:
    fresh = []
    for one in submission.statements:
        stored = known.get(one.key)
        if stored is None:
            fresh.append(one)
        elif not equivalent(exact.loads(stored), exact.loads(one.body)):
            raise Conflict(
                f"A statement with the id {one.id} is stored already, and it says something else. "
                "Statements cannot be changed: send yours under a new id."
            )
    return fresh
