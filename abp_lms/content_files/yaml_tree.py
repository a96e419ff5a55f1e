"""YAML as a tree of words with line numbers.

Only the plain part of YAML is accepted: mappings, lists and words. Anchors, aliases and tags are
refused, and nothing is ever constructed, so a hostile file can neither grow in memory nor run
anything. Words stay as they were typed (`yes` is the word "yes", 08:45 is "08:45"); whoever asks for
a number or a date says so.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import yaml

from abp_lms.content_files.findings import Finding
from abp_lms.content_files.source import Line, SourceFile, unshowable

DEEPEST = 12
PLAIN_TAGS = frozenset(
    f"tag:yaml.org,2002:{kind}"
    for kind in ("str", "int", "float", "bool", "null", "timestamp", "value", "merge", "seq", "map")
)
MENDS = {
    "mapping values are not allowed": "Put text that holds a colon and a space between quotes.",
    "cannot start any token": "Indent with spaces, not tabs. Put text that starts with a sign in quotes.",
    "could not find expected ':'": "Each line here is a key, a colon, a space and a value.",
    "expected <block end>": "Check that keys of one list or block are indented alike.",
    "while scanning a quoted scalar": "Close the quotes.",
}


@dataclass(frozen=True)
class Scalar:
    """A single value as it was typed; None when nothing was.

    `block` is true for text under a `|` or `>`.
    """

    line: int
    text: str | None
    block: bool = False


@dataclass(frozen=True)
class Many:
    """A list."""

    line: int
    items: tuple["Tree", ...]


@dataclass(frozen=True)
class Mapping:
    """Keys with the line of each and their values, in the order of the file."""

    line: int
    values: dict[str, tuple[int, "Tree"]]


Tree = Scalar | Many | Mapping


class _Refused(yaml.MarkedYAMLError):
    """A part of YAML this reader does not accept."""


class _PlainLoader(yaml.SafeLoader):
    depth = 0

    def compose_node(self, parent: yaml.Node | None, index: Any) -> yaml.Node | None:
        event = self.peek_event()  # type: ignore[no-untyped-call]
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise _Refused(
                problem="anchors (&) and aliases (*) are not used here",
                problem_mark=event.start_mark,
            )
        if self.depth >= DEEPEST:
            raise _Refused(problem="this is nested too deeply", problem_mark=event.start_mark)
        self.depth += 1
        try:
            return super().compose_node(parent, index)
        finally:
            self.depth -= 1


def read_tree(source: SourceFile, lines: Sequence[Line]) -> Tree | None:
    """The tree of these lines; None when they are no YAML (told to `source`) or say nothing."""
    first = lines[0].number if lines else 1
    loader = _PlainLoader("\n".join(line.text for line in lines) + "\n")
    try:
        node = loader.get_single_node()
    except (yaml.YAMLError, ValueError, OverflowError) as fault:
        _tell(source, first, fault)
        return None
    return None if node is None else _grow(source, first, node)


def _tell(source: SourceFile, first: int, fault: Exception) -> None:
    mark = getattr(fault, "problem_mark", None) or getattr(fault, "context_mark", None)
    problem = getattr(fault, "problem", None) or "a character cannot be read"
    said = f"{getattr(fault, 'context', None) or ''} {problem}"
    mend = next((mend for sign, mend in MENDS.items() if sign in said), "Check spaces and quotes.")
    line = first + (mark.line if mark else 0)
    source.findings.append(
        Finding(source.name, line, "error", f"this cannot be read as YAML: {problem}.", mend)
    )


def _grow(source: SourceFile, first: int, node: yaml.Node) -> Tree:
    line = first + node.start_mark.line
    if node.tag not in PLAIN_TAGS:
        source.error(
            line, f'"{node.tag}" is a YAML tag, and tags are not used here.', "Delete the tag."
        )
    if isinstance(node, yaml.SequenceNode):
        return Many(line, tuple(_grow(source, first, item) for item in node.value))
    if isinstance(node, yaml.MappingNode):
        return _grow_mapping(source, first, node)
    if not isinstance(node, yaml.ScalarNode):
        raise TypeError(type(node))
    text = None if node.tag.endswith(":null") and node.style is None else node.value
    if text and (odd := unshowable(text)):
        source.error(line, f"this text holds a character no page can show ({odd}).", "Delete it.")
        text = "".join(" " if unshowable(c) else c for c in text)
    return Scalar(line, text, block=node.style in ("|", ">"))


def _grow_mapping(source: SourceFile, first: int, node: yaml.MappingNode) -> Mapping:
    values: dict[str, tuple[int, Tree]] = {}
    for key_node, value_node in node.value:
        line = first + key_node.start_mark.line
        if not isinstance(key_node, yaml.ScalarNode):
            source.error(
                line,
                "a key must be a word.",
                'Put text that starts with "[" or "{" between quotes.',
            )
            continue
        key = key_node.value
        if key in values:
            mend = f"It stands first on line {values[key][0]}; keep one of the two."
            source.error(line, f'the key "{key}" is given twice.', mend)
            continue
        values[key] = (line, _grow(source, first, value_node))
    return Mapping(first + node.start_mark.line, values)
