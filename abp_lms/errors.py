"""The refusals that rules and actions raise: plain exceptions that know no web.

Each carries one sentence for the person who asked: what is wrong and what to do.
"""

from __future__ import annotations


class Refused(Exception):
    """What was asked is not allowed, or not possible now.

    `field` names the form field at fault, where there is one.
    """

    def __init__(self, sentence: str, *, field: str | None = None) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.field = field


class NotFound(Refused):
    """There is no such thing, or none that the asker may know of: the two are never told apart."""

    def __init__(self, sentence: str = "We cannot find that page.") -> None:
        super().__init__(sentence)


class Forbidden(Refused):
    """The asker is known and may not do this."""

    def __init__(self, sentence: str = "You do not have access to this page.") -> None:
        super().__init__(sentence)


class TooMany(Refused):
    """Asked too often; `seconds` says when to try again."""

    def __init__(self, sentence: str, *, seconds: int) -> None:
        super().__init__(sentence)
        self.seconds = seconds
