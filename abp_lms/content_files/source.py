"""One text file of the content, by lines, with its faults."""

import re
import unicodedata
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple, Self

from abp_lms.content_files.findings import Finding

ID = r"[a-z][a-z0-9-]{0,59}"
LARGEST = 300_000  # bytes; the longest unit is a tenth of it


class Line(NamedTuple):
    """A line of text and its number in the file, counted from 1."""

    number: int
    text: str


def is_id(word: str) -> bool:
    """True for lower-case letters, digits and hyphens that start with a letter, 60 at most."""
    return re.fullmatch(ID, word) is not None


def unshowable(text: str) -> str | None:
    """Name the first character that no page can show (control characters, half characters), if
    there is one.
    """
    for character in text:
        if character not in "\n\t" and unicodedata.category(character) in ("Cc", "Cs", "Zl", "Zp"):
            return f"U+{ord(character):04X}"
    return None


@dataclass(frozen=True, eq=False)
class SourceFile:
    """A file being read.

    Faults are told to it and gather in `findings`, which the files of one reading share.
    """

    name: str
    lines: tuple[Line, ...]
    findings: list[Finding] = field(repr=False)

    @classmethod
    def read(cls, path: Path, folder: Path, findings: list[Finding]) -> Self:
        """Read `path` below the content `folder`; whatever cannot be read is a finding, never an
        exception.
        """
        name = f"{folder.name}/{path.relative_to(folder).as_posix()}"
        source = cls(name, (), findings)
        try:
            held = path.read_bytes() if path.stat().st_size <= LARGEST else None
        except OSError as fault:
            source.error(
                1, f"this file cannot be read ({fault.strerror}).", "Check its permissions."
            )
            return source
        if held is None:
            source.error(1, f"this file is larger than {LARGEST:,} bytes.", "Split it.")
            return source
        try:
            text = held.decode("utf-8-sig")
        except UnicodeDecodeError as fault:
            line = held.count(b"\n", 0, fault.start) + 1
            source.error(line, "this line is not UTF-8 text.", "Save the file as UTF-8.")
            return source
        return cls(name, tuple(source._lines(text)), findings)

    def _lines(self, text: str) -> list[Line]:
        lines = []
        for number, line in enumerate(re.split(r"\r\n|\r|\n", text), start=1):
            if odd := unshowable(line):
                self.error(
                    number, f"this line holds a character no page can show ({odd}).", "Delete it."
                )
                line = "".join(" " if unshowable(c) else c for c in line)
            lines.append(Line(number, line.rstrip()))
        return lines

    def error(self, line: int, problem: str, mend: str = "") -> None:
        """Tell a fault that learners would meet."""
        self.findings.append(Finding(self.name, line, "error", problem, mend))

    def warning(self, line: int, problem: str, mend: str = "") -> None:
        """Tell where a rule of the house is broken."""
        self.findings.append(Finding(self.name, line, "warning", problem, mend))

    def note(self, line: int, problem: str, mend: str = "") -> None:
        """Tell a fact that is no fault."""
        self.findings.append(Finding(self.name, line, "note", problem, mend))
