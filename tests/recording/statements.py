"""Statements as the features make them, for tests that need some."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID, uuid4

from abp_lms.recording import statement, vocabulary
from abp_lms.recording.statement import Recorded, Sealed, Where

AT = datetime(2026, 11, 20, 14, 2, 3, 456789, tzinfo=UTC)


def where(registration: UUID | None = None) -> Where:
    return Where(
        programme_id="llr",
        registration=registration or uuid4(),
        academy_id=uuid4(),
        module_id="month-1",
        unit_id="u01",
    )


def page_read(actor: UUID | None = None, page: str = "role") -> Recorded:
    return statement.made(
        actor_name=actor or uuid4(),
        verb=vocabulary.EXPERIENCED,
        object=statement.activity(
            vocabulary.PAGE, "units", "u01", "pages", page, name=f"The page {page}"
        ),
        at=AT,
        where=where(),
    )


def unit_completed(actor: UUID | None = None) -> Recorded:
    return statement.made(
        actor_name=actor or uuid4(),
        verb=vocabulary.COMPLETED,
        object=statement.unit("u01", name="What an active bystander is, and is not"),
        at=AT,
        where=where(),
        result={"completion": True},
    )


def reflection_written(actor: UUID | None = None, jwe: str = "aaa.bbb.ccc.ddd.eee") -> Recorded:
    return statement.made(
        actor_name=actor or uuid4(),
        verb=vocabulary.ANSWERED,
        object=statement.activity(
            vocabulary.REFLECTION, "units", "u01", "reflections", "silent", name="A quiet moment"
        ),
        at=AT,
        where=where(),
        sealed=[Sealed(jwe)],
    )
