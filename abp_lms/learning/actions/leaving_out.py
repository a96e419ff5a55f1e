"""Leaving out pieces of a unit that may come too close. It counts the same, and nobody is told."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from abp_lms.clock import now
from abp_lms.database import session
from abp_lms.errors import NotFound, Refused
from abp_lms.learning import queries, rules
from abp_lms.learning.actions.completion import complete_if_done
from abp_lms.learning.actions.learner import begin
from abp_lms.learning.models import LeftOut
from abp_lms.learning.rules import Deeds


def leave_out(
    *, person_id: UUID, unit_id: str, pieces: Collection[str], said_at: datetime | None = None
) -> bool:
    """Leave out pieces of a unit that offers a way round; once more changes nothing, and gives
    False. `said_at`: when it was done, as the device says.
    """
    learner = begin(person_id=person_id, unit_id=unit_id)
    unit = learner.mine.unit
    if unit.opt_out is None:
        raise NotFound()
    deeds = queries.deeds(person_id, unit_id).get(unit_id, Deeds())
    known = {piece.piece for piece in rules.pieces(unit, deeds)}
    if not pieces or not set(pieces) <= known:
        raise Refused("Choose what to leave out", field="pieces")
    fresh = sorted(set(pieces) - deeds.left_out)
    at = rules.when_done(said_at, now())
    for piece in fresh:
        session.add(LeftOut(person_id=person_id, unit_id=unit_id, piece=piece, at=at))
    complete_if_done(learner, at=at)
    return bool(fresh)
