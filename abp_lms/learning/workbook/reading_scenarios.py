"""Reads a `:::scenario` block."""

import re
from collections.abc import Sequence

from markupsafe import Markup

from abp_lms.content_files import Line, Writing, counted, did_you_mean
from abp_lms.learning.workbook.blocks import (
    Block,
    Part,
    is_blank,
    refuse_doubles,
    refuse_wrong_id,
    split_keys,
    split_parts,
)
from abp_lms.learning.workbook.scenario import (
    OUTCOMES,
    WORD,
    Ending,
    Option,
    Scenario,
    Setting,
    Step,
    plain,
)
from abp_lms.learning.workbook.ways import Ways, find_ways

OPTION = re.compile(
    r"-\s+\[\s*(?P<id>[^\]]*?)\s*\]\s*(?P<text>.*?)(?:\s*(?:->|→)\s*(?P<leads>\S+))?"
)
SETTING = re.compile(r'setting\s+(?P<id>\S+)\s+["“](?P<label>[^"”]+)["”]\s*:\s*(?P<words>.*)')
NAME = re.compile(r"[a-z][a-z0-9_-]*")
SMALL_START = re.compile(r"(?:^|[.!?][\"”’]?\s+|^\w+:\s+|\]\s+)[\"“‘]?\{([a-z][a-z0-9_-]*)\}")
FEEDBACK = {
    "noticed": "what you noticed",
    "cost": "what it cost, and whom",
    "else": "what else was open",
    "tomorrow": "one line to say tomorrow",
}
OPTIONS = range(2, 5)


def read_scenario(writing: Writing, block: Block) -> Scenario:
    """The scenario of a block; faults are told to the file."""
    source = writing.source
    before, parts = split_parts(source, block.lines)
    intro, settings = _read_start(writing, block, before)
    steps = [_read_step(writing, part) for part in parts if part.words[0] != "end"]
    endings = [_read_ending(writing, part) for part in parts if part.words[0] == "end"]
    if not steps:
        source.error(
            block.line, "this scenario has no step.", 'Begin one with ## some-id "Some title".'
        )
    idents = [(step.id, step.line) for step in steps] + [
        (ending.id, ending.line) for ending in endings
    ]
    refuse_doubles(source, "step", idents)
    refuse_doubles(source, "setting", [(setting.id, setting.line) for setting in settings])
    _refuse_undefined_words(writing, block, before, settings)
    first = steps[0].id if steps else ""
    ways = _check_ways(writing, steps, endings, first)
    return Scenario(
        id=block.id,
        title=block.title,
        intro_html=intro,
        settings=tuple(settings),
        first=first,
        steps=tuple(steps),
        endings=tuple(endings),
        shortest=ways.shortest,
        longest=ways.longest,
        line=block.line,
    )


def _read_start(
    writing: Writing, block: Block, before: Sequence[Line]
) -> tuple[Markup, list[Setting]]:
    settings = []
    rest = []
    for line in before:
        if re.match(r"setting\b.*:", line.text):
            settings.extend(_read_setting(writing, line))
        else:
            rest.append(line)
    stray, values = split_keys(writing.source, rest, ["intro"])
    for line in stray:
        if line.text:
            mend = "Begin it with intro: or setting, or move it under a step."
            writing.source.error(line.number, "this line is no part of a scenario.", mend)
    intro = values.get("intro", [])
    if is_blank(intro):
        mend = "Add a line that starts with intro: before the first step."
        writing.source.error(block.line, "this scenario has no introduction.", mend)
    return writing.html(intro), settings


def _read_setting(writing: Writing, line: Line) -> list[Setting]:
    source = writing.source
    found = SETTING.fullmatch(line.text)
    if found is None:
        mend = 'Write it as setting ward "Acute ward": place = the bay; person = a student'
        source.error(line.number, "this setting cannot be read.", mend)
        return []
    refuse_wrong_id(source, line.number, found["id"])
    words: dict[str, str] = {}
    for pair in filter(None, map(str.strip, found["words"].split(";"))):
        word, equals, value = (part.strip() for part in pair.partition("="))
        if not equals or not value or not NAME.fullmatch(word):
            source.error(
                line.number,
                f'"{pair[:60]}" gives no word a value.',
                "Write it as place = the car park",
            )
        elif word in words:
            source.error(line.number, f'the word "{word}" is given twice.', "Keep one of the two.")
        else:
            words[word] = value
    return [Setting(found["id"], found["label"].strip(), words, line.number)]


def _read_step(writing: Writing, part: Part) -> Step:
    source = writing.source
    ident = part.words[0]
    refuse_wrong_id(source, part.line, ident)
    if len(part.words) > 1:
        source.error(
            part.line, f'"{" ".join(part.words)}" is too much.', 'A step is ## id "Title".'
        )
    text, options = _split_options(writing, part.lines)
    if is_blank(text):
        source.error(
            part.line, f'the step "{ident}" has no text.', "Tell the moment before the options."
        )
    if not options:
        source.error(
            part.line,
            f'the step "{ident}" is a dead end.',
            "Give it options, or make it an ending: ## end …",
        )
    elif len(options) not in OPTIONS:
        source.error(
            part.line,
            f'the step "{ident}" has {counted(len(options), "option")}.',
            "Give it 2 to 4.",
        )
    refuse_doubles(source, "option", [(option.id, option.line) for option in options])
    return Step(ident, part.title, writing.html(text), tuple(options), part.line)


