"""Takes the outbox to every destination: claims, commits, sends, notes what came of it.

No transaction is open while it waits on the network. Whatever dies between two steps, the next
deliverer sends again what was not noted: ids are stable, and a store that has a statement already
says so, or takes it as the same. So nothing is lost and nothing is doubled.
"""

from __future__ import annotations

import json
import logging
import math
import random
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Update, select, update
from sqlalchemy.orm import contains_eager

from abp_lms import sealing
from abp_lms.clock import now
from abp_lms.database import session, unit_of_work
from abp_lms.recording import destinations, lease, rules
from abp_lms.recording.lrs_client import Parcel, RecordStore, Unreachable
from abp_lms.recording.models import Delivery, DeliveryState, Destination, OutboxEntry
from abp_lms.recording.rules import Verdict

LEASE = "delivery"

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class _Claim:
    """What one destination is sent next, by whom."""

    holder: UUID
    destination_id: UUID
    name: str
    store: RecordStore
    parcels: list[Parcel]


def deliver(seconds: float = math.inf) -> bool:
    """Send what waits, to each destination until there is no more or it cannot take more now.

    After `seconds` with one destination it is the next one's turn; due() then says that more waits.
    False when somebody else is delivering.
    """
    with lease.held(LEASE) as holder:
        if holder is None:
            return False
        try:
            for destination_id in _due():
                turn_ends = time.monotonic() + seconds
                while (claim := _claim(destination_id, holder)) and _send(claim):
                    if time.monotonic() > turn_ends:
                        break
        except lease.Lost:
            log.warning("Another process took over the delivery of statements.")
    return True


def due() -> bool:
    """Whether there is something to deliver at this moment."""
    return bool(_due())


def retry_refused() -> int:
    """Let the destinations have another look at what they refused; returns how many statements."""
    refused = (
        update(Delivery)
        .where(Delivery.state == DeliveryState.REFUSED)
        .values(state=DeliveryState.WAITING, next_try_at=now(), reason=None)
        .returning(Delivery.number)
    )
    count = len(session.scalars(refused).all())
    try_now()
    return count


def try_now() -> None:
    """Let every destination be tried at once, whatever wait its last failure asked for."""
    session.execute(update(Destination).values(next_try_at=now(), failures=0))
    session.execute(
        update(Delivery).where(Delivery.state == DeliveryState.WAITING).values(next_try_at=now())
    )


def _due() -> Sequence[UUID]:
    """Destinations that may be tried and have something waiting (or left behind by a dead holder)."""
    waiting = select(Delivery.number).where(
        Delivery.destination_id == Destination.id,
        Delivery.state.in_([DeliveryState.WAITING, DeliveryState.CLAIMED]),
        Delivery.next_try_at <= now(),
    )
    try:
        return session.scalars(
            select(Destination.id)
            .where(Destination.is_active, Destination.next_try_at <= now(), waiting.exists())
            .order_by(Destination.is_own.desc(), Destination.name)
        ).all()
    finally:
        session.remove()


def _claim(destination_id: UUID, holder: UUID) -> _Claim | None:
    with unit_of_work():
        lease.renew(LEASE, holder)
        destination = session.get_one(Destination, destination_id)
        if not destination.is_active or destination.next_try_at > now():
            return None
        try:
            secret = destinations.secret_of(destination)
        except sealing.CannotOpen:
            _rest(destination, rules.UNOPENABLE)
            return None
        _release_the_dead(destination_id, holder)
        deliveries = session.scalars(
            select(Delivery)
            .join(Delivery.entry)
            .options(contains_eager(Delivery.entry).selectinload(OutboxEntry.attachments))
            .where(
                Delivery.destination_id == destination_id,
                Delivery.state == DeliveryState.WAITING,
                Delivery.next_try_at <= now(),
            )
            .order_by(Delivery.number)
            .limit(rules.BATCH)
        ).all()
        if not deliveries:
            return None
        for delivery in deliveries:
            delivery.state, delivery.claimed_by = DeliveryState.CLAIMED, holder
            delivery.attempts += 1
        store = RecordStore(destination.endpoint, destination.key, secret)
        parcels = [_parcel(delivery.entry, destination) for delivery in deliveries]
        return _Claim(holder, destination_id, destination.name, store, parcels)


