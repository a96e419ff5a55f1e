"""A person's plan, and the copy of it that they share, opened for those two alone who may read it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, select

from abp_lms.accounts import texts
from abp_lms.accounts.guards import SignedIn
from abp_lms.accounts.models import Person
from abp_lms.accounts.queries import ManagerView, manager_of
from abp_lms.clock import LONDON, today
from abp_lms.database import session
from abp_lms.learning import queries
from abp_lms.learning.actions.drafts import open_boxes
from abp_lms.learning.models import DocumentKind, DocumentSave, How, SharedPlan
from abp_lms.learning.rules import PLAN_BOXES, plans
from abp_lms.learning.rules.plans import Line
from abp_lms.learning.words import box_label
from abp_lms.learning.workbook import Unit
from abp_lms.programme.outline import Programme


@dataclass(frozen=True)
class MyPlan:
    """A plan as its author reads it: the boxes that hold words, by name, each with its label."""

    save_id: UUID
    unit_id: str
    at: datetime
    lines: Mapping[str, Line]


@dataclass(frozen=True)
class Copy:
    """A copy that is shared, as its author and the manager it was shared with read it.

    `is_seen` is false once that manager no longer manages the author.
    """

    save_id: UUID
    manager_name: str
    shared_at: datetime
    lines: tuple[Line, ...]
    is_seen: bool


def mine(by: SignedIn) -> MyPlan | None:
    """The author's plan as it was written last."""
    save = session.scalar(
        select(DocumentSave)
        .where(
            DocumentSave.person_id == by.id,
            DocumentSave.kind == DocumentKind.PLAN,
            DocumentSave.how == How.WRITTEN,
        )
        .order_by(DocumentSave.at.desc())
        .limit(1)
    )
    if save is None:
        return None
    [boxes] = open_boxes(by, [save.sealed])
    unit = queries.the_workbook().units.get(save.unit_id)
    document = unit.document(save.document_id) if unit else None
    lines = {
        name: (box_label(name, document), boxes[name].strip())
        for name in PLAN_BOXES
        if boxes.get(name, "").strip()
    }
    return MyPlan(save.id, save.unit_id, save.at, lines)


def unit_with_plan(programme: Programme) -> Unit | None:
    """The unit of a programme in which the plan is written."""
    units = queries.the_workbook().units
    held = (units.get(entry.id) for entry in programme.units)
    return next((unit for unit in held if unit and unit.plan), None)


def shared_by(by: SignedIn, manager: ManagerView | None) -> Copy | None:
    """The copy that the author shares; `manager` is who manages them now."""
    found = _find(SharedPlan.person_id == by.id)
    return _opened(by, found, found[0].for_author, manager) if found else None


def shared_with(viewer: SignedIn, person_id: UUID) -> Copy | None:
    """What the person shares with the viewer; None for everybody but the manager they shared it
    with, and for that one too after somebody else has managed them.
    """
    found = _find(SharedPlan.person_id == person_id, SharedPlan.manager_id == viewer.id)
    if found is None:
        return None
    copy = _opened(viewer, found, found[0].for_manager, manager_of(person_id, today()))
    return copy if copy.is_seen else None


def _find(*which: ColumnElement[bool]) -> tuple[SharedPlan, str] | None:
    row = session.execute(
        select(SharedPlan, Person.given_name, Person.family_name)
        .join(Person, Person.id == SharedPlan.manager_id)
        .where(*which)
    ).first()
    return (row.SharedPlan, f"{row.given_name} {row.family_name}") if row else None


def _opened(
    by: SignedIn, found: tuple[SharedPlan, str], sealed: str, manager: ManagerView | None
) -> Copy:
    shared, manager_name = found
    return Copy(
        save_id=shared.save_id,
        manager_name=manager_name,
        shared_at=shared.shared_at,
        lines=tuple((label, text) for label, text in json.loads(texts.open_own(by, sealed))),
        is_seen=manager is not None
        and plans.may_see(
            viewer=manager.id,
            shared_with=shared.manager_id,
            shared_on=shared.shared_at.astimezone(LONDON).date(),
            managed_since=manager.since,
        ),
    )
