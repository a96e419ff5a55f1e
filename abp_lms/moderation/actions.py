"""What can be done about something that is wrong: one function for one deed. None commits."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID, uuid4

from sqlalchemy import func, select

from abp_lms import mail
from abp_lms.accounts import audit
from abp_lms.accounts.guards import SignedIn
from abp_lms.accounts.models import Person
from abp_lms.clock import now
from abp_lms.database import session
from abp_lms.errors import NotFound, Refused, TooMany
from abp_lms.moderation import rules
from abp_lms.moderation.models import Issue
from abp_lms.moderation.queries import Item, Reader, reader_for
from abp_lms.moderation.rules import Category, Kind, Outcome
from abp_lms.programme.outline import Programme
from abp_lms.programme.queries import programmes


def report(*, by: SignedIn, item: Item, category: Category, text: str) -> Issue:
    """Tell the person's academy that something is wrong with an item, and hide the item at once
    where waiting could do harm. The same report a second time, while the first is open, is the first.
    """
    reader = reader_for(by)
    if reader is None:
        raise Refused("This form is for people of a programme. Write to the academy by e-mail.")
    # One report of a person at a time: two clicks are one, and nobody outruns the count.
    session.scalars(select(Person.id).where(Person.id == by.id).with_for_update()).one()
    mine = session.scalars(
        select(Issue).where(
            Issue.reporter_id == by.id, Issue.kind == item.kind, Issue.item_id == item.id
        )
    ).all()
    for one in mine:
        if one.category is category and one.outcome is None:
            return one
    hides = rules.hides(
        category,
        hidings_in_window=_hidings_unless_too_many(by.id),
        put_back_before=any(one.hid and one.outcome is Outcome.PUT_BACK for one in mine),
    )
    issue = Issue(
        id=uuid4(),
        academy_id=reader.academy_id,
        reporter_id=by.id,
        kind=item.kind,
        item_id=item.id,
        item_title=item.title,
        category=category,
        text=rules.readable(text),
        reported_at=now(),
        hid=hides,
        hides=hides,
    )
    session.add(issue)
    session.flush()
    _tell(reader, issue)
    audit.note(by.id, "reported an issue", issue, item=item.id, category=category, hides=hides)
    return issue


def decide(
    *,
    by_id: UUID,
    academy_ids: Collection[UUID],
    issue_id: UUID,
    outcome: Outcome,
    answer: str,
) -> Issue:
    """Close a report to one of these academies, and tell its reporter. Only `KEPT_HIDDEN` hides.

    Raises NotFound for a report to another academy.
    """
    issue = session.scalar(
        select(Issue)
        .where(Issue.id == issue_id, Issue.academy_id.in_(academy_ids))
        .with_for_update()
        # The row as it is now that it is ours, not as a page read it before.
        .execution_options(populate_existing=True)
    )
    if issue is None:
        raise NotFound()
    if not rules.may_decide(issue.outcome):
        raise Refused("Somebody has decided this already.")
    issue.outcome = outcome
    issue.answer = rules.readable(answer)
    issue.hides = outcome is Outcome.KEPT_HIDDEN
    issue.decided_at = now()
    issue.decided_by_id = by_id
    reporter = session.get_one(Person, issue.reporter_id)
    mail.queue(
        "issue_decided",
        to_address=reporter.email,
        to_person_id=reporter.id,
        given_name=reporter.given_name,
        item_title=issue.item_title,
        outcome=outcome,
        hid=issue.hid,
    )
    audit.note(by_id, "decided an issue", issue, item=issue.item_id, outcome=outcome)
    return issue


def _hidings_unless_too_many(reporter_id: UUID) -> int:
    """How often the person has hidden something of late; raises TooMany when they have reported enough."""
    recent, hidings = session.execute(
        select(func.count(), func.count().filter(Issue.hid)).where(
            Issue.reporter_id == reporter_id, Issue.reported_at > now() - rules.WINDOW
        )
    ).one()
    if rules.too_many(recent):
        raise TooMany(
            "You have reported a lot today. Write to the academy by e-mail, or come back tomorrow.",
            seconds=int(rules.WINDOW.total_seconds()),
        )
    return int(hidings)


def _tell(reader: Reader, issue: Issue) -> None:
    """E-mail to the academy; about something that is hidden, to every other academy that uses it.

    What the reporter wrote, and who they are, is in neither.
    """
    mail.queue(
        "issue_reported",
        to_address=reader.contact.email,
        kind=issue.kind,
        item_title=issue.item_title,
        category=issue.category,
        hides=issue.hides,
        issue_id=issue.id,
    )
    if not issue.hides:
        return
    others = {
        programme.contact.email
        for programme in programmes().values()
        if _holds(programme, issue.kind, issue.item_id)
    }
    for address in sorted(others - {reader.contact.email}):
        mail.queue(
            "issue_hides",
            to_address=address,
            kind=issue.kind,
            item_title=issue.item_title,
            contact=reader.contact,
        )


def _holds(programme: Programme, kind: Kind, item_id: str) -> bool:
    if kind is Kind.UNIT:
        return programme.module_of(item_id) is not None
    return kind is Kind.RESOURCE or item_id in programme.masterclasses
