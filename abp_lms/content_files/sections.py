"""A mapping of a content file, asked for its values by name and kind."""

import re
from collections.abc import Collection, Sequence
from datetime import date, time
from urllib.parse import urlsplit

from abp_lms.content_files.findings import did_you_mean
from abp_lms.content_files.source import Line, SourceFile, is_id
from abp_lms.content_files.yaml_tree import Many, Mapping, Scalar, Tree, read_tree

__all__ = ["Many", "Scalar", "Section", "read_section", "read_sections"]


class Section:
    """Keys and values with their lines.

    A getter tells the file what is wrong and then gives a harmless value, so that one reading
    finds every fault. `close()` tells about keys that nobody asked for.
    """

    def __init__(self, source: SourceFile, tree: Mapping) -> None:
        self.source = source
        self.at = tree.line
        self._values = tree.values
        self._asked: dict[str, None] = {}

    def __contains__(self, key: str) -> bool:
        return self._present(key) is not None

    def line(self, key: str) -> int:
        """The line of a key; the section's own where it is absent."""
        return self._values[key][0] if key in self._values else self.at

    def close(self) -> None:
        """Tell about every key that no getter asked for."""
        for key, (line, _) in self._values.items():
            if key not in self._asked:
                self.source.error(
                    line, f'"{key}" is no key that is known here.', did_you_mean(key, self._asked)
                )

    def maybe_text(self, key: str) -> str | None:
        """Text, or None when it is absent."""
        found = self._present(key)
        if found is None:
            return None
        if isinstance(found, Scalar) and found.text is not None and found.text.strip():
            return found.text.strip()
        self.source.error(self.line(key), f'"{key}" must be text.', "")
        return None

    def text(self, key: str) -> str:
        """Text that must be there."""
        self._require(key)
        return self.maybe_text(key) or ""

    def lines_of(self, key: str) -> list[Line]:
        """The lines of a text that may run over several, with their numbers in the file."""
        found = self._present(key)
        text = self.maybe_text(key)
        if not isinstance(found, Scalar) or text is None:
            return []
        first = found.line + found.block
        return [Line(first + number, line) for number, line in enumerate(text.split("\n"))]

    def ident(self, key: str) -> str:
        """An id: lower-case letters, digits and hyphens."""
        text = self.text(key)
        if text and not is_id(text):
            self._wrong_id(self.line(key), text)
            return ""
        return text

    def choice(self, key: str, allowed: Collection[str], default: str | None = None) -> str:
        """One of the allowed words."""
        if default is None:
            self._require(key)
        text = self.maybe_text(key) or default or ""
        if text and text not in allowed:
            self.source.error(
                self.line(key), f'"{key}" cannot be "{text}".', did_you_mean(text, allowed)
            )
        return text

    def number(self, key: str, *, at_least: int, at_most: int, default: int | None = None) -> int:
        """A whole number between two bounds."""
        if default is None:
            self._require(key)
        text = self.maybe_text(key)
        if text is None:
            return at_least if default is None else default
        if re.fullmatch(r"\d{1,9}", text) and at_least <= int(text) <= at_most:
            return int(text)
        self.source.error(
            self.line(key), f'"{key}" must be a whole number from {at_least} to {at_most}.', ""
        )
        return at_least

    def decimal(self, key: str, *, at_most: float) -> float:
        """A number above nought, two decimal places at most."""
        text = self.text(key)
        if re.fullmatch(r"\d{1,6}(\.\d{1,2})?", text) and 0 < float(text) <= at_most:
            return float(text)
        if text:
            self.source.error(
                self.line(key), f'"{key}" must be a number up to {at_most:g}, such as 2.5.', ""
            )
        return 0.0

    def flag(self, key: str, *, default: bool = False) -> bool:
        """True or false; `yes` and `no` are understood too."""
        text = (self.maybe_text(key) or str(default)).lower()
        if text not in ("true", "false", "yes", "no"):
            self.source.error(self.line(key), f'"{key}" must be true or false.', "")
        return text in ("true", "yes")

    def maybe_day(self, key: str) -> date | None:
        """A date written as 2027-11-20, or None when it is absent."""
        text = self.maybe_text(key)
        if text is None:
            return None
        try:
            if re.fullmatch(r"\d{4}-\d\d-\d\d", text):
                return date.fromisoformat(text)
        except ValueError:
            pass
        self.source.error(
            self.line(key), f'"{text[:40]}" is no date.', "Write it as year-month-day: 2027-11-20."
        )
        return None

    def day(self, key: str) -> date:
        """A date that must be there."""
        self._require(key)
        return self.maybe_day(key) or date.max

    def hour(self, key: str) -> time:
        """A time of day written as 08:45."""
        text = self.text(key)
        if re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d", text):
            return time.fromisoformat(text)
        if text:
            self.source.error(
                self.line(key), f'"{text[:40]}" is no time of day.', "Write it as 08:45."
            )
        return time()

    def maybe_url(self, key: str) -> str | None:
        """A web address that starts with https:// or http://, or None when it is absent."""
        text = self.maybe_text(key)
        if text is not None and not is_web_address(text):
            self.source.error(
                self.line(key), f'"{text[:80]}" is no web address.', "Start it with https://"
            )
            return None
        return text

    def maybe_email(self, key: str) -> str | None:
        """An e-mail address, or None when it is absent."""
        text = self.maybe_text(key)
        before, at, host = (text or "").partition("@")
        if text is not None and (not before or not at or "." not in host or " " in text):
            self.source.error(self.line(key), f'"{text[:80]}" is no e-mail address.', "")
            return None
        return text

    def texts(self, key: str, *, allowed: Collection[str] = ()) -> tuple[str, ...]:
        """A list of texts; empty when it is absent.

        With `allowed`, each must be one of those words.
        """
        texts = []
        for item in self.items(key):
            if not isinstance(item, Scalar) or not (item.text or "").strip():
                line = item.at if isinstance(item, Section) else item.line
                self.source.error(line, f'each item of "{key}" must be text.', "")
            elif allowed and item.text not in allowed:
                word = str(item.text)
                self.source.error(
                    item.line, f'"{key}" cannot hold "{word}".', did_you_mean(word, allowed)
                )
            else:
                texts.append(str(item.text).strip())
        return tuple(texts)

    def idents(self, key: str) -> tuple[str, ...]:
        """A list of ids; empty when it is absent."""
        for text in (texts := self.texts(key)):
            if not is_id(text):
                self._wrong_id(self.line(key), text)
        return tuple(text for text in texts if is_id(text))

    def items(self, key: str) -> list["Scalar | Many | Section"]:
        """The items of a list, whatever each is; empty when it is absent."""
        found = self._present(key)
        if found is None:
            return []
        if not isinstance(found, Many):
            self.source.error(
                self.line(key), f'"{key}" must be a list.', 'Write "- " before each item.'
            )
            return []
        return [_section(self.source, item) for item in found.items]

    def section(self, key: str) -> "Section | None":
        """A mapping inside this one, or None when it is absent."""
        found = self._present(key)
        if isinstance(found, Mapping):
            return Section(self.source, found)
        if found is not None:
            self.source.error(self.line(key), f'"{key}" must hold keys and values.', "")
        return None

    def sections(self, key: str) -> list["Section"]:
        """A list of mappings; empty when it is absent."""
        return _only_sections(self.source, self.items(key))

    def _present(self, key: str) -> Tree | None:
        self._asked[key] = None
        found = self._values.get(key, (0, None))[1]
        return None if isinstance(found, Scalar) and found.text is None else found

    def _require(self, key: str) -> None:
        if self._present(key) is None:
            self.source.error(
                self.line(key), f'"{key}" is missing.', f"Add a line that starts with {key}:"
            )

    def _wrong_id(self, line: int, text: str) -> None:
        mend = "Use lower-case letters, digits and hyphens; start with a letter."
        self.source.error(line, f'"{text[:80]}" is no id.', mend)


