"""Who may use the LRS: keys with secrets and scopes (Communication 4.0).

A secret is 256 random bits, so a slow password hash would protect nothing: it is stored as a keyed
BLAKE2b, and checking one takes microseconds.
"""

import hmac
import secrets
from dataclasses import dataclass
from hashlib import blake2b

from sqlalchemy import insert, select, update

from lrs.storage.dialects import Database
from lrs.storage.statements import now
from lrs.storage.tables import credential

SCOPES = (
    "statements/write",
    "statements/read/mine",
    "statements/read",
    "state",
    "define",
    "profile",
    "all/read",
    "all",
)
"""What a credential can be allowed (Communication 4.2)."""


@dataclass(frozen=True, slots=True)
class Credential:
    """A credential without its secret."""

    key: str
    name: str
    scopes: frozenset[str]
    created: int
    last_used: int | None
    revoked: int | None


class UnknownCredential(LookupError):
    """No credential has that key."""


def create(database: Database, *, name: str, scopes: tuple[str, ...]) -> tuple[str, str]:
    """Make a credential; returns its key and its secret, which is nowhere else."""
    key, secret, salt = secrets.token_hex(16), secrets.token_urlsafe(32), secrets.token_bytes(16)
    with database.writing() as connection:
        connection.execute(
            insert(credential).values(
                key=key,
                name=name,
                salt=salt,
                secret_hash=_hash(secret, salt),
                scopes=" ".join(scopes),
                created=now(),
            )
        )
    return key, secret


def rotate(database: Database, key: str) -> str:
    """Give a credential a new secret; the old one stops to work."""
    secret, salt = secrets.token_urlsafe(32), secrets.token_bytes(16)
    _change(database, key, salt=salt, secret_hash=_hash(secret, salt))
    return secret


def revoke(database: Database, key: str) -> None:
    """End a credential for good; what it stored stays."""
    _change(database, key, revoked=now())


def used(database: Database, key: str) -> None:
    """Note that a credential is in use."""
    with database.writing() as connection:
        connection.execute(
            update(credential).where(credential.c.key == key).values(last_used=now())
        )


def every(database: Database) -> list[Credential]:
    """All credentials, oldest first."""
    with database.reading() as connection:
        rows = connection.execute(select(credential).order_by(credential.c.created)).all()
    return [
        Credential(
            key=row.key,
            name=row.name,
            scopes=frozenset(row.scopes.split()),
            created=row.created,
            last_used=row.last_used,
            revoked=row.revoked,
        )
        for row in rows
    ]


def verify(database: Database, key: str, secret: str) -> Credential | None:
    """The credential, if the secret is its own and it was not revoked."""
    with database.reading() as connection:
        row = connection.execute(
            select(credential).where(credential.c.key == key, credential.c.revoked.is_(None))
        ).one_or_none()
    if row is None or not hmac.compare_digest(row.secret_hash, _hash(secret, row.salt)):
        return None
    return Credential(
        key=row.key,
        name=row.name,
        scopes=frozenset(row.scopes.split()),
        created=row.created,
        last_used=row.last_used,
        revoked=None,
    )


def _change(database: Database, key: str, **values: object) -> None:
    with database.writing() as connection:
        changed = connection.execute(
            update(credential)
            .where(credential.c.key == key, credential.c.revoked.is_(None))
            .values(**values)
        )
        if changed.rowcount == 0:
            raise UnknownCredential(f"No credential with the key {key} is in force.")


def _hash(secret: str, salt: bytes) -> bytes:
    return blake2b(secret.encode(), key=salt, digest_size=32).digest()
