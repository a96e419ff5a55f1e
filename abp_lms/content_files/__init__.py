"""Reads the files of `content/`: YAML and Markdown with line numbers, and faults told so that an
author can mend them.

Nothing here knows what a programme, a unit or a masterclass is; the features that own those nouns
do.
"""

from abp_lms.content_files.findings import (
    ContentError,
    Finding,
    Level,
    counted,
    did_you_mean,
    refuse_errors,
)
from abp_lms.content_files.folder import remembered
from abp_lms.content_files.front import split_front
from abp_lms.content_files.sections import Many, Scalar, Section, read_section, read_sections
from abp_lms.content_files.source import ID, Line, SourceFile, is_id
from abp_lms.content_files.writing import Paragraph, Passage, Writing, with_addresses

__all__ = [
    "ID",
    "ContentError",
    "Finding",
    "Level",
    "Line",
    "Many",
    "Paragraph",
    "Passage",
    "Scalar",
    "Section",
    "SourceFile",
    "Writing",
    "counted",
    "did_you_mean",
    "is_id",
    "read_section",
    "read_sections",
    "refuse_errors",
    "remembered",
    "split_front",
    "with_addresses",
]
