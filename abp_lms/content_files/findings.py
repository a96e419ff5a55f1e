"""What a check of the content found, and how it is told."""

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Literal

Level = Literal["error", "warning", "note"]


@dataclass(frozen=True, order=True)
class Finding:
    """One thing an author should know: where, what is wrong, how to mend it.

    An error would show learners something broken; a warning breaks a rule of the house; a note
    tells a fact.
    """

    file: str
    line: int
    level: Level
    problem: str
    mend: str

    def __str__(self) -> str:
        told = f"{self.problem} {self.mend}".rstrip()
        label = "" if self.level == "error" else f"{self.level}: "
        return f"{self.file}:{self.line}: {label}{told}"


class ContentError(Exception):
    """The content cannot be shown to learners; carries every finding that says why."""

    def __init__(self, findings: Iterable[Finding]) -> None:
        self.findings = tuple(sorted(findings))
        super().__init__("\n".join(map(str, self.findings)))


def refuse_errors(findings: Iterable[Finding]) -> None:
    """Raise ContentError with every finding of level error, if there is one."""
    if errors := [finding for finding in findings if finding.level == "error"]:
        raise ContentError(errors)


def counted(number: int, noun: str) -> str:
    """A number with its noun: "1 option", "2 options"."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Suggest the nearest known word, or name the known ones when they are few."""
    known = list(known)
    if near := get_close_matches(word[:80], known, n=1):
        return f'Did you mean "{near[0]}"?'
    if 0 < len(known) <= 20:
        return f"Known here: {', '.join(known)}."
    return ""
