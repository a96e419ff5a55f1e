"""What was recorded, in words that a person reads, and how far it is on its way."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload, selectinload

from abp_lms.clock import now
from abp_lms.database import session
from abp_lms.recording import destinations
from abp_lms.recording.models import Delivery, DeliveryState, Destination, OutboxEntry
from abp_lms.recording.vocabulary import LANGUAGE, shape_named

_UNDER_WAY = (DeliveryState.WAITING, DeliveryState.CLAIMED)


@dataclass(frozen=True)
class DeliveryView:
    """How far a statement is on its way to one destination."""

    destination: str
    state: DeliveryState
    delivered_at: datetime | None
    reason: str | None


@dataclass(frozen=True)
class Record:
    """One statement: a sentence, when it happened, its JSON (never sealed text), its deliveries."""

    number: int
    statement_id: UUID
    sentence: str
    at: datetime
    json: str
    deliveries: tuple[DeliveryView, ...]


@dataclass(frozen=True)
class RecordPage:
    """Statements, newest first. `next_before` is `before` of the next page; None on the last."""

    records: tuple[Record, ...]
    next_before: int | None


@dataclass(frozen=True)
class DestinationStatus:
    """How it stands with the deliveries to one destination."""

    name: str
    endpoint: str
    is_active: bool
    waiting: int
    delivered: int
    refused: int
    oldest_waiting_seconds: int | None
    last_success_at: datetime | None
    last_reason: str | None


@dataclass(frozen=True)
class Undeliverable:
    """A statement that a destination refused, and why."""

    destination: str
    statement_id: UUID
    sentence: str
    reason: str


def recorded_for(
    *,
    person_id: UUID,
    registration: UUID | None = None,
    before: int | None = None,
    limit: int = 25,
) -> RecordPage:
    """What was recorded for a person; with `registration`, in that place only.

    Whoever reads for an academy gives the registration: the person may hold places elsewhere.
    """
    wanted = (
        select(OutboxEntry)
        .where(OutboxEntry.person_id == person_id)
        .options(selectinload(OutboxEntry.deliveries).joinedload(Delivery.destination))
        .order_by(OutboxEntry.number.desc())
        .limit(limit + 1)
    )
    if registration is not None:
        wanted = wanted.where(OutboxEntry.registration == registration)
    if before is not None:
        wanted = wanted.where(OutboxEntry.number < before)
    entries = session.scalars(wanted).all()
    shown = entries[:limit]
    return RecordPage(
        records=tuple(_record(entry) for entry in shown),
        next_before=shown[-1].number if len(entries) > limit else None,
    )


def status() -> tuple[DestinationStatus, ...]:
    """How it stands with each destination, our own first."""
    all_destinations = session.scalars(
        select(Destination).order_by(Destination.is_own.desc(), Destination.name)
    ).all()
    counts = session.execute(
        select(
            Delivery.destination_id, Delivery.state, func.count(), func.min(Delivery.number)
        ).group_by(Delivery.destination_id, Delivery.state)
    ).all()
    firsts = [first for _, state, _, first in counts if state in _UNDER_WAY]
    made = session.execute(
        select(OutboxEntry.number, OutboxEntry.created_at).where(OutboxEntry.number.in_(firsts))
    )
    made_at = {row.number: row.created_at for row in made}

    def one_status(destination: Destination) -> DestinationStatus:
        of = {state: (n, first) for id_, state, n, first in counts if id_ == destination.id}
        under_way = [of[state] for state in _UNDER_WAY if state in of]
        return DestinationStatus(
            name=destination.name,
            endpoint=destination.endpoint,
            is_active=destination.is_active,
            waiting=sum(n for n, _ in under_way),
            delivered=of.get(DeliveryState.DELIVERED, (0, 0))[0],
            refused=of.get(DeliveryState.REFUSED, (0, 0))[0],
            oldest_waiting_seconds=_age(min((made_at[f] for _, f in under_way), default=None)),
            last_success_at=destination.last_success_at,
            last_reason=destination.last_reason,
        )

    return tuple(one_status(destination) for destination in all_destinations)


def oldest_undelivered() -> int | None:
    """The age in seconds of the oldest statement still under way to an active destination."""
    first = (
        select(func.min(Delivery.number))
        .join(Destination)
        .where(Destination.is_active, Delivery.state.in_(_UNDER_WAY))
        .scalar_subquery()
    )
    return _age(session.scalar(select(OutboxEntry.created_at).where(OutboxEntry.number == first)))


def undeliverable(limit: int = 100) -> tuple[Undeliverable, ...]:
    """What was refused, the newest first."""
    refused = session.scalars(
        select(Delivery)
        .where(Delivery.state == DeliveryState.REFUSED)
        .options(joinedload(Delivery.entry), joinedload(Delivery.destination))
        .order_by(Delivery.number.desc())
        .limit(limit)
    )
    return tuple(
        Undeliverable(
            destination=one.destination.name,
            statement_id=one.entry.statement_id,
            sentence=sentence(one.entry.shape, json.loads(one.entry.statement)),
            reason=one.reason or "",
        )
        for one in refused
    )


def would_be_sent(statement_id: UUID, destination_name: str) -> str | None:
    """Exactly the JSON that the destination gets for that statement; None when there is none such."""
    entry = session.scalar(select(OutboxEntry).where(OutboxEntry.statement_id == statement_id))
    destination = session.scalar(select(Destination).where(Destination.name == destination_name))
    if entry is None or destination is None or not destinations.takes(destination, entry.shape):
        return None
    return destinations.as_sent(entry, destination)[0]


def sentence(shape: str, statement: Mapping[str, Any]) -> str:
    """The statement as a person reads it: "Completed unit: Moral courage"."""
    name = statement["object"]["definition"]["name"][LANGUAGE]
    return f"{shape_named(shape).phrase}: {name}"


def _record(entry: OutboxEntry) -> Record:
    statement = json.loads(entry.statement)
    return Record(
        number=entry.number,
        statement_id=entry.statement_id,
        sentence=sentence(entry.shape, statement),
        at=datetime.fromisoformat(statement["timestamp"]),
        json=json.dumps(statement, ensure_ascii=False, indent=2),
        deliveries=tuple(
            DeliveryView(one.destination.name, one.state, one.delivered_at, one.reason)
            for one in sorted(entry.deliveries, key=lambda one: one.destination.name)
        ),
    )


def _age(moment: datetime | None) -> int | None:
    return None if moment is None else max(0, int((now() - moment).total_seconds()))
