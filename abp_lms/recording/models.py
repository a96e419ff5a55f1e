"""What is on its way to which record store."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from abp_lms.clock import now
from abp_lms.database import Base


class OutboxEntry(Base):
    """A statement as it was made, in the transaction of the fact. Never changed afterwards."""

    __tablename__ = "outbox_entry"
    __table_args__ = (
        Index("ix_outbox_entry_person_id_number", "person_id", "number"),
        Index("ix_outbox_entry_registration_number", "registration", "number"),
    )
    # The order in which statements were made, and are sent.
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    statement_id: Mapped[UUID] = mapped_column(unique=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    registration: Mapped[UUID]  # the place; no foreign key: places are above
    shape: Mapped[str]
    statement: Mapped[str]  # the JSON text that is sent, to the byte
    created_at: Mapped[datetime] = mapped_column(default=now)

    attachments: Mapped[list[OutboxAttachment]] = relationship(order_by="OutboxAttachment.sha2")
    deliveries: Mapped[list[Delivery]] = relationship(back_populates="entry")


class OutboxAttachment(Base):
    """What travels beside a statement: sealed text."""

    __tablename__ = "outbox_attachment"
    number: Mapped[int] = mapped_column(ForeignKey("outbox_entry.number"), primary_key=True)
    sha2: Mapped[str] = mapped_column(primary_key=True)
    content_type: Mapped[str]
    content: Mapped[bytes]


class Destination(Base):
    """A record store that statements go to."""

    __tablename__ = "destination"
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    name: Mapped[str] = mapped_column(unique=True)
    endpoint: Mapped[str]
    key: Mapped[str]
    sealed_secret: Mapped[str]  # JWE under the installation's key
    # Our own store takes every shape, with attachments; any other one only `shapes`, without.
    is_own: Mapped[bool] = mapped_column(default=False)
    shapes: Mapped[list[Any]] = mapped_column(default=list)
    # While it is false, statements wait.
    is_active: Mapped[bool] = mapped_column(default=True)
    # How it stands with the store itself; a fault of one statement is noted at its delivery.
    failures: Mapped[int] = mapped_column(default=0)
    next_try_at: Mapped[datetime] = mapped_column(default=now)
    last_success_at: Mapped[datetime | None]
    last_reason: Mapped[str | None]


class DeliveryState(StrEnum):
    WAITING = "waiting"
    CLAIMED = "claimed"
    DELIVERED = "delivered"
    REFUSED = "refused"


class Delivery(Base):
    """How far one statement is on its way to one destination."""

    __tablename__ = "delivery"
    __table_args__ = (
        Index("ix_delivery_destination_id_state_number", "destination_id", "state", "number"),
    )
    number: Mapped[int] = mapped_column(ForeignKey("outbox_entry.number"), primary_key=True)
    destination_id: Mapped[UUID] = mapped_column(ForeignKey("destination.id"), primary_key=True)
    state: Mapped[DeliveryState] = mapped_column(default=DeliveryState.WAITING)
    claimed_by: Mapped[UUID | None]  # the holder of the lease who is sending it
    attempts: Mapped[int] = mapped_column(default=0)
    next_try_at: Mapped[datetime] = mapped_column(default=now)
    delivered_at: Mapped[datetime | None]
    reason: Mapped[str | None]  # why it was refused or put off, in plain words

    entry: Mapped[OutboxEntry] = relationship(back_populates="deliveries")
    destination: Mapped[Destination] = relationship()


class Lease(Base):
    """Who does a piece of work that only one process at a time may do, and until when."""

    __tablename__ = "lease"
    name: Mapped[str] = mapped_column(primary_key=True)
    holder: Mapped[UUID]
    until: Mapped[datetime]


class Heartbeat(Base):
    """When something that runs without anyone asking was last alive."""

    __tablename__ = "heartbeat"
    name: Mapped[str] = mapped_column(primary_key=True)
    at: Mapped[datetime]
