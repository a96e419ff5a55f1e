"""Rules of the house: lengths, counts, dates, style."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from abp_lms.learning.workbook.checking import check
from tests.learning.workbook.written import (
    FILLER,
    MASTERCLASSES,
    PAGES,
    PROGRAMME,
    QUIZ,
    QUIZ_HEAD,
    SPACED,
    SUPPORT,
    TODAY,
    UNIT,
    line_of,
    question,
    told,
    write_content,
)

HOUSE_RULES = {
    "few pages": (PAGES, PAGES[: PAGES.index(":::page three")], ":::page one", "has 2 pages."),
    "few words": (PAGES, PAGES.replace(FILLER, ""), ":::page one", "the reading has 20 words."),
    "few ways": (
        "[stay] Stay where you are -> third",
        "[stay] Stay where you are -> good-now",
        ":::scenario",
        "the shortest way through has 2 decisions. Let no way end before 4.",
    ),
    "short ways": (
        "[now] Speak now -> fifth\n- [later] Speak later -> good-later",
        "[now] Speak now -> good-now\n- [later] Speak later -> good-later",
        ":::scenario",
        "the longest way through has 4 decisions. Make it 5 to 8.",
    ),
    "one good ending": (
        "## end good-later good",
        "## end good-later mixed",
        ":::scenario",
        "1 of the endings is good. Write two or more, good in different ways.",
    ),
    "few questions": (
        QUIZ,
        QUIZ.replace(QUIZ[QUIZ.index("\n## new-5") : QUIZ.index("\n## spaced-1")], ""),
        ":::quiz",
        "the quiz has 4 new questions. Ask 5 with about:.",
    ),
    "many spaced questions": (
        SPACED,
        "".join(SPACED.replace("spaced-1", f"spaced-{number}") for number in range(4)),
        ":::quiz",
        "the quiz has 4 questions from earlier units. Ask 3 with from:.",
    ),
    "a review that is due": (
        "review: 2027-11-20",
        "review: 2026-11-19",
        "review:",
        "warning: the review date, 2026-11-19, has passed. "
        "Read the unit against its sources again, then set the next date.",
    ),
    "a sentence that begins small": (
        "It is quiet again.",
        "It is quiet. {senior} leaves.",
        "It is quiet.",
        "warning: a sentence begins with {senior}. Write {Senior}, with a capital.",
    ),
    "a contraction": (
        "It is quiet again.",
        "It isn't loud.",
        "It isn't loud.",
        'warning: "isn\'t" is a contraction. Write it in full.',
    ),
    "please": (
        "It is quiet again.",
        "Please wait.",
        "Please wait.",
        'warning: "Please" is no word of this house. Say what to do, without please.',
    ),
    "easy": (
        "It is quiet again.",
        "That is easy.",
        "That is easy.",
        'warning: "easy" is no word of this house.',
    ),
    "service user": (
        "It is quiet again.",
        "The service user waits.",
        "The service user waits.",
        'warning: "service user" is no word of this house.',
    ),
    "shorthand for people": (
        "It is quiet again.",
        "Many BAME staff wait.",
        "Many BAME staff wait.",
        'warning: "BAME" lumps people together.',
    ),
    "a long sentence": (
        "It is quiet again.",
        "It is " + "very " * 24 + "quiet.",
        "very very",
        'warning: a sentence of 27 words ("It is very very very …").',
    ),
    "a long paragraph": (
        "It is quiet again.",
        "Now it is all quiet in the long corridor again, and nobody comes. " * 5,
        "Now it is all quiet",
        "warning: a paragraph of 5 sentences and 65 words.",
    ),
    "a figure without a source": (
        "A figure has a source [@study].",
        "It was 25% of them, and a source is elsewhere.",
        "It was 25%",
        'warning: the figure "25%" names no source. Put [@source-id] after it.',
    ),
}


@pytest.mark.parametrize("rule", HOUSE_RULES)
def test_a_broken_rule_of_the_house_is_told(tmp_path: Path, rule: str) -> None:
    words, become, at, said = HOUSE_RULES[rule]
    assert words in UNIT
    broken = UNIT.replace(words, become, 1)

    findings = told(tmp_path / "content", u02=broken)

    place = f"content/modules/u02.md:{line_of(broken, at)}: "
    assert [finding for finding in findings if finding.startswith(place) and said in finding]


def test_speech_may_contract(tmp_path: Path) -> None:
    spoken = UNIT.replace("It is quiet again.", "“I don't know,” says the nurse. \"Don't.\"")

    assert told(tmp_path / "content", u02=spoken) == []


def test_the_name_of_the_race_equality_standard_may_be_said(tmp_path: Path) -> None:
    named = UNIT.replace("It is quiet again.", "The WRES counts BME staff.")

    assert told(tmp_path / "content", u02=named) == []


def test_a_later_unit_asks_three_questions_about_earlier_ones(tmp_path: Path) -> None:
    planned = "".join(f"      - {{id: u1{n}, title: Planned}}\n" for n in range(4))
    programme = PROGRAMME.replace("      - u02\n", f"{planned}      - u02\n")

    findings = told(tmp_path / "content", llr=programme)

    line = line_of(UNIT, ":::quiz")
    said = "the quiz has 1 question from earlier units. Ask 3 with from:."
    assert findings == [f"content/modules/u02.md:{line}: {said}"]


def quiz_of(places: Sequence[int]) -> str:
    asked = [question(f"new-{n}", "about: one", place) for n, place in enumerate(places, 1)]
    return UNIT.replace(QUIZ, QUIZ_HEAD + "".join(asked) + SPACED + ":::\n")


@pytest.mark.parametrize(
    ("places", "told_of"),
    [((1, 1, 1, 1, 0), True), ((1, 1, 1, 0, 2), False), ((0, 1, 2, 0, 1), False)],
)
def test_a_good_answer_given_away_by_its_place_is_told(
    tmp_path: Path, places: Sequence[int], told_of: bool
) -> None:
    written = quiz_of(places)
    said = "warning: the good answer stands in the same place 5 times out of 6. "
    mend = "Let it stand first, second and third about equally."
    place = f"content/modules/u02.md:{line_of(written, ':::quiz')}: "

    findings = told(tmp_path / "content", u02=written)

    assert findings == ([f"{place}{said}{mend}"] if told_of else [])


def test_a_good_answer_given_away_by_its_length_is_told(tmp_path: Path) -> None:
    wordy = UNIT.replace("[second*] Do that", "[second*] Do that, and then ask how it was")

    findings = told(tmp_path / "content", u02=wordy)

    said = "warning: the good answer is the longest 6 times out of 6. "
    mend = "Shorten some, and say more in the others."
    assert findings == [f"content/modules/u02.md:{line_of(wordy, ':::quiz')}: {said}{mend}"]


def test_units_a_programme_merges_may_still_ask_about_each_other(tmp_path: Path) -> None:
    merged = PROGRAMME.replace("      - u01\n      - u02\n", "").replace(
        "{id: u03-u04, merges: [u03, u04]", "{id: u01-u02, merges: [u01, u02]"
    )

    assert told(tmp_path / "content", llr=merged) == []


def test_a_planned_unit_is_a_note(tmp_path: Path) -> None:
    reading = check(write_content(tmp_path / "content"), TODAY)

    line = line_of(PROGRAMME, "u03-u04")
    assert [str(finding) for finding in reading.findings] == [
        f"content/programmes/llr.yaml:{line}: note: u03-u04 is not written yet; "
        "pages show it as not ready."
    ]


def test_a_source_that_nobody_cites_is_a_note(tmp_path: Path) -> None:
    idle = UNIT.replace("sources:\n", "sources:\n  - {id: idle, text: A report, year: 2020}\n")

    reading = check(write_content(tmp_path / "content", u02=idle), TODAY)

    assert 'no text cites the source "idle".' in [finding.problem for finding in reading.findings]


def test_all_faults_of_all_files_are_told_at_once(tmp_path: Path) -> None:
    findings = told(
        tmp_path / "content",
        u01="no unit at all",
        u02=UNIT.replace("-> together", "-> tgether").replace("version: 1", "version: one"),
        llr=PROGRAMME.replace("pace: paced", "pace: fast"),
        support="- a list\n",
    )

    files = {finding.partition(":")[0] for finding in findings}
    assert files == {
        "content/modules/u01.md",
        "content/modules/u02.md",
        "content/programmes/llr.yaml",
        "content/support.yaml",
    }


def test_a_source_is_called_the_same_in_every_unit(tmp_path: Path) -> None:
    findings = told(tmp_path / "content", u02=UNIT.replace("year: 1968", "year: 1970"))

    assert findings == [
        f"content/modules/u02.md:{line_of(UNIT, '- id: study')}: warning: "
        '"Darley and Latané, 1970" is "Darley and Latané, 1968" in u01. '
        "Give the source the same text, year and cite in both."
    ]


@pytest.mark.parametrize(
    ("stem", "text", "ident"),
    [("masterclasses", MASTERCLASSES, "masterclass-1"), ("support", SUPPORT, "samaritans")],
)
def test_a_link_nobody_opened_for_a_year_is_a_warning(
    tmp_path: Path, stem: str, text: str, ident: str
) -> None:
    old = text.replace("last_checked: 2026-11-20", "last_checked: 2025-10-01")

    findings = told(tmp_path / "content", **{stem: old})

    assert findings == [
        f"content/{stem}.yaml:{line_of(text, ident)}: warning: "
        f'"{ident}" was last checked on 2025-10-01. Open its link, and change last_checked.'
    ]
