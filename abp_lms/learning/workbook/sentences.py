"""Sentences that a unit offers: each can be said at work as it stands."""

from dataclasses import dataclass

# What a sentence is for, in the order in which pages show them.
APPROACHES = {
    "distract": "Distract: turn to the person it lands on",
    "delegate": "Delegate: borrow somebody",
    "document": "Document: offer to write it down",
    "delay": "Delay: go back afterwards",
    "direct": "Direct: one calm line",
    "call-in": "Call in: begin a conversation",
    "receive": "Receive: when it was me, or when somebody tells me",
}
# Where it fits; a sentence without a setting fits anywhere.
SETTINGS = {
    "ward": "Acute ward",
    "home": "Community or home care",
    "gp": "GP or ambulance",
    "council": "Council or charity",
    "university": "University",
}
LONGEST_SENTENCE = 300  # characters: what one can say in a breath or two


@dataclass(frozen=True)
class Offer:
    """A sentence that a unit offers; `text` is plain words, `settings` are empty for anywhere."""

    unit_id: str
    id: str
    approach: str
    settings: tuple[str, ...]
    text: str
    line: int

    @property
    def key(self) -> str:
        """What tells it from every other sentence of the workbook, such as "u10/how-mean"."""
        return f"{self.unit_id}/{self.id}"
