"""The workbook's pages. Each is of the signed-in person and of units of their own programme."""

from abp_lms.learning.views import (
    device,
    drafts,
    letter,
    offline,
    plan,
    practice,
    quiz,
    ratings,
    reading,
    reflection,
    safety_card,
    scenario,
    sentences,
    sorting,
    workbook,
)
from abp_lms.learning.views.blueprint import learning

__all__ = [
    "device",
    "drafts",
    "learning",
    "letter",
    "offline",
    "plan",
    "practice",
    "quiz",
    "ratings",
    "reading",
    "reflection",
    "safety_card",
    "scenario",
    "sentences",
    "sorting",
    "workbook",
]
