"""Records something, and tells what has become of it."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select

from abp_lms import clock
from abp_lms.accounts.models import Person
from abp_lms.database import session
from abp_lms.recording import outbox
from abp_lms.recording.models import Delivery, OutboxEntry
from tests.recording.statements import page_read


def record(person: Person, count: int = 1) -> list[str]:
    """Record some pages read; returns the ids of their statements."""
    ids = [
        str(outbox.add(page_read(person.actor_name, f"page-{n}"), person_id=person.id))
        for n in range(count)
    ]
    session.commit()
    return ids


def states() -> dict[str, str]:
    rows = session.execute(
        select(OutboxEntry.statement_id, Delivery.state).join(Delivery).order_by(Delivery.number)
    ).all()
    session.commit()
    return {str(statement_id): state.value for statement_id, state in rows}


def later(**time: float) -> datetime:
    return clock.now() + timedelta(**time)
