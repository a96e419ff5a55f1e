"""What a browser says of itself beside its words: whose hand, when, under which key."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from abp_lms.clock import now
from abp_lms.learning.rules import Hand, Incoming


def hand_of(said: Mapping[str, Any]) -> Hand:
    """Whose hand wrote, as far as the browser says it in a way that can be read."""
    return Hand(
        writer=uuid_of(said.get("writer")),
        counter=_number(said.get("counter")) or 0,
        base=_number(said.get("base")),
    )


def incoming_of(said: Mapping[str, Any]) -> Incoming:
    """The boxes that a browser sends as JSON; raises ValueError where there are none."""
    boxes = said.get("boxes")
    if not isinstance(boxes, dict):
        raise ValueError("no boxes")
    return Incoming(
        boxes={str(name): str(text) for name, text in boxes.items()},
        edited_at=moment_of(said.get("edited_at")) or now(),
        hand=hand_of(said),
    )


def uuid_of(text: object) -> UUID | None:
    try:
        return UUID(str(text))
    except ValueError:
        return None


def moment_of(text: object) -> datetime | None:
    """An ISO 8601 moment with a zone, or None."""
    try:
        moment = datetime.fromisoformat(str(text))
    except ValueError:
        return None
    return moment if moment.tzinfo is not None else None


def _number(text: object) -> int | None:
    digits = str(text)
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 10 else None
