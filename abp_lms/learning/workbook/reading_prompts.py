"""Reads `:::page`, `:::reflection` and `:::practice` blocks."""

from collections.abc import Mapping, Sequence

from abp_lms.content_files import Line, Writing
from abp_lms.learning.workbook.blocks import (
    Block,
    is_blank,
    refuse_doubles,
    refuse_wrong_id,
    split_keys,
)
from abp_lms.learning.workbook.model import Approach, Box, Page, Practice, Reflection, Source

BOXES = ("what", "so-what", "now-what")


def read_page(writing: Writing, block: Block, sources: Mapping[str, Source]) -> Page:
    """A page of the reading, with the sources it cites in the order of the text."""
    if is_blank(block.lines):
        writing.source.error(
            block.line, f'the page "{block.id}" is empty.', "Write it, or delete the block."
        )
    passage = writing.passage(block.lines, anchors=True)
    cited = tuple(sources[ident] for ident in passage.cited if ident in sources)
    return Page(block.id, block.title, passage.html, passage.words, cited, block.line)


def read_reflection(writing: Writing, block: Block) -> Reflection:
    """A prompt, its three boxes and its second prompt."""
    prompt, values = split_keys(writing.source, block.lines, [*BOXES, "other"])
    if is_blank(prompt):
        mend = "Ask for one moment, small and recent, before what:"
        writing.source.error(block.line, f'the reflection "{block.id}" has no prompt.', mend)
    if is_blank(values.get("other", [])):
        problem = f'the reflection "{block.id}" has no second prompt.'
        mend = "Add a line that starts with other: for people to whom the first does not apply."
        writing.source.error(block.line, problem, mend)
    what, so_what, now_what = (read_box(writing, block, key, values) for key in BOXES)
    return Reflection(
        id=block.id,
        title=block.title,
        prompt_html=writing.html(prompt),
        what=what,
        so_what=so_what,
        now_what=now_what,
        other_html=writing.html(values.get("other", [])),
        line=block.line,
    )


def read_box(writing: Writing, block: Block, key: str, values: Mapping[str, Sequence[Line]]) -> Box:
    """The box that a line such as "what: What happened? | As a camera would have seen it" gives."""
    text = " ".join(line.text for line in values.get(key, [])).strip()
    label, _, hint = (part.strip() for part in text.partition("|"))
    if not label:
        mend = f"Add a line that starts with {key}: and holds its question."
        writing.source.error(block.line, f'the {block.kind} "{block.id}" has no box "{key}".', mend)
    return Box(label, hint or None)


def read_practice(writing: Writing, block: Block) -> Practice:
    """A small act at work and its approaches."""
    source = writing.source
    text, values = split_keys(source, block.lines, ["approaches"])
    if is_blank(text):
        source.error(
            block.line,
            f'the practice "{block.id}" says not what to do.',
            "Write it before approaches:",
        )
    lines = values.get("approaches", [])
    approaches: list[tuple[Approach, int]] = []
    for line in lines:
        for pair in filter(None, map(str.strip, line.text.split(";"))):
            ident, equals, label = (part.strip() for part in pair.partition("="))
            refuse_wrong_id(source, line.number, ident)
            if not equals or not label:
                mend = "Write it as watched = I watched; next = …"
                source.error(line.number, f'"{pair[:60]}" gives an approach no words.', mend)
            approaches.append((Approach(ident, label), line.number))
    if len(approaches) < 2:
        mend = "Add approaches: with pairs such as watched = I watched; asked = I asked"
        source.error(block.line, f'the practice "{block.id}" needs two approaches or more.', mend)
    refuse_doubles(source, "approach", [(approach.id, line) for approach, line in approaches])
    return Practice(
        block.id,
        block.title,
        writing.html(text),
        tuple(approach for approach, _ in approaches),
        block.line,
    )
