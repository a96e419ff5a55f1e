"""The workbook of the learner: `content/` read into frozen values, and refused with file and line
where it is unsound.
"""

from abp_lms.content_files import ContentError, Finding, with_addresses
from abp_lms.learning.workbook.checking import check
from abp_lms.learning.workbook.loading import Reading, load
from abp_lms.learning.workbook.model import (
    Answer,
    Approach,
    Box,
    Document,
    Letter,
    Minutes,
    Page,
    Piece,
    Plan,
    Practice,
    Question,
    Quiz,
    Reflection,
    Source,
    Unit,
    Workbook,
)
from abp_lms.learning.workbook.scale import Scale, ScaleItem, ScalePart
from abp_lms.learning.workbook.scenario import Ending, Option, Scenario, Setting, Step
from abp_lms.learning.workbook.sentences import APPROACHES, LONGEST_SENTENCE, SETTINGS, Offer
from abp_lms.learning.workbook.sorting import Fit, Group, Situation, Sort

__all__ = [
    "APPROACHES",
    "LONGEST_SENTENCE",
    "SETTINGS",
    "Answer",
    "Approach",
    "Box",
    "ContentError",
    "Document",
    "Ending",
    "Finding",
    "Fit",
    "Group",
    "Letter",
    "Minutes",
    "Offer",
    "Option",
    "Page",
    "Piece",
    "Plan",
    "Practice",
    "Question",
    "Quiz",
    "Reading",
    "Reflection",
    "Scale",
    "ScaleItem",
    "ScalePart",
    "Scenario",
    "Setting",
    "Situation",
    "Sort",
    "Source",
    "Step",
    "Unit",
    "Workbook",
    "check",
    "load",
    "with_addresses",
]
