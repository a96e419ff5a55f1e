"""Reads `:::letter` and `:::plan` blocks."""

from collections.abc import Sequence

from markupsafe import Markup

from abp_lms.content_files import Writing
from abp_lms.learning.workbook.blocks import Block, is_blank, split_keys
from abp_lms.learning.workbook.model import Box, Letter, Plan
from abp_lms.learning.workbook.reading_prompts import read_box


def read_letter(writing: Writing, block: Block) -> Letter:
    """A letter to oneself, with the one box that it is written in."""
    html, (letter,) = _read(writing, block, ["letter"])
    return Letter(block.id, block.title, html, letter, block.line)


def read_plan(writing: Writing, block: Block) -> Plan:
    """A plan on one page, with its five boxes."""
    keys = ["act", "when", "help", "measure", "manager"]
    html, (act, when, help_, measure, manager) = _read(writing, block, keys)
    return Plan(block.id, block.title, html, act, when, help_, measure, manager, block.line)


def _read(writing: Writing, block: Block, keys: Sequence[str]) -> tuple[Markup, list[Box]]:
    text, values = split_keys(writing.source, block.lines, keys)
    if is_blank(text):
        problem = f'the {block.kind} "{block.id}" says not what to write.'
        writing.source.error(block.line, problem, f"Write it before {keys[0]}:")
    return writing.html(text), [read_box(writing, block, key, values) for key in keys]
