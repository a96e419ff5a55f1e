"""The safety card: kept for oneself, sealed, and told to nobody, not even that there is one."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, select

from abp_lms.accounts.guards import SignedIn
from abp_lms.clock import now
from abp_lms.database import session
from abp_lms.learning import for_oneself, rules
from abp_lms.learning.actions import taken
from abp_lms.learning.actions.drafts import seal_boxes
from abp_lms.learning.actions.learner import is_saved, take_turn
from abp_lms.learning.models import SafetyCardSave
from abp_lms.learning.rules import Boxes


def save(
    *,
    by: SignedIn,
    lines: Boxes,
    save_key: UUID,
    said_at: datetime | None = None,
    unseen: bool = False,
) -> bool:
    """Save the card, sealed; what stood on it before stays beside it.

    `unseen`: written without a sight of the card, so a line that was left empty stays as it was by
    then. `said_at`: when it was written, as the device says. A second call with the same `save_key`
    changes nothing, also after the card was deleted, and gives False.
    """
    take_turn(by.id)
    rules.refuse_unless_card(lines)
    if is_saved(SafetyCardSave, by.id, save_key) or taken.taken(by.id, [save_key]):
        return False
    at = rules.when_done(said_at, now())
    kept = {name: text.strip() for name, text in lines.items() if text.strip()}
    if unseen:
        kept = _stood_at(by, at) | kept
    session.add(
        SafetyCardSave(person_id=by.id, sealed=seal_boxes(by.id, kept), save_key=save_key, at=at)
    )
    return True


def _stood_at(by: SignedIn, at: datetime) -> dict[str, str]:
    """The lines of the card as they were at a time."""
    card = for_oneself.my_card(by)
    versions = (card.newest, *card.earlier) if card else ()
    return next((version.lines for version in versions if version.at <= at), {})


def delete_card(*, by: SignedIn) -> None:
    """Forget the card and everything that ever stood on it."""
    take_turn(by.id)
    own = SafetyCardSave.person_id == by.id
    taken.remember(by.id, session.scalars(select(SafetyCardSave.save_key).where(own)).all())
    session.execute(delete(SafetyCardSave).where(own))
