"""What follows from a person's deeds in the workbook. Pure: knows no web, no database, no clock."""

from abp_lms.learning.rules.drafts import (
    Hand,
    Incoming,
    Kept,
    Merge,
    is_other_hand,
    merge,
    same_words,
    version_seen,
)
from abp_lms.learning.rules.progress import (
    SETTLED,
    Deeds,
    PieceProgress,
    State,
    first_left,
    is_complete,
    next_piece,
    pieces,
)
from abp_lms.learning.rules.quizzes import (
    good_answer,
    page_to_reread,
    refuse_unless_options,
)
from abp_lms.learning.rules.saves import (
    LONGEST_SITTING,
    LONGEST_TEXT,
    OLDEST_DEED,
    Boxes,
    box_names,
    is_blank,
    refuse_if_long,
    refuse_unless_written,
    time_taken,
    when_done,
)
from abp_lms.learning.rules.scenarios import (
    Path,
    Walk,
    decide,
    walk,
)
from abp_lms.learning.rules.sorting import (
    Sorting,
    refuse_unless_group,
    sorting,
)

__all__ = [
    "LONGEST_SITTING",
    "LONGEST_TEXT",
    "OLDEST_DEED",
    "SETTLED",
    "Boxes",
    "Deeds",
    "Hand",
    "Incoming",
    "Kept",
    "Merge",
    "Path",
    "PieceProgress",
    "Sorting",
    "State",
    "Walk",
    "box_names",
    "decide",
    "first_left",
    "good_answer",
    "is_blank",
    "is_complete",
    "is_other_hand",
    "merge",
    "next_piece",
    "page_to_reread",
    "pieces",
    "refuse_if_long",
    "refuse_unless_group",
    "refuse_unless_options",
    "refuse_unless_written",
    "same_words",
    "sorting",
    "time_taken",
    "version_seen",
    "walk",
    "when_done",
]
