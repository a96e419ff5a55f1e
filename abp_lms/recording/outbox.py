"""Takes a statement into the transaction of the fact that it tells of."""

from __future__ import annotations

import json
from threading import Event
from uuid import UUID

from sqlalchemy import event, select
from sqlalchemy.orm import Session

from abp_lms.clock import now
from abp_lms.database import session
from abp_lms.recording import destinations
from abp_lms.recording.models import Delivery, Destination, OutboxAttachment, OutboxEntry
from abp_lms.recording.statement import Recorded

# Set when statements of this process have been committed: there is something to deliver.
arrived = Event()

_ADDED = "outbox has new entries"


def add(recorded: Recorded, *, person_id: UUID) -> UUID:
    """Keep the statement with everything else of this transaction; returns its id.

    It is delivered after the commit, to each destination that takes statements of its shape.
    """
    entry = OutboxEntry(
        statement_id=recorded.id,
        person_id=person_id,
        registration=recorded.registration,
        shape=recorded.shape.name,
        statement=json.dumps(recorded.statement, ensure_ascii=False, separators=(",", ":")),
        created_at=now(),
        attachments=[
            OutboxAttachment(sha2=one.sha2, content_type=one.content_type, content=one.content)
            for one in recorded.attachments
        ],
        deliveries=[
            Delivery(destination_id=destination.id, next_try_at=now())
            for destination in session.scalars(select(Destination).order_by(Destination.name))
            if destinations.takes(destination, recorded.shape.name)
        ],
    )
    session.add(entry)
    session.flush()
    session().info[_ADDED] = True
    return recorded.id


@event.listens_for(Session, "after_commit")
def _tell(committed: Session) -> None:
    if committed.info.pop(_ADDED, False):
        arrived.set()


@event.listens_for(Session, "after_rollback")
def _forget(undone: Session) -> None:
    undone.info.pop(_ADDED, None)
