"""What the checker says of scales, and of programmes that ask them."""

from pathlib import Path

import pytest

from abp_lms.learning.workbook import load
from abp_lms.programme.self_ratings import Moment
from tests.learning.workbook.written import PROGRAMME, SCALES, line_of, told, write_content

ASKING = PROGRAMME + "ratings: {scales: [how-sure], start: u01, end: u02}\n"
# Each: words, what they become, the words of the line, what is said.
SCALE_FAULTS = {
    "two scales of one id": (
        SCALES,
        SCALES + SCALES.replace("- id: how-sure", "- id: how-sure  # again"),
        "# again",
        'the scale id "how-sure" is used twice. '
        "It stands first on line 1; give this one another id.",
    ),
    "two statements of one id": (
        "{id: return,",
        "{id: notice,",
        "{id: notice, short: Return",
        'the statement id "notice" is used twice. '
        "It stands first on line 15; give this one another id.",
    ),
    "two parts of one id": (
        "- id: second",
        "- id: first  # again",
        "# again",
        'the part id "first" is used twice. It stands first on line 12; give this one another id.',
    ),
    "two points": (
        "    - Sure\n    - Very sure\n",
        "    - Sure\n",
        "points:",
        '"points" must name 3 to 9 points, from 1 upwards. Write - before each.',
    ),
    "no parts": (
        SCALES[SCALES.index("  parts:") :],
        "",
        "- id: how-sure",
        '"how-sure" has no parts. Add one or more.',
    ),
    "a part without statements": (
        "      items:\n        - {id: return, short: Return, text: Come back later}\n",
        "",
        "- id: second",
        'the part "second" has no statements. Add one or more under items:',
    ),
    "a statement without words": (
        ", text: Come back later",
        "",
        "{id: return",
        '"text" is missing. Add a line that starts with text:',
    ),
    "a statement with a link": (
        "text: Notice early",
        'text: "[Notice](https://example.org)"',
        "[Notice]",
        "an option cannot hold a link. Delete it.",
    ),
    "a key that nobody knows": (
        "  minutes: 3\n",
        "  minutes: 3\n  licence: ours\n",
        "licence:",
        '"licence" is no key that is known here. '
        "Known here: id, title, question, intro, later, minutes, points, parts.",
    ),
    "a word that is none of the house": (
        "intro: Five things.",
        "intro: Please say it.",
        "intro:",
        'warning: "Please" is no word of this house. Say what to do, without please.',
    ),
}


@pytest.mark.parametrize("fault", SCALE_FAULTS)
def test_a_fault_in_a_scale_is_told_with_its_line(tmp_path: Path, fault: str) -> None:
    words, become, at, said = SCALE_FAULTS[fault]
    assert words in SCALES
    broken = SCALES.replace(words, become, 1)

    line = line_of(broken, at)
    assert f"content/scales.yaml:{line}: {said}" in told(tmp_path / "content", scales=broken)


def test_a_screen_of_many_statements_is_warned_of(tmp_path: Path) -> None:
    more = "".join(
        f"        - {{id: more-{number}, short: More, text: One more}}\n" for number in range(6)
    )
    broken = SCALES.replace("    - id: second", more + "    - id: second")

    line = line_of(broken, "- id: first")
    assert told(tmp_path / "content", scales=broken) == [
        f'content/scales.yaml:{line}: warning: the part "first" has 8 statements. '
        "Put 7 on a screen at most; begin another part."
    ]


PROGRAMME_FAULTS = {
    "a scale that is not there": (
        "{scales: [how-true], start: u01, end: u02}",
        '"how-true" is no scale of scales.yaml. Did you mean "how-sure"?',
    ),
    "a unit that is not there": (
        "{scales: [how-sure], start: u01, end: u09}",
        '"u09" is no unit of this programme. Did you mean "u02"?',
    ),
    "moments in the wrong order": (
        "{scales: [how-sure], start: u02, end: u01}",
        '"end" does not come after "start" in this programme. Name a later unit.',
    ),
    "two moments in one unit": (
        "{scales: [how-sure], start: u01, middle: u01, end: u02}",
        '"middle" does not come after "start" in this programme. Name a later unit.',
    ),
    "no moment": (
        "{scales: [how-sure]}",
        '"ratings" names no scale or no moment. '
        "Write ratings: {scales: [how-sure], start: orientation, end: closing}",
    ),
    "a moment that is none": (
        "{scales: [how-sure], start: u01, midle: u02}",
        '"midle" is no key that is known here. Did you mean "middle"?',
    ),
}


@pytest.mark.parametrize("fault", PROGRAMME_FAULTS)
def test_a_programme_that_asks_what_it_cannot_is_told(tmp_path: Path, fault: str) -> None:
    become, said = PROGRAMME_FAULTS[fault]
    broken = f"{PROGRAMME}ratings: {become}\n"

    line = line_of(broken, "ratings:")
    assert f"content/programmes/llr.yaml:{line}: {said}" in told(tmp_path / "content", llr=broken)


def test_a_scale_is_read_as_it_is_written(tmp_path: Path) -> None:
    workbook = load(write_content(tmp_path / "content", llr=ASKING))

    scale = workbook.scales["how-sure"]
    assert scale.points == ("Not sure", "Sure", "Very sure")
    assert [item.id for item in scale.items] == ["notice", "ask", "return"]
    asked = workbook.programmes["llr"].ratings
    assert asked.units == {Moment.START: "u01", Moment.END: "u02"}
    assert asked.moment_of("u02") is Moment.END
    assert asked.moment_of("u03-u04") is None


def test_markup_in_a_statement_is_words(tmp_path: Path) -> None:
    planted = SCALES.replace("Notice early", "Notice <b>early</b>")

    scale = load(write_content(tmp_path / "content", scales=planted)).scales["how-sure"]

    assert scale.items[0].html == "Notice &lt;b&gt;early&lt;/b&gt;"


def test_a_programme_and_a_folder_may_do_without(tmp_path: Path) -> None:
    folder = write_content(tmp_path / "content")
    (folder / "scales.yaml").unlink()

    workbook = load(folder)

    assert workbook.scales == {}
    assert workbook.programmes["llr"].ratings.scales == ()
