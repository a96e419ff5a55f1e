"""How a viewing reads in xAPI. Pure.

The verb says that it is the learner's own word: the video profile's "played" and "completed" come
from a player, and the video plays on another platform.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from abp_lms.library.catalogue import Masterclass
from abp_lms.library.rules import How
from abp_lms.recording import statement, vocabulary
from abp_lms.recording.statement import Recorded, Where


def declared(
    *, actor_name: UUID, masterclass: Masterclass, how: How, at: datetime, where: Where
) -> Recorded:
    if how is How.WATCHED:
        verb = vocabulary.VIEWED
        thing = statement.activity(
            vocabulary.MASTERCLASS, "masterclasses", masterclass.id, name=masterclass.title
        )
    else:
        verb = vocabulary.EXPERIENCED
        thing = statement.activity(
            vocabulary.PAGE,
            *("masterclasses", masterclass.id, "notes"),
            name=f"Key points of {masterclass.title}",
        )
    return statement.made(actor_name=actor_name, verb=verb, object=thing, at=at, where=where)