def read_section(source: SourceFile, lines: Sequence[Line]) -> Section | None:
    """The one mapping these lines hold; None (told to the file) when they hold none."""
    before = len(source.findings)
    tree = read_tree(source, lines)
    if isinstance(tree, Mapping):
        return Section(source, tree)
    if len(source.findings) == before:
        source.error(
            lines[0].number if lines else 1,
            "keys and values were expected here.",
            "Write key: value.",
        )
    return None


def read_sections(source: SourceFile) -> list[Section]:
    """The list of mappings a whole file holds."""
    before = len(source.findings)
    tree = read_tree(source, source.lines)
    if isinstance(tree, Many):
        return _only_sections(source, [_section(source, item) for item in tree.items])
    if len(source.findings) == before:
        source.error(1, "this file must hold a list.", 'Start each item with "- id: …".')
    return []


def is_web_address(text: str) -> bool:
    """True for an http or https address with a host and no spaces."""
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    return parts.scheme in ("https", "http") and bool(parts.hostname) and not re.search(r"\s", text)


def _section(source: SourceFile, tree: Tree) -> Scalar | Many | Section:
    return Section(source, tree) if isinstance(tree, Mapping) else tree


def _only_sections(source: SourceFile, items: list[Scalar | Many | Section]) -> list[Section]:
    for item in items:
        if not isinstance(item, Section):
            source.error(
                item.line, "each item of this list must hold keys and values.", "Write - id: …"
            )
    return [item for item in items if isinstance(item, Section)]
