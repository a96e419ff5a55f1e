"""Rating oneself: sealed as words are, kept beside what was answered before, told to nobody."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from abp_lms.clock import now
from abp_lms.database import session
from abp_lms.errors import NotFound
from abp_lms.learning import my_ratings, rules, statements
from abp_lms.learning.actions import drafts
from abp_lms.learning.actions.completion import complete_if_done
from abp_lms.learning.actions.learner import begin, is_saved
from abp_lms.learning.models import RatingSave
from abp_lms.learning.rules import Points, State


def rate(
    *,
    person_id: UUID,
    unit_id: str,
    scale_id: str,
    part_id: str,
    points: Points,
    save_key: UUID,
    said_at: datetime | None = None,
) -> bool:
    """Save how the person rated themselves on one part of a scale, at the moment the unit asks for.

    The first time that every part of it has been saved is recorded, without an answer. `said_at`:
    when it was done, as the device says. A second call with the same `save_key` changes nothing,
    and gives False.
    """
    learner = begin(person_id=person_id, unit_id=unit_id)
    asked = my_ratings.asked(learner.mine, scale_id)
    part = asked.scale.part(part_id)
    if part is None:
        raise NotFound()
    if is_saved(RatingSave, person_id, save_key):
        return False
    rules.refuse_unless_rated(asked.scale, part, points)
    before = my_ratings.saved_at(person_id, asked)
    saved = [ident for ident, _ in before]
    at = rules.when_done(said_at, now())
    boxes = {item: str(chosen) for item, chosen in rules.all_points(part, points).items()}
    session.add(
        RatingSave(
            person_id=person_id,
            scale_id=scale_id,
            moment=asked.moment,
            part_id=part_id,
            number=saved.count(part_id) + 1,
            sealed=drafts.seal_boxes(person_id, boxes),
            save_key=save_key,
            at=at,
        )
    )
    was_done = rules.rating_state(asked.scale, saved) is State.DONE
    if not was_done and rules.rating_state(asked.scale, [*saved, part_id]) is State.DONE:
        # Its parts may have come in another order than they were answered in.
        last = max([at, *(saved_at for _, saved_at in before)])
        learner.record(statements.rated(learner.deed(last), asked.scale))
    complete_if_done(learner, at=at)
    return True