def _split_options(writing: Writing, lines: Sequence[Line]) -> tuple[list[Line], list[Option]]:
    text: list[Line] = []
    written: list[Line] = []
    for line in lines:
        if re.match(r"-\s+\[(?!@)", line.text):
            written.append(line)
        elif not written:
            text.append(line)
        elif line.text.startswith(" "):
            written[-1] = Line(written[-1].number, f"{written[-1].text} {line.text.strip()}")
        elif line.text:
            mend = "Move it before the options, or indent it when it belongs to one."
            writing.source.error(
                line.number, "this text stands between or after the options.", mend
            )
    return text, [_read_option(writing, line) for line in written]


def _read_option(writing: Writing, line: Line) -> Option:
    found = OPTION.fullmatch(line.text)
    ident, text, leads = (
        (found["id"], found["text"], found["leads"] or "") if found else ("", "", "")
    )
    refuse_wrong_id(writing.source, line.number, ident)
    if not text:
        writing.source.error(
            line.number, f'the option "{ident}" has no text.', "Write it after the brackets."
        )
    if not leads:
        writing.source.error(
            line.number,
            f'the option "{ident}" leads nowhere.',
            "End it with -> and the id of a step.",
        )
    return Option(ident, writing.inline(Line(line.number, text)), leads, line.number)


def _read_ending(writing: Writing, part: Part) -> Ending:
    source = writing.source
    _, ident, outcome, *rest = (*part.words, "", "")
    if rest != ["", ""] or outcome not in OUTCOMES:
        mend = 'Write it as ## end some-id good "Some title", with good, mixed or hard.'
        source.error(part.line, "the heading of this ending cannot be read.", mend)
    refuse_wrong_id(source, part.line, ident)
    text, values = split_keys(source, part.lines, list(FEEDBACK))
    for key, what in FEEDBACK.items():
        if is_blank(values.get(key, [])):
            mend = f"Add a line that starts with {key}:"
            source.error(part.line, f'the ending "{ident}" does not say {what}.', mend)
    told = {key: writing.html(values.get(key, [])) for key in FEEDBACK}
    return Ending(
        id=ident,
        title=part.title,
        outcome=next((known for known in OUTCOMES if known == outcome), "mixed"),
        html=writing.html(text),
        noticed=told["noticed"],
        cost=told["cost"],
        other_ways=told["else"],
        tomorrow=told["tomorrow"],
        line=part.line,
    )


def _check_ways(
    writing: Writing, steps: Sequence[Step], endings: Sequence[Ending], first: str
) -> Ways:
    """Follow the options and tell what leads nowhere, is never reached or never ends."""
    lines = {ending.id: ending.line for ending in endings} | {step.id: step.line for step in steps}
    for step in steps:
        for option in step.options:
            if option.leads_to and option.leads_to not in lines:
                wrong = f'option "{option.id}" leads to "{option.leads_to}"'
                problem = f"{wrong}, which is no step of this scenario."
                writing.source.error(option.line, problem, did_you_mean(option.leads_to, lines))
    leads = {step.id: [option.leads_to for option in step.options] for step in steps}
    ways = find_ways(leads, [ending.id for ending in endings], first)
    for ident in sorted(ways.unreached, key=lines.__getitem__):
        mend = "Lead an option there, or delete it."
        writing.source.error(lines[ident], f'no way leads to "{ident}".', mend)
    for ident in sorted(ways.endless, key=lines.__getitem__):
        mend = "Lead its options onward only."
        writing.source.error(
            lines[ident], f'from "{ident}" a learner can come back to it without end.', mend
        )
    return ways


def _refuse_undefined_words(
    writing: Writing, block: Block, before: Sequence[Line], settings: Sequence[Setting]
) -> None:
    source = writing.source
    start = {line.number for line in before}
    for line in block.lines:
        if any(setting.line == line.number for setting in settings):
            continue
        for small in SMALL_START.findall(line.text):
            if any(setting.words.get(small, "A")[0].islower() for setting in settings):
                mend = f"Write {{{small.capitalize()}}}, with a capital."
                source.warning(line.number, f"a sentence begins with {{{small}}}.", mend)
        for word in dict.fromkeys(map(plain, WORD.findall(line.text))):
            lacking = [setting.id for setting in settings if word not in setting.words]
            if line.number in start:
                mend = (
                    "The introduction is read before a setting is chosen; write it without {words}."
                )
                source.error(line.number, f"{{{word}}} cannot stand here.", mend)
            elif not settings:
                mend = "Add setting lines that define it, or write the word itself."
                source.error(line.number, f"{{{word}}} is defined by no setting.", mend)
            elif lacking:
                mend = f"Add {word} = … to each of them."
                source.error(
                    line.number, f"{{{word}}} is not defined by {', '.join(lacking)}.", mend
                )
