"""What can be asked about reports."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from abp_lms.accounts.guards import SignedIn
from abp_lms.accounts.models import Academy, RoleName
from abp_lms.database import session
from abp_lms.errors import NotFound
from abp_lms.moderation.models import Issue
from abp_lms.moderation.rules import Category, Kind, Outcome
from abp_lms.programme.outline import Contact
from abp_lms.programme.queries import current_place, programme

PAGE = 50


@dataclass(frozen=True)
class Item:
    """Something that can be reported. `address` is its page's path."""

    kind: Kind
    id: str
    title: str
    address: str


@dataclass(frozen=True)
class Reader:
    """The academy that reads somebody's reports."""

    academy_id: UUID
    academy_name: str
    contact: Contact


@dataclass(frozen=True)
class Report:
    """A report, as its reporter and their academy may see it."""

    id: UUID
    kind: Kind
    item_id: str
    item_title: str
    category: Category
    text: str
    reported_at: datetime
    reporter_name: str
    hid: bool
    hides: bool
    outcome: Outcome | None
    answer: str | None
    decided_at: datetime | None

    @property
    def is_open(self) -> bool:
        return self.outcome is None


@dataclass(frozen=True)
class HiddenElsewhere:
    """An item that is hidden because of a report to another academy: no word of that report."""

    kind: Kind
    item_title: str
    since: datetime
    contact: Contact


def reader_for(by: SignedIn) -> Reader | None:
    """The academy of a person's place, or the one they work for; None where there is neither."""
    place = current_place(by.id)
    if place is not None:
        return Reader(place.academy_id, place.academy_name, place.programme.contact)
    academy_ids = [academy_id for _, academy_id, _ in by.roles if academy_id]
    academy = session.scalar(
        select(Academy).where(Academy.id.in_(academy_ids)).order_by(Academy.name).limit(1)
    )
    if academy is None:
        return None
    return Reader(academy.id, academy.name, programme(academy.programme_id).contact)


def hidden_ids(kind: Kind) -> frozenset[str]:
    """The items of a kind that are hidden now; one query."""
    return frozenset(
        session.scalars(select(Issue.item_id).where(Issue.kind == kind, Issue.hides).distinct())
    )


def is_hidden_from(by: SignedIn | None, kind: Kind, item_id: str) -> bool:
    """Whether somebody (None: not signed in) is not shown an item. An academy has to look at it."""
    if by is not None and by.has(RoleName.ACADEMY):
        return False
    return item_id in hidden_ids(kind)


@dataclass(frozen=True)
class ReportPage:
    """Some reports, and whether there are more after them."""

    reports: tuple[Report, ...]
    more: bool


def of_academies(academy_ids: Collection[UUID], page: int = 1) -> ReportPage:
    """The reports to these academies, fifty on a page: open ones first, then the newest."""
    rows = session.scalars(
        select(Issue)
        .where(Issue.academy_id.in_(academy_ids))
        .options(joinedload(Issue.reporter))
        .order_by(Issue.outcome.is_not(None), Issue.reported_at.desc(), Issue.id)
        .offset((page - 1) * PAGE)
        .limit(PAGE + 1)
    ).all()
    return ReportPage(tuple(_report(row) for row in rows[:PAGE]), more=len(rows) > PAGE)


def hidden_elsewhere(academy_ids: Collection[UUID]) -> list[HiddenElsewhere]:
    """What reports to other academies hide now, for everybody."""
    rows = session.execute(
        select(Issue.kind, Issue.item_title, Issue.reported_at, Academy.programme_id)
        .join(Academy, Academy.id == Issue.academy_id)
        .where(Issue.hides, Issue.academy_id.not_in(academy_ids))
        .order_by(Issue.reported_at, Issue.id)
    )
    return [
        HiddenElsewhere(kind, title, at, programme(programme_id).contact)
        for kind, title, at, programme_id in rows
    ]


def report_to(academy_ids: Collection[UUID], issue_id: UUID) -> Report:
    """One report to one of these academies; raises NotFound for any other."""
    row = session.scalar(
        select(Issue)
        .where(Issue.id == issue_id, Issue.academy_id.in_(academy_ids))
        .options(joinedload(Issue.reporter))
    )
    if row is None:
        raise NotFound()
    return _report(row)


def reported_by(person_id: UUID) -> list[Report]:
    """What a person has reported, newest first."""
    rows = session.scalars(
        select(Issue)
        .where(Issue.reporter_id == person_id)
        .options(joinedload(Issue.reporter))
        .order_by(Issue.reported_at.desc(), Issue.id)
    )
    return [_report(row) for row in rows]


def how_many_open(academy_ids: Collection[UUID]) -> int:
    """How many reports wait for these academies."""
    open_ones = select(func.count()).where(
        Issue.academy_id.in_(academy_ids), Issue.outcome.is_(None)
    )
    return session.scalar(open_ones) or 0


def _report(row: Issue) -> Report:
    return Report(
        id=row.id,
        kind=row.kind,
        item_id=row.item_id,
        item_title=row.item_title,
        category=row.category,
        text=row.text,
        reported_at=row.reported_at,
        reporter_name=row.reporter.name,
        hid=row.hid,
        hides=row.hides,
        outcome=row.outcome,
        answer=row.answer,
        decided_at=row.decided_at,
    )
