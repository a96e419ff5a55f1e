"""The safety card: kept for oneself, sealed, and told to nobody, not even that there is one."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import delete, select

from abp_lms.accounts.guards import SignedIn
from abp_lms.clock import now
from abp_lms.database import session
from abp_lms.learning import rules
from abp_lms.learning.actions.drafts import seal_boxes
from abp_lms.learning.actions.learner import take_turn
from abp_lms.learning.models import SafetyCardSave
from abp_lms.learning.rules import Boxes


def save(*, by: SignedIn, lines: Boxes, save_key: UUID) -> None:
    """Save the card, sealed; what stood on it before stays beside it.

    A second call with the same `save_key` changes nothing.
    """
    take_turn(by.id)
    rules.refuse_unless_card(lines)
    known = session.scalar(
        select(SafetyCardSave.id).where(
            SafetyCardSave.person_id == by.id, SafetyCardSave.save_key == save_key
        )
    )
    if known:
        return
    kept = {name: text.strip() for name, text in lines.items() if text.strip()}
    session.add(
        SafetyCardSave(person_id=by.id, sealed=seal_boxes(by.id, kept), save_key=save_key, at=now())
    )


def delete_card(*, by: SignedIn) -> None:
    """Forget the card and everything that ever stood on it."""
    session.execute(delete(SafetyCardSave).where(SafetyCardSave.person_id == by.id))
