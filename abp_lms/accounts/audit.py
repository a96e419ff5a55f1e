"""Notes who did what to whom, in the transaction of the deed."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from abp_lms.accounts.models import AuditEntry
from abp_lms.clock import now
from abp_lms.database import Base, session


def note(by_id: UUID | None, deed: str, subject: Base | None = None, **detail: Any) -> None:
    """Add an entry: `by_id` did `deed` (a past-tense phrase) to `subject`.

    `by_id` None means the installation itself. `detail` holds ids, dates and states; never free text.
    """
    session.add(entry(by_id, deed, subject, **detail))


def entry(by_id: UUID | None, deed: str, subject: Base | None = None, **detail: Any) -> AuditEntry:
    """The entry that note() adds, for those who write it apart from a request that only reads."""
    return AuditEntry(
        at=now(),
        by_id=by_id,
        deed=deed,
        subject_kind=subject.__tablename__ if subject is not None else "",
        subject_id=getattr(subject, "id", None),
        detail=detail,
    )
