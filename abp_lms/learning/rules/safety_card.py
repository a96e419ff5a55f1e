"""The lines of a safety card, and the questions that stand above them."""

from __future__ import annotations

from abp_lms.errors import Refused
from abp_lms.learning.rules.saves import Boxes

# What to ask before one acts, three times over (unit 13).
QUESTIONS = (
    "Is it safe for me? Can I get out, and is help within reach?",
    "Is it safe for them, now and when I have gone?",
    "Is it safe for the one it comes from, who may feel cornered?",
)
# Each line by its name: what it is called, and what to write there.
LINES = {
    "way_out": ("My way out", "Which door, which path, which side of the desk"),
    "help": ("My help", "The button, the number, the radio call, and who answers at night"),
    "stop_sign": ("My stop sign", "What always makes me step back and get help instead"),
    "sentence": ("My sentence", "One that I can say with a dry mouth"),
    "person": ("My person", "Who I go to afterwards, by name or by role"),
    "always": ("What I always do", "One thing for the person harmed, even if I do nothing else"),
    "support": ("My support", "Where I can turn when it stays with me"),
}
NOTHING_WRITTEN = "Write on one line at least"
LONGEST_LINE = 300  # characters; more does not fit on a card for the pocket


def refuse_unless_card(lines: Boxes) -> None:
    """A card has a word on one line at least, and no line is too long for a pocket."""
    for name, text in lines.items():
        if len(text) > LONGEST_LINE:
            raise Refused(
                f"Shorten this to {LONGEST_LINE} characters. You have {len(text)}", field=name
            )
    if not any(text.strip() for text in lines.values()):
        raise Refused(NOTHING_WRITTEN, field=next(iter(LINES)))