def _release_the_dead(destination_id: UUID, holder: UUID) -> None:
    """Whoever holds the lease is the only deliverer: another one's claims are left behind."""
    session.execute(
        update(Delivery)
        .where(
            Delivery.destination_id == destination_id,
            Delivery.state == DeliveryState.CLAIMED,
            Delivery.claimed_by != holder,
        )
        .values(state=DeliveryState.WAITING, claimed_by=None)
    )


def _parcel(entry: OutboxEntry, destination: Destination) -> Parcel:
    text, attachments = destinations.as_sent(entry, destination)
    return Parcel(entry.number, entry.statement_id, text, attachments)


def _send(claim: _Claim) -> bool:
    """Send a claim, splitting it where the store objects; False when the store cannot take more now."""
    batches = [claim.parcels]
    while batches:
        batch = batches.pop()
        try:
            status = claim.store.post(batch)
            verdict, reason = rules.verdict(status), rules.reason(status)
            if verdict is Verdict.CONFLICT and len(batch) == 1:
                verdict, reason = _compared(claim, batch[0])
        except Unreachable as fault:
            _put_off(claim, fault.reason)
            return False
        if verdict is Verdict.ACCEPTED:
            _note(claim, batch, state=DeliveryState.DELIVERED, delivered_at=now(), reason=None)
        elif verdict is Verdict.LATER:
            _put_off(claim, reason)
            return False
        elif len(batch) > 1:
            middle = len(batch) // 2
            batches += [batch[middle:], batch[:middle]]
        elif verdict is Verdict.STUMBLED:
            _put_off(claim, reason, stumbled_over=batch[0])
            return False
        else:
            _note(claim, batch, state=DeliveryState.REFUSED, reason=reason)
            log.warning("%s refused a statement: %s", claim.name, reason)
    return True


def _compared(claim: _Claim, parcel: Parcel) -> tuple[Verdict, str]:
    """Whether what the store holds under the statement's id is our statement, and what then."""
    status, held = claim.store.stored(parcel.statement_id)
    if status == 200:
        same = rules.says_the_same(json.loads(parcel.text), held)
        return (Verdict.ACCEPTED if same else Verdict.REFUSED), rules.reason(409)
    if status in {401, 403, 404}:
        return Verdict.REFUSED, rules.HIDDEN
    return Verdict.LATER, rules.reason(status)


def _note(claim: _Claim, batch: Sequence[Parcel], **values: Any) -> None:
    """Note what came of statements that the store has answered to."""
    with unit_of_work():
        lease.renew(LEASE, claim.holder)
        session.execute(
            _claimed(claim)
            .where(Delivery.number.in_([parcel.number for parcel in batch]))
            .values(claimed_by=None, **values)
        )
        destination = session.get_one(Destination, claim.destination_id)
        destination.failures, destination.last_reason = 0, None
        if values["state"] is DeliveryState.DELIVERED:
            destination.last_success_at = now()


def _put_off(claim: _Claim, reason: str, stumbled_over: Parcel | None = None) -> None:
    """Give back what was claimed and not answered to, and let the store rest."""
    with unit_of_work():
        lease.renew(LEASE, claim.holder)
        if stumbled_over is not None:
            delivery = session.get_one(Delivery, (stumbled_over.number, claim.destination_id))
            # A step longer than the store itself: the others go first.
            pause = rules.wait(delivery.attempts + 1, random.random())  # noqa: S311
            delivery.next_try_at = now() + pause
            delivery.reason = reason
        session.execute(_claimed(claim).values(claimed_by=None, state=DeliveryState.WAITING))
        _rest(session.get_one(Destination, claim.destination_id), reason)


def _rest(destination: Destination, reason: str) -> None:
    """Leave a store alone for a while, longer after each failure."""
    log.warning("%s takes no statements now: %s", destination.name, reason)
    destination.failures += 1
    destination.next_try_at = now() + rules.wait(destination.failures, random.random())  # noqa: S311
    destination.last_reason = reason


def _claimed(claim: _Claim) -> Update:
    return update(Delivery).where(
        Delivery.destination_id == claim.destination_id, Delivery.claimed_by == claim.holder
    )
