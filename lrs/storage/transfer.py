"""The whole store as JSON Lines, out and in again, in constant memory.

Each line is an object of one member that says what it holds: `attachment`, `statement`, `activity`,
`name` or `document`. Statements come in the order of `stored`, each after the data it needs, byte
for byte as readers get them. Credentials are not exported.
"""

import base64
import hashlib
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import Any

import orjson
from sqlalchemy import Connection, Table, func, select
from sqlalchemy.exc import SQLAlchemyError

from lrs.errors import Fault
from lrs.statements import exact, times, values
from lrs.statements.activities import activity as valid_activity
from lrs.statements.compare import equivalent
from lrs.statements.edition import V1, V2
from lrs.statements.prepare import restored
from lrs.statements.terms import ACTIVITY, term
from lrs.statements.validate import faults_of
from lrs.storage import arrivals, definitions
from lrs.storage.arrivals import HASHES, Arrival
from lrs.storage.dialects import Database
from lrs.storage.statements import TIES
from lrs.storage.tables import (
    activity,
    agent_name,
    attachment,
    document,
    statement,
    statement_attachment,
)
from lrs.storage.walk import statements

BATCH = 500
LAST_MOMENT = 9_200_000_000_000_000
"""Microseconds since 1970: as long as there are positions."""
_STATEMENT = b'{"statement":'
_PLAIN: dict[str, Table] = {"activity": activity, "name": agent_name, "document": document}


_UNREADABLE = (
    ValueError,
    LookupError,
    TypeError,
    AttributeError,
    OverflowError,
    SQLAlchemyError,
)
"""What a line raises that `export` did not write."""


class BrokenExport(ValueError):
    """A line that cannot be imported; the message says which and why."""


def export(database: Database) -> Iterator[bytes]:
    """The lines of an export, one state of the store, each with its line end."""
    with database.reading() as connection:
        for rows in statements(connection):
            kinds_of = _attachment_kinds(connection, rows[0].position, rows[-1].position)
            for row in rows:
                kinds = kinds_of.get(row.position, {})
                if kinds:
                    yield from _new_attachments(connection, row.position)
                yield _STATEMENT + row.body + _tail(kinds)
        for kind, table in _PLAIN.items():
            for found in connection.execution_options(yield_per=BATCH).execute(select(table)):
                content = {str(name): _to_json(value) for name, value in found._mapping.items()}
                yield orjson.dumps({kind: content}) + b"\n"


def _attachment_kinds(connection: Connection, first: int, last: int) -> dict[int, dict[str, str]]:
    """Content type by SHA-2 of what statements have, by their position."""
    use = statement_attachment.c
    rows = connection.execute(
        select(use.position, use.sha2, use.content_type)
        .where(use.position.between(first, last))
        .order_by(use.position, use.sha2)
    )
    found: dict[int, dict[str, str]] = {}
    for position, sha2, content_type in rows:
        found.setdefault(position, {})[sha2] = content_type
    return found


def _new_attachments(connection: Connection, position: int) -> Iterator[bytes]:
    """The data that no earlier statement has brought along."""
    use, other = statement_attachment.c, statement_attachment.alias("other").c
    first = select(func.min(other.position)).where(other.sha2 == use.sha2).scalar_subquery()
    wanted = (
        select(attachment.c.sha2, attachment.c.body)
        .join(statement_attachment, use.sha2 == attachment.c.sha2)
        .where(use.position == position, first == position)
    )
    for sha2, body in connection.execute(wanted):
        yield orjson.dumps({"attachment": {"sha2": sha2, "data": _to_json(body)}}) + b"\n"


def _to_json(value: Any) -> Any:
    return {"base64": base64.b64encode(value).decode()} if isinstance(value, bytes) else value


def _from_json(value: Any) -> Any:
    return base64.b64decode(value["base64"], validate=True) if isinstance(value, dict) else value


def load(database: Database, lines: Iterable[bytes]) -> int:
    """Import an export; returns how many statements were new. Raises `BrokenExport`.

    What is stored already stays as it is; a line that contradicts it, or cannot be read, ends the
    import. Lines are stored in batches of 500, each wholly or not at all: an import can be repeated.
    """
    numbered = enumerate(lines, start=1)
    new = 0
    while batch := list(islice(numbered, BATCH)):
        with database.writing() as connection:
            new += _Batch(database, connection).load(batch)
    return new


