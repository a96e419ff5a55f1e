"""A person's own text: sealed for its author, opened by its author alone."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select

from abp_lms import sealing
from abp_lms.accounts.guards import SignedIn
from abp_lms.accounts.models import Person
from abp_lms.database import session
from abp_lms.errors import NotFound
from abp_lms.settings import current


def seal(person_id: UUID, text: str) -> str:
    """A compact JWE that only the person can open."""
    public_key = session.scalar(select(Person.public_key).where(Person.id == person_id))
    if public_key is None:
        raise NotFound()
    return sealing.seal(text.encode(), public_key)


def open_own(by: SignedIn, sealed: str) -> str:
    """The text, for its author; raises sealing.CannotOpen for everybody else."""
    return open_many(by, [sealed])[0]


def open_many(by: SignedIn, sealed: Sequence[str]) -> list[str]:
    """The texts in their order, with one look at the key; raises sealing.CannotOpen if one is not
    the asker's own.
    """
    wrapped = session.scalar(select(Person.wrapped_private_key).where(Person.id == by.id))
    if wrapped is None:
        raise sealing.CannotOpen
    key = current().installation_key()
    return [sealing.open_sealed(text, wrapped, key).decode() for text in sealed]
