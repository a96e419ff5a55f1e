"""A unit is complete when its last piece is done: computed with the deed, in its transaction."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from abp_lms import mail, settings
from abp_lms.accounts.queries import manager_of
from abp_lms.clock import now, today
from abp_lms.database import session
from abp_lms.learning import manager_mail, queries, rules, statements
from abp_lms.learning.actions.learner import Learner
from abp_lms.learning.models import UnitCompletion
from abp_lms.learning.rules import Deeds
from abp_lms.programme.actions.completion import record_evidence
from abp_lms.programme.outline import Programme
from abp_lms.programme.rules import Component, manager_mail_due, manager_mail_key, units_done


def complete_if_done(learner: Learner, *, at: datetime) -> None:
    """Close a deed done at `at`: complete the unit if this was its last piece.

    A unit is completed once, and stays so whatever becomes of its content.
    """
    learner.note_active(at)
    session.flush()
    mine = learner.mine
    before = queries.units_done([learner.person_id])[learner.person_id]
    if mine.unit.id in before:
        return
    deeds = queries.deeds(learner.person_id, mine.unit.id).get(mine.unit.id, Deeds())
    if not rules.is_complete(mine.unit, deeds):
        return
    # Its pieces may have come in another order than they were done in.
    at = max(at, queries.last_deed_at(learner.person_id, mine.unit.id))
    fresh = {mine.unit.id, *mine.entry.covers} - before
    for unit_id in sorted(fresh):
        session.add(
            UnitCompletion(
                person_id=learner.person_id,
                unit_id=unit_id,
                content_version=mine.unit.version,
                at=at,
                place_id=mine.place.place_id,
            )
        )
    session.flush()
    learner.record(statements.unit_completed(learner.deed(at)))
    programme = mine.place.programme
    done = before | fresh
    _tell_manager(learner, done=units_done(programme, done))
    record_workbook(
        place_id=mine.place.place_id, programme=programme, done=done, by_id=learner.person_id
    )


def record_workbook(
    *, place_id: UUID, programme: Programme, done: Collection[str], by_id: UUID | None
) -> None:
    """Keep the evidence that the workbook is done, when every unit of the programme is."""
    total = len(programme.units)
    if units_done(programme, done) == total:
        record_evidence(
            place_id=place_id,
            component=Component.WORKBOOK,
            by_id=by_id,
            at=now(),
            detail=f"{total} of {total} units",
        )


def _tell_manager(learner: Learner, *, done: int) -> None:
    place = learner.mine.place
    manager = manager_of(learner.person_id, today())
    if manager is None or not place.programme.line_manager:
        return
    mail.queue(
        manager_mail.TEMPLATE,
        to_address=manager.email,
        to_person_id=manager.id,
        send_after=manager_mail_due(now(), settings.current().manager_mail_time),
        key=manager_mail_key(place.place_id, today()),
        **manager_mail.facts_told(
            place,
            given_name=learner.given_name,
            family_name=learner.family_name,
            manager=manager,
            units_done=done,
        ),
    )
