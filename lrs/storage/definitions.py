"""What the LRS knows of activities and agents from the statements it received.

Data 2.4.4.1 (an LRS keeps one canonical definition of each activity), Communication 2.4 and 2.5.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from secrets import randbits
from typing import Any

from sqlalchemy import Connection, select

from lrs.statements import exact
from lrs.statements.activities import merged
from lrs.statements.prepare import Prepared
from lrs.statements.terms import ACTIVITY, AGENT, term
from lrs.storage.dialects import Database
from lrs.storage.ready import batched
from lrs.storage.tables import activity, agent_name, knowledge

Json = dict[str, Any]

REMEMBERED = 5000


@dataclass(frozen=True, slots=True)
class News:
    """What was learned in one transaction."""

    version: int
    """Of everything that is known, with this."""
    learned: dict[tuple[str, ...], bytes]
    """Names as (identifier, name); the newest definition by (activity,)."""


class Definitions:
    """Learns definitions and names.

    Most statements repeat what is known already. What was learned last is therefore remembered,
    and costs the database nothing, for as long as no other process learns or forgets something.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._news = News(0, {})

    def learn(self, connection: Connection, statements: Iterable[Prepared], version: int) -> News:
        """Merge what these statements define into what is known, of which this is the version.

        Returns what was news. Hand that to `remember` once the transaction is committed.
        """
        if version != self._news.version:
            self._news = News(version, {})
        known = self._news.learned
        received: dict[str, list[Json]] = {}
        news: dict[tuple[str, ...], bytes] = {}
        for one in statements:
            for name in one.names:
                if name not in known:
                    news[name] = b""
            for activity_id, text in one.definitions:
                key = (activity_id,)
                if news.get(key, known.get(key)) != text:
                    news[key] = text
                    received.setdefault(activity_id, []).append(exact.loads(text))
        names = [_name_row(*one) for one in news if len(one) == 2]
        if names:
            connection.execute(self._database.insert_new(agent_name), names)
        if received and merge(self._database, connection, received):
            version = changed(self._database, connection)
        return News(version, news)

    def remember(self, news: News) -> None:
        """What `learn` returned is committed and need not be learned again."""
        learned = self._news.learned
        if len(learned) + len(news.learned) > REMEMBERED:
            learned = {}
        learned.update(news.learned)
        self._news = News(news.version, learned)


def merge(database: Database, connection: Connection, received: dict[str, list[Json]]) -> bool:
    """Merge definitions, in the order they came, into those known; true if that changed one.

    Tell others by `changed`.
    """
    known = definitions_of(connection, received)
    rows = []
    for activity_id, definitions in received.items():
        before = known.get(activity_id)
        result = before or {}
        for definition in definitions:
            result = merged(result, definition)
        text = exact.dumps(result)
        if before is None or exact.dumps(before) != text:
            rows.append(
                {"term": term(ACTIVITY, activity_id), "id": activity_id, "definition": text}
            )
    if rows:
        connection.execute(database.upsert(activity, "definition"), rows)
    return bool(rows)


def changed(database: Database, connection: Connection) -> int:
    """Have every process learn anew what it remembers; returns the version from now on."""
    version = randbits(62)
    connection.execute(database.upsert(knowledge, "version").values(id=0, version=version))
    return version


def definitions_of(connection: Connection, activity_ids: Iterable[str]) -> dict[str, Json]:
    """The canonical definitions of those activities that have one."""
    wanted = {term(ACTIVITY, one) for one in activity_ids}
    found: dict[str, Json] = {}
    for some in batched(wanted):
        rows = connection.execute(
            select(activity.c.id, activity.c.definition).where(activity.c.term.in_(some))
        )
        found.update((activity_id, exact.loads(definition)) for activity_id, definition in rows)
    return found


def names_of(connection: Connection, identifier: str) -> list[str]:
    """The names under which statements have spoken of an agent, in alphabetical order."""
    names = connection.scalars(
        select(agent_name.c.name).where(agent_name.c.agent == term(AGENT, identifier))
    )
    return sorted(name.decode() for name in names)


def hash_of_name(name: str) -> int:
    """By what a name is kept only once."""
    return term("name", name)


def _name_row(identifier: str, name: str) -> dict[str, Any]:
    return {
        "agent": term(AGENT, identifier),
        "name_hash": hash_of_name(name),
        "name": name.encode(),
    }
