"""Reading: a page counts as read when the person goes on from it."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from abp_lms.clock import now
from abp_lms.database import session
from abp_lms.errors import NotFound
from abp_lms.learning import rules, statements
from abp_lms.learning.actions.completion import complete_if_done
from abp_lms.learning.actions.learner import begin
from abp_lms.learning.models import PageRead


def read_page(
    *, person_id: UUID, unit_id: str, page_id: str, said_at: datetime | None = None
) -> bool:
    """Keep that a person has read a page; reading it again changes nothing, and gives False.

    `said_at`: when it was done, as the device says.
    """
    learner = begin(person_id=person_id, unit_id=unit_id)
    page = learner.mine.unit.page(page_id)
    if page is None:
        raise NotFound()
    known = session.scalar(
        select(PageRead.id).where(
            PageRead.person_id == person_id,
            PageRead.unit_id == unit_id,
            PageRead.page_id == page_id,
        )
    )
    if known:
        return False
    at = rules.when_done(said_at, now())
    session.add(PageRead(person_id=person_id, unit_id=unit_id, page_id=page_id, at=at))
    learner.record(statements.page_read(learner.deed(at), page))
    complete_if_done(learner, at=at)
    return True
