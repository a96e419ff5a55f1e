"""Lets one process at a time do a piece of work, whichever dies in the middle of it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from uuid import UUID, uuid4

from sqlalchemy import Update, select, update
from sqlalchemy.exc import IntegrityError

from abp_lms.clock import now
from abp_lms.database import session, unit_of_work
from abp_lms.recording.models import Lease

# Longer than the longest wait between two renewals: one request to a record store.
LENGTH = timedelta(seconds=30)


class Lost(Exception):
    """Somebody else holds the lease by now; leave the rest to them."""


@contextmanager
def held(name: str) -> Iterator[UUID | None]:
    """Hold the lease within the block; gives None when somebody else holds it."""
    holder = _take(name)
    try:
        yield holder
    finally:
        if holder is not None:
            with unit_of_work():
                session.execute(_of(name, holder).values(until=now()))


def renew(name: str, holder: UUID) -> None:
    """Within a transaction of the holder's: hold it for LENGTH from now; raises Lost."""
    renewed = session.execute(_of(name, holder).values(until=now() + LENGTH).returning(Lease.name))
    if renewed.scalar() is None:
        raise Lost


def _take(name: str) -> UUID | None:
    holder = uuid4()
    try:
        with unit_of_work():
            lease = session.scalar(select(Lease).where(Lease.name == name).with_for_update())
            if lease is None:
                session.add(Lease(name=name, holder=holder, until=now() + LENGTH))
            elif lease.until > now():
                return None
            else:
                lease.holder, lease.until = holder, now() + LENGTH
    except IntegrityError:  # two took the first lease of that name at the same time
        return None
    return holder


def _of(name: str, holder: UUID) -> Update:
    return update(Lease).where(Lease.name == name, Lease.holder == holder)
