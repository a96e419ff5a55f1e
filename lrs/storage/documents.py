"""Documents of the State, Agent Profile and Activity Profile resources (Communication 2.2)."""

from collections.abc import Callable
from dataclasses import dataclass
from hashlib import blake2b, sha1

from sqlalchemy import ColumnElement, Connection, delete, select

from lrs.statements.terms import ACTIVITY, AGENT, term
from lrs.storage.dialects import Database
from lrs.storage.statements import now
from lrs.storage.tables import document

STATE = "state"
AGENT_PROFILE = "agent profile"
ACTIVITY_PROFILE = "activity profile"


@dataclass(frozen=True, slots=True)
class Owner:
    """What documents belong to: an activity, an agent, or both, perhaps within a registration."""

    resource: str
    activity: str = ""
    """Its id."""
    agent: str = ""
    """Its identifier: see lrs.statements.actors.identifier."""
    registration: str = ""

    @property
    def activity_term(self) -> int:
        return term(ACTIVITY, self.activity) if self.activity else 0

    @property
    def agent_term(self) -> int:
        return term(AGENT, self.agent) if self.agent else 0

    def key(self, name: str) -> bytes:
        """The hash that stands for one document's whole address."""
        parts = (self.resource, self.activity, self.agent, self.registration, name)
        address = "".join(f"{len(part)} {part}" for part in parts)
        return blake2b(address.encode(), digest_size=16).digest()


@dataclass(frozen=True, slots=True)
class Document:
    """Anything a client keeps here."""

    content_type: str
    body: bytes
    etag: str
    """SHA-1 of the body in lower case: what xAPI 1.0.3 wants between the quotes."""
    updated: int


Deed = Callable[[Document | None], tuple[str, bytes] | None]
"""Given what is stored: the content type and body to store instead, or None to remove it."""


def find(connection: Connection, owner: Owner, name: str) -> Document | None:
    """One document."""
    row = connection.execute(
        select(document.c.content_type, document.c.body, document.c.etag, document.c.updated).where(
            document.c.key == owner.key(name)
        )
    ).one_or_none()
    return None if row is None else Document(row.content_type, row.body, row.etag, row.updated)


def change(database: Database, owner: Owner, name: str, deed: Deed) -> None:
    """Let `deed` decide what becomes of a document; nobody else changes it meanwhile.

    What `deed` raises undoes the change.
    """
    with database.writing() as connection:
        stored = find(connection, owner, name)
        wanted = deed(stored)
        if wanted is None:
            connection.execute(delete(document).where(document.c.key == owner.key(name)))
            return
        content_type, body = wanted
        insert = database.upsert(document, "content_type", "body", "etag", "updated")
        connection.execute(
            insert.values(
                key=owner.key(name),
                resource=owner.resource,
                activity=owner.activity_term,
                agent=owner.agent_term,
                registration=owner.registration,
                name=name,
                content_type=content_type,
                body=body,
                etag=sha1(body, usedforsecurity=False).hexdigest(),
                updated=max(now(), stored.updated + 1 if stored else 0),
            )
        )


def names(
    connection: Connection, owner: Owner, *, since: int | None
) -> tuple[list[str], int | None]:
    """The names of its documents, those changed after `since`, and when the newest was changed."""
    wanted = select(document.c.name, document.c.updated).where(*_belongs_to(owner))
    if since is not None:
        wanted = wanted.where(document.c.updated > since)
    rows = connection.execute(wanted.order_by(document.c.updated)).all()
    return list(dict.fromkeys(row.name for row in rows)), rows[-1].updated if rows else None


def remove_all(database: Database, owner: Owner, check: Callable[[list[str]], None]) -> None:
    """Remove all of its documents; without a registration, those of every registration.

    `check` is given their entity tags; what it raises keeps them all.
    """
    with database.writing() as connection:
        etags = connection.scalars(select(document.c.etag).where(*_belongs_to(owner)))
        check(list(etags))
        connection.execute(delete(document).where(*_belongs_to(owner)))


def _belongs_to(owner: Owner) -> list[ColumnElement[bool]]:
    conditions = [
        document.c.agent == owner.agent_term,
        document.c.activity == owner.activity_term,
        document.c.resource == owner.resource,
    ]
    if owner.registration:
        conditions.append(document.c.registration == owner.registration)
    return conditions
