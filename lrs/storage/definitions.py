"""What the LRS knows of activities and agents from the statements it received.

Data 2.4.4.1 (an LRS keeps one canonical definition of each activity), Communication 2.4 and 2.5.
"""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Connection, select

from lrs.statements import exact
from lrs.statements.activities import merged
from lrs.statements.prepare import Prepared
from lrs.statements.terms import ACTIVITY, AGENT, term
from lrs.storage.dialects import Database
from lrs.storage.ready import batched
from lrs.storage.tables import activity, agent_name

Json = dict[str, Any]
News = dict[tuple[str, ...], bytes]

REMEMBERED = 20_000


class Definitions:
    """Learns definitions and names.

    Most statements repeat what is known already. What was learned last is therefore remembered,
    and costs the database nothing.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._learned: News = {}

    def learn(self, connection: Connection, statements: Iterable[Prepared]) -> News:
        """Merge what these statements define into what is known; returns what was news.

        Hand that to `remember` once the transaction is committed.
        """
        definitions: dict[str, list[Json]] = {}
        news: News = {}
        for one in statements:
            for name in one.names:
                if name not in self._learned:
                    news[name] = b""
            for activity_id, definition in one.definitions:
                text = exact.dumps(definition)
                if self._learned.get((activity_id,)) != text:
                    news[(activity_id,)] = text
                    definitions.setdefault(activity_id, []).append(definition)
        names = [_name_row(*one) for one in news if len(one) == 2]
        if names:
            connection.execute(self._database.insert_new(agent_name), names)
        if definitions:
            self._merge(connection, definitions)
        return news

    def remember(self, news: News) -> None:
        """What `learn` returned is committed and need not be learned again."""
        if len(self._learned) + len(news) > REMEMBERED:
            self._learned = {}
        self._learned.update(news)

    def _merge(self, connection: Connection, received: dict[str, list[Json]]) -> None:
        known = definitions_of(connection, received)
        rows = []
        for activity_id, definitions in received.items():
            result = known.get(activity_id, {})
            for definition in definitions:
                result = merged(result, definition)
            rows.append(
                {
                    "term": term(ACTIVITY, activity_id),
                    "id": activity_id,
                    "definition": exact.dumps(result),
                }
            )
        connection.execute(self._database.upsert(activity, "definition"), rows)


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


def _name_row(identifier: str, name: str) -> dict[str, Any]:
    return {
        "agent": term(AGENT, identifier),
        "name_hash": term("name", name),
        "name": name.encode(),
    }
