"""The floor: the least a record store can do, to compare ours with.

A bare WSGI handler without framework, validation or authentication. It parses each statement, gives
it id, stored, authority and version, stores it in SQLite (WAL, synchronous=FULL, one transaction a
request) with a unique id, indexes on verb and registration, and one row each for its agent and its
activity. It reads back stored bytes by a join.
"""

import os
import sqlite3
import threading
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qs
from uuid import uuid4

import orjson

SCHEMA = """
CREATE TABLE IF NOT EXISTS agent (id INTEGER PRIMARY KEY, name TEXT UNIQUE);
CREATE TABLE IF NOT EXISTS activity (id INTEGER PRIMARY KEY, iri TEXT UNIQUE);
CREATE TABLE IF NOT EXISTS statement (
    number INTEGER PRIMARY KEY, id TEXT UNIQUE, verb TEXT, registration TEXT,
    agent INTEGER, activity INTEGER, body BLOB);
CREATE INDEX IF NOT EXISTS by_verb ON statement (verb);
CREATE INDEX IF NOT EXISTS by_registration ON statement (registration);
CREATE INDEX IF NOT EXISTS by_agent ON statement (agent);
CREATE INDEX IF NOT EXISTS by_activity ON statement (activity);
"""
NEWEST = "SELECT body FROM statement ORDER BY number DESC LIMIT 50"
BY_AGENT = """SELECT body FROM statement JOIN agent ON agent.id = statement.agent
WHERE agent.name = ? ORDER BY number DESC LIMIT 50"""
BY_ACTIVITY = """SELECT body FROM statement JOIN activity ON activity.id = statement.activity
WHERE activity.iri = ? ORDER BY number DESC LIMIT 50"""
AUTHORITY = {
    "objectType": "Agent",
    "account": {"homePage": "https://lrs.invalid/", "name": "floor"},
}

local = threading.local()


def connection() -> sqlite3.Connection:
    """This thread's own connection."""
    if not hasattr(local, "connection"):
        local.connection = sqlite3.connect(
            os.environ["FLOOR_FILE"], isolation_level=None, timeout=30
        )
        local.connection.execute("PRAGMA journal_mode = WAL")
        local.connection.execute("PRAGMA synchronous = FULL")
        local.connection.executescript(SCHEMA)
    found: sqlite3.Connection = local.connection
    return found


def store(statements: list[dict[str, Any]]) -> list[str]:
    """Complete and insert; one transaction."""
    database = connection()
    database.execute("BEGIN IMMEDIATE")
    ids = []
    for statement in statements:
        statement_id = statement.setdefault("id", str(uuid4()))
        statement["stored"] = datetime.now(UTC).isoformat()
        statement["authority"] = AUTHORITY
        statement["version"] = "2.0.0"
        agent = statement["actor"]["account"]["name"]
        activity = statement["object"]["id"]
        database.execute("INSERT OR IGNORE INTO agent (name) VALUES (?)", (agent,))
        database.execute("INSERT OR IGNORE INTO activity (iri) VALUES (?)", (activity,))
        database.execute(
            "INSERT INTO statement (id, verb, registration, agent, activity, body) VALUES (?, ?, ?,"
            " (SELECT id FROM agent WHERE name = ?), (SELECT id FROM activity WHERE iri = ?), ?)",
            (
                statement_id,
                statement["verb"]["id"],
                statement["context"]["registration"],
                agent,
                activity,
                orjson.dumps(statement),
            ),
        )
        ids.append(statement_id)
    database.execute("COMMIT")
    return ids


def read(query: dict[str, list[str]]) -> bytes:
    """The newest 50, of an agent or of an activity if one is named."""
    database = connection()
    if "agent" in query:
        name = orjson.loads(query["agent"][0])["account"]["name"]
        rows = database.execute(BY_AGENT, (name,))
    elif "activity" in query:
        rows = database.execute(BY_ACTIVITY, (query["activity"][0],))
    else:
        rows = database.execute(NEWEST)
    return b'{"statements":[' + b",".join(row[0] for row in rows) + b'],"more":""}'


def app(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """WSGI."""
    if environ["REQUEST_METHOD"] == "POST":
        content = orjson.loads(environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"])))
        body = orjson.dumps(store(content if isinstance(content, list) else [content]))
    else:
        body = read(parse_qs(environ["QUERY_STRING"]))
    start_response(
        "200 OK", [("Content-Type", "application/json"), ("Content-Length", str(len(body)))]
    )
    return [body]
