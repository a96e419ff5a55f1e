"""What the checker says of a unit's facts, pages and prompts."""

from pathlib import Path

import pytest

from tests.learning.workbook.written import PRACTICE, REFLECTION, UNIT, line_of, told

# Each: the words that are changed, what they become, the words whose line is told, what is said.
UNIT_FAULTS = {
    "a source that is not listed": (
        "A figure has a source [@study].",
        "A figure has a source [@stady].",
        "[@stady]",
        '"stady" is no source of this unit. Did you mean "study"?',
    ),
    "a source that is not closed": (
        "A figure has a source [@study].",
        "A figure has a source [@study.",
        "[@study.",
        "a reference to a source is not closed. Write it as [@source-id].",
    ),
    "a link to a page that is not there": (
        "A figure has a source [@study].",
        "See [there](unit:u01/six) [@study].",
        "unit:u01/six",
        'the link to "unit:u01/six" leads nowhere. Known here: one, two, three, four.',
    ),
    "a link to nowhere": (
        "A figure has a source [@study].",
        "See [there](page.html) [@study].",
        "page.html",
        'the link to "page.html" leads nowhere. '
        "Use https://…, unit:u02, unit:u02/page-id, masterclass:id, scale:id or mine:sentences.",
    ),
    "a script for a link": (
        "A figure has a source [@study].",
        "See [there](javascript:alert) [@study].",
        "javascript",
        "a link here cannot be read. Write it as [words](https://…).",
    ),
    "a picture": (
        "A figure has a source [@study].",
        "![A ward](ward.png) [@study]",
        "ward.png",
        "pictures cannot be shown in a unit. Say it in words.",
    ),
    "a large heading": (
        "A figure has a source [@study].",
        "## Figures\n\nA figure [@study].",
        "## Figures",
        "a heading inside a text starts with ### (or #### below it).",
    ),
    "minutes that do not sum up": (
        "read: 25, scenario",
        "read: 30, scenario",
        "minutes:",
        "the minutes sum to 155, not 150. Change them so that they do.",
    ),
    "minutes for a piece that is not there": (
        PRACTICE,
        "\n",
        "minutes:",
        "the unit has no practice block, but practise has 60 minutes. "
        'Add one: :::practice some-id "Some title"',
    ),
    "a piece without minutes": (
        "scenario: 25, reflect: 25",
        "scenario: 0, reflect: 50",
        ":::scenario",
        'there is a scenario block, but "minutes" gives scenario none. '
        "Give scenario its minutes, or delete the block.",
    ),
    "blocks out of order": (
        REFLECTION + PRACTICE,
        PRACTICE + REFLECTION,
        ":::reflection",
        "a reflection block stands after a practice block. "
        "The order is page, sort, scenario, reflection, practice, letter, plan, sentences, quiz.",
    ),
    "a block that is not closed": (
        "told you about.\n:::\n",
        "told you about.\n",
        ":::practice",
        f"the block of line {line_of(UNIT, ':::reflection')} is not closed. "
        "Put a line with only ::: before this one.",
    ),
    "an unknown kind of block": (
        ":::practice",
        ":::practise",
        ":::practise",
        '"practise" is no kind of block. Did you mean "practice"?',
    ),
    "a block without a title": (
        ':::practice notice "Notice three moments"',
        ":::practice notice",
        ":::practice",
        'the first line of this block cannot be read. Write it as :::page some-id "Some title".',
    ),
    "text outside the blocks": (
        ":::\n\n:::reflection",
        ":::\nLost words.\n:::reflection",
        "Lost words",
        "this text stands outside the blocks. Move it into a block.",
    ),
    "an id that is none": (
        ":::reflection silent",
        ":::reflection Silent_1",
        ":::reflection",
        '"Silent_1" is no id. Use lower-case letters, digits and hyphens; start with a letter.',
    ),
    "an id used twice": (
        ":::page two",
        ":::page one",
        'one "The page called two"',
        f'the block id "one" is used twice. It stands first on line {line_of(UNIT, ":::page one")}; '
        "give this one another id.",
    ),
    "a reflection without a second prompt": (
        "other: If there was none, think of a moment that somebody told you about.\n",
        "",
        ":::reflection",
        'the reflection "silent" has no second prompt. '
        "Add a line that starts with other: for people to whom the first does not apply.",
    ),
    "a reflection without a box": (
        "now-what: Now what?\n",
        "",
        ":::reflection",
        'the reflection "silent" has no box "now-what". '
        "Add a line that starts with now-what: and holds its question.",
    ),
    "one approach alone": (
        "; asked = I asked",
        "",
        ":::practice",
        'the practice "notice" needs two approaches or more. '
        "Add approaches: with pairs such as watched = I watched; asked = I asked",
    ),
    "an unknown fact": (
        "aims: [early",
        "moods: [calm]\naims: [early",
        "moods:",
        '"moods" is no key that is known here. Known here: sources, minutes, id, content_warning, '
        "opt_out, version, title, summary, outcomes, aims, understand, review, law, masterclass, takes_over.",
    ),
    "a fact given twice": (
        "version: 1\n",
        "version: 1\nversion: 2\n",
        "version: 2",
        'the key "version" is given twice. It stands first on line 3; keep one of the two.',
    ),
    "a file without facts": (
        "---\nid: u02",
        "id: u02",
        "id: u02",
        "the file must begin with a line of three hyphens. Put --- on line 1.",
    ),
    "facts that are not closed": (
        "---\n\n:::page one",
        ":::page one",
        "---",
        "the facts at the top are not closed. Put a line of three hyphens (---) after them.",
    ),
    "an empty page": (
        ":::reflection",
        ':::page five "A fifth"\n\n:::\n\n:::reflection',
        ":::page five",
        'the page "five" is empty. Write it, or delete the block.',
    ),
    "a second practice": (
        PRACTICE,
        PRACTICE + PRACTICE.replace("practice notice", "practice ask"),
        ":::practice ask",
        "a unit has one practice block. Keep one of them.",
    ),
    "a reflection without a prompt": (
        "Think of one moment, small and recent.\n",
        "",
        ":::reflection",
        'the reflection "silent" has no prompt. Ask for one moment, small and recent, before what:',
    ),
    "a practice without words": (
        "Before your next handover, notice three moments.\n",
        "",
        ":::practice",
        'the practice "notice" says not what to do. Write it before approaches:',
    ),
    "an approach without words": (
        "asked = I asked",
        "asked",
        "approaches:",
        '"asked" gives an approach no words. Write it as watched = I watched; next = …',
    ),
    "a unit without minutes": (
        "minutes: {read: 25, scenario: 25, reflect: 25, practise: 60, recall: 15}\n",
        "",
        "id: u02",
        '"minutes" is missing. '
        "Add minutes: {read: 25, scenario: 25, reflect: 25, practise: 60, recall: 15}",
    ),
    "minutes that are no keys and values": (
        "minutes: {read: 25, scenario: 25, reflect: 25, practise: 60, recall: 15}\n",
        "minutes: 150\n",
        "minutes:",
        '"minutes" must hold keys and values.',
    ),
    "a title that is a list": (
        "title: A small unit",
        "title: [A, small, unit]",
        "title:",
        '"title" must be text.',
    ),
    "aims that are no list": (
        "aims: [early-intervention]",
        "aims: early-intervention",
        "aims:",
        '"aims" must be a list. Write "- " before each item.',
    ),
    "an outcome that is no text": (
        "  - say what a small unit holds",
        "  - say: what a small unit holds",
        "  - say:",
        'each item of "outcomes" must be text.',
    ),
    "a law that is neither true nor false": (
        "aims: [early",
        "law: maybe\naims: [early",
        "law:",
        '"law" must be true or false.',
    ),
    "a number that is none": (
        "version: 1",
        "version: first",
        "version:",
        '"version" must be a whole number from 1 to 9999.',
    ),
    "a unit without an aim": (
        "aims: [early-intervention]\n",
        "",
        "id: u02",
        'the unit has no "aims". Give it one or more.',
    ),
    "a unit with an empty list of outcomes": (
        "outcomes:\n  - say what a small unit holds\n",
        "outcomes: []\n",
        "outcomes:",
        'the unit has no "outcomes". Give it one or more.',
    ),
    "an unknown aim": (
        "aims: [early-intervention]",
        "aims: [early-interventions]",
        "aims:",
        '"aims" cannot hold "early-interventions". Did you mean "early-intervention"?',
    ),
    "an unknown masterclass": (
        "masterclass: masterclass-1",
        "masterclass: masterclass-9",
        "masterclass:",
        '"masterclass-9" is no masterclass of masterclasses.yaml. Did you mean "masterclass-1"?',
    ),
    "a warning without a way round": (
        "aims: [early",
        "content_warning: Harm.\naims: [early",
        "content_warning",
        '"content_warning" and "opt_out" go together. '
        "The one tells what is coming, the other the way round it for equal credit.",
    ),
    "another id than the file's": (
        "id: u02",
        "id: u03",
        "id: u03",
        'the id is "u03" and the file is called u02.md. Write id: u02, or rename the file.',
    ),
    "a date that is none": (
        "2027-11-20",
        "2027-02-30",
        "review:",
        '"2027-02-30" is no date. Write it as year-month-day: 2027-11-20.',
    ),
    "an address that is none": (
        "url: https://example.org/study",
        "url: example.org/study",
        "example.org",
        '"example.org/study" is no web address. Start it with https://',
    ),
}


@pytest.mark.parametrize("fault", UNIT_FAULTS)
def test_a_fault_in_a_unit_is_told_with_its_line_and_its_mend(tmp_path: Path, fault: str) -> None:
    words, become, at, said = UNIT_FAULTS[fault]
    assert words in UNIT
    broken = UNIT.replace(words, become, 1)

    findings = told(tmp_path / "content", u02=broken)

    assert f"content/modules/u02.md:{line_of(broken, at)}: {said}" in findings


def test_an_end_that_closes_no_block_is_told(tmp_path: Path) -> None:
    broken = UNIT.replace(REFLECTION, f":::{REFLECTION}")

    line = line_of(broken, ":::reflection") - 1
    said = "this ::: closes no block. Delete it."
    assert told(tmp_path / "content", u02=broken) == [f"content/modules/u02.md:{line}: {said}"]


def test_the_last_block_is_closed_too(tmp_path: Path) -> None:
    broken = UNIT.removesuffix(":::\n")

    line = line_of(broken, ":::quiz")
    said = "this block is not closed. Put a line with only ::: after it."
    assert told(tmp_path / "content", u02=broken) == [f"content/modules/u02.md:{line}: {said}"]
