"""What a person has done in the workbook. Rows name content by its stable ids, never by position,
so that editing a unit loses no answer. Whatever a person typed is here only as a sealed JWE.
"""

from abp_lms.learning.models.documents import DocumentKind, DocumentSave, Reminder, SharedPlan
from abp_lms.learning.models.for_oneself import RatingSave, SafetyCardSave, SentenceSave
from abp_lms.learning.models.steps import (
    LeftOut,
    PageRead,
    QuizAnswer,
    QuizAttempt,
    ScenarioRun,
    Sorted,
    UnitCompletion,
)
from abp_lms.learning.models.taken import TakenKey
from abp_lms.learning.models.words import (
    DeviceChoice,
    Draft,
    How,
    PracticeEntry,
    ReflectionSave,
    SetAside,
)

__all__ = [
    "DeviceChoice",
    "DocumentKind",
    "DocumentSave",
    "Draft",
    "How",
    "LeftOut",
    "PageRead",
    "PracticeEntry",
    "QuizAnswer",
    "QuizAttempt",
    "RatingSave",
    "ReflectionSave",
    "Reminder",
    "SafetyCardSave",
    "ScenarioRun",
    "SentenceSave",
    "SetAside",
    "SharedPlan",
    "Sorted",
    "TakenKey",
    "UnitCompletion",
]