class _Batch:
    """Some lines of an import, in one transaction."""

    def __init__(self, database: Database, connection: Connection) -> None:
        self._database = database
        self._connection = connection
        self._arriving: dict[bytes, Arrival] = {}
        self._newest: dict[int, int] = {}
        """The last position that is taken, by moment."""
        self._has_news = False

    def load(self, batch: list[tuple[int, bytes]]) -> int:
        for number, line in batch:
            try:
                self._take(line)
            except _UNREADABLE as error:
                raise BrokenExport(f"Line {number}: {_reason(error)}") from error
        if self._has_news:
            definitions.changed(self._database, self._connection)
        if self._arriving:
            arrivals.insert(self._database, self._connection, list(self._arriving.values()))
        return len(self._arriving)

    def _take(self, line: bytes) -> None:
        content = exact.loads(line)
        kind = next(iter(content), "")
        if kind == "statement":
            self._take_statement(line, content)
        elif kind == "attachment":
            sha2, body = content[kind]["sha2"], _from_json(content[kind]["data"])
            if hashlib.new(HASHES[len(sha2)], body).hexdigest() != sha2:
                raise ValueError("the attachment is not what its hash says.")
            arrivals.insert_attachments(self._database, self._connection, {sha2: body})
        else:
            table = _PLAIN[kind]
            row = {column.name: _from_json(content[kind][column.name]) for column in table.columns}
            _RECOMPUTED[kind](row)
            self._connection.execute(self._database.insert_new(table).values(row))
            self._has_news = True

    def _take_statement(self, line: bytes, content: dict[str, Any]) -> None:
        told = content["statement"]
        kinds = content.get("attachments", {})
        # Either edition's statements may be stored.
        faults = faults_of(told, V2) and faults_of(told, V1)
        if faults:
            raise ValueError(f"{faults[0].path} {faults[0].rule}.")
        prepared = restored(_exact_body(line, told, kinds))
        stored = self._stored(prepared.key)
        if stored is not None:
            if not equivalent(exact.loads(stored), told):
                raise ValueError(f"the statement {prepared.id} is stored already, and differs.")
            return
        for sha2, content_type in kinds.items():
            self._require_attachment(sha2, content_type)
        moment = times.instant(told["stored"]) or 0
        if not 0 <= moment < LAST_MOMENT:
            raise ValueError("$.stored must be from 1970 to 2261.")
        position = self._free_position(moment)
        self._arriving[prepared.key] = Arrival(position, prepared, prepared.body, kinds)

    def _require_attachment(self, sha2: str, content_type: str) -> None:
        faults: list[Fault] = []
        values.media_type(content_type, "$.attachments", faults)
        if faults:
            raise ValueError(f"{faults[0].path} {faults[0].rule}.")
        stored = select(attachment.c.sha2).where(attachment.c.sha2 == sha2)
        if self._connection.scalar(stored) is None:
            raise ValueError(f"the attachment {sha2} must come before its statement.")

    def _stored(self, key: bytes) -> bytes | None:
        if key in self._arriving:
            return self._arriving[key].body
        body: bytes | None = self._connection.scalar(
            select(statement.c.body).where(statement.c.id == key)
        )
        return body

    def _free_position(self, moment: int) -> int:
        """The place after all others of that moment."""
        first = moment * TIES
        if moment not in self._newest:
            of_that_moment = statement.c.position.between(first, first + TIES - 1)
            newest = select(func.max(statement.c.position)).where(of_that_moment)
            self._newest[moment] = self._connection.scalar(newest) or first - 1
        self._newest[moment] += 1
        if self._newest[moment] == first + TIES:
            raise ValueError(f"more than {TIES} statements were stored in the same microsecond.")
        return self._newest[moment]


def _recompute_activity(row: dict[str, Any]) -> None:
    """A definition as an LRS would have learned it."""
    definition = exact.loads(row["definition"])
    faults: list[Fault] = []
    valid_activity({"id": row["id"], "definition": definition}, "$.activity", faults)
    if faults:
        raise ValueError(f"{faults[0].path} {faults[0].rule}.")
    row.update(term=term(ACTIVITY, row["id"]), definition=exact.dumps(definition))


def _recompute_name(row: dict[str, Any]) -> None:
    row.update(name_hash=definitions.hash_of_name(row["name"].decode()))


def _recompute_document(row: dict[str, Any]) -> None:
    """Whoever wrote the line may have been mistaken in what follows from the body."""
    faults: list[Fault] = []
    values.media_type(row["content_type"], "$.document.content_type", faults)
    if faults:
        raise ValueError(f"{faults[0].path} {faults[0].rule}.")
    row.update(etag=hashlib.sha1(row["body"], usedforsecurity=False).hexdigest())


_RECOMPUTED: dict[str, Callable[[dict[str, Any]], None]] = {
    "activity": _recompute_activity,
    "name": _recompute_name,
    "document": _recompute_document,
}


def _exact_body(line: bytes, told: dict[str, Any], kinds: dict[str, str]) -> bytes:
    """The statement's own bytes; written anew only if the line was not written by `export`."""
    line, tail = line.rstrip(), _tail(kinds).rstrip()
    if line.startswith(_STATEMENT) and line.endswith(tail):
        return line[len(_STATEMENT) : -len(tail)]
    return exact.dumps(told)


def _tail(kinds: dict[str, str]) -> bytes:
    return b',"attachments":%s}\n' % orjson.dumps(kinds) if kinds else b"}\n"


def _reason(error: Exception) -> str:
    if isinstance(error, orjson.JSONDecodeError):
        return "this is not JSON."
    if type(error) is ValueError:
        return str(error)
    return "this is not a line of an export."
