"""A plan on one page, and the copy of it that its author may share with their line manager."""

from __future__ import annotations

import json
from collections.abc import Collection
from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import select

from abp_lms import mail
from abp_lms.accounts import audit, texts
from abp_lms.accounts.guards import SignedIn
from abp_lms.accounts.models import Person
from abp_lms.accounts.queries import manager_of
from abp_lms.clock import now, today
from abp_lms.database import session
from abp_lms.errors import NotFound, Refused
from abp_lms.learning import queries
from abp_lms.learning.actions import documents
from abp_lms.learning.models import SharedPlan
from abp_lms.learning.plans import mine
from abp_lms.learning.rules import Boxes, Hand, plans
from abp_lms.programme.rules import MANAGER_MAIL, short_name


def save(
    *,
    by: SignedIn,
    unit_id: str,
    document_id: str,
    boxes: Boxes,
    save_key: UUID,
    said_at: datetime | None = None,
    opened_at: datetime | None = None,
    hand: Hand | None = None,
) -> bool:
    """Seal the plan. A copy that is shared stays as it was shared.

    A second call with the same `save_key` changes nothing, and gives False.
    """
    plans.refuse_unless_one_page(boxes)
    return documents.save(
        by=by,
        unit_id=unit_id,
        document_id=document_id,
        boxes=boxes,
        save_key=save_key,
        said_at=said_at,
        opened_at=opened_at,
        hand=hand,
    )


def share(*, by: SignedIn, save_id: UUID, manager_id: UUID, chosen: Collection[str]) -> None:
    """Give the line manager a copy of the chosen boxes, in place of the copy that was shared before.

    `save_id` and `manager_id` say what the author was shown: refuses when the plan or the manager
    has changed since. The copy opens with the author's key and the manager's, and with no other.
    """
    author = session.scalar(select(Person).where(Person.id == by.id).with_for_update())
    newest = mine(by)
    manager = manager_of(by.id, today())
    if author is None or newest is None or not queries.my_place(by.id).programme.line_manager:
        raise NotFound()
    if manager is None or manager.id != manager_id:
        raise Refused("Your line manager has changed. Look again at what would be shared")
    if newest.save_id != save_id:
        raise Refused("Your plan has changed since you looked. Look again at what would be shared")
    copy = json.dumps(plans.copy(newest.lines, chosen))
    before = _shared(by.id)
    if before is not None:
        session.delete(before)
        session.flush()
    shared = SharedPlan(
        id=uuid4(),
        person_id=by.id,
        manager_id=manager_id,
        save_id=save_id,
        for_author=texts.seal(by.id, copy),
        for_manager=texts.seal(manager_id, copy),
        shared_at=now(),
    )
    session.add(shared)
    audit.note(by.id, "shared a plan", shared, manager_id=str(manager_id))
    mail.queue(
        "plan_shared",
        to_address=manager.email,
        to_person_id=manager.id,
        key=_mail_key(by.id),
        manager=manager,
        name=short_name(author.given_name, author.family_name),
        person_id=by.id,
    )


def unshare(*, person_id: UUID) -> None:
    """Destroy the copy, and the e-mail about it unless it has gone. Harmless where nothing is shared."""
    session.scalar(select(Person.id).where(Person.id == person_id).with_for_update())
    shared = _shared(person_id)
    if shared is not None:
        audit.note(person_id, "unshared a plan", shared, manager_id=str(shared.manager_id))
        session.delete(shared)
        mail.withdraw(_mail_key(person_id))


def _mail_key(person_id: UUID) -> str:
    return f"{MANAGER_MAIL}:plan:{person_id}"


def _shared(person_id: UUID) -> SharedPlan | None:
    return session.scalar(select(SharedPlan).where(SharedPlan.person_id == person_id))
