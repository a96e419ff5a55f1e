"""A merged unit stands for the units it merges, also where later questions lead back to them."""

from pathlib import Path

import pytest

from abp_lms.learning.workbook.checking import check
from tests.learning.workbook.written import (
    FIRST_UNIT,
    PROGRAMME,
    TODAY,
    line_of,
    told,
    write_content,
)

MERGED = (
    FIRST_UNIT.replace("id: u01", "id: u01-u09")
    .replace(":::page one", ":::page both")
    .replace("about: one", "about: both")
)
TAKES_OVER = "takes_over:\n  - u01/one = both\nsources:"
MERGING = PROGRAMME.replace(
    "      - u01\n", "      - {id: u01-u09, merges: [u01, u09], title: Both in one}\n"
)


def told_of_merged(folder: Path, merged: str) -> list[str]:
    (folder / "modules").mkdir(parents=True)
    (folder / "modules" / "u01-u09.md").write_text(merged, encoding="utf-8")
    (folder / "modules" / "u09.md").write_text(FIRST_UNIT.replace("id: u01", "id: u09"))
    return told(folder, llr=MERGING)


def test_a_page_that_later_questions_lead_to_needs_one_in_its_place(tmp_path: Path) -> None:
    findings = told_of_merged(tmp_path / "content", MERGED)

    assert findings == [
        f"content/modules/u01-u09.md:{line_of(MERGED, 'id: u01-u09')}: "
        'warning: no page stands for "u01/one", which u02 asks about. '
        "Add to takes_over: u01/one = page-of-this-unit"
    ]


def test_a_page_taken_over_is_read_in_the_place_of_the_other(tmp_path: Path) -> None:
    merged = MERGED.replace("sources:", TAKES_OVER, 1)

    assert told_of_merged(tmp_path / "content", merged) == []
    unit = check(tmp_path / "content", TODAY).workbook.units["u01-u09"]
    assert unit.page_for("u01", "one") == unit.page("both")
    assert unit.page_for("u01", "two") == unit.page("two")
    assert unit.page_for("u01", "elsewhere") is None


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("u01/one = bth", '"bth" is no page of this unit. Did you mean "both"?'),
        ("u01/on = both", '"u01/on" is no page of a unit that this one merges.'),
        ("u02/one = both", '"u02/one" is no page of a unit that this one merges.'),
        ("one is both", '"one is both" names no two pages. Write u02/booth = page-of-this-unit'),
    ],
)
def test_what_is_taken_over_has_to_be_there(tmp_path: Path, written: str, said: str) -> None:
    merged = MERGED.replace("sources:", TAKES_OVER, 1).replace("u01/one = both", written)

    findings = told_of_merged(tmp_path / "content", merged)

    place = f"content/modules/u01-u09.md:{line_of(merged, 'takes_over:')}: "
    assert [finding for finding in findings if finding.startswith(place) and said in finding]


def test_a_question_about_an_earlier_unit_leaves_the_page_to_the_link(tmp_path: Path) -> None:
    (tmp_path / "content").mkdir()
    folder = write_content(tmp_path / "content")
    path = folder / "modules" / "u02.md"
    before, spaced, after = path.read_text(encoding="utf-8").rpartition("It helps, and it is safe.")
    text = f'{before}{spaced} See "The page called one".{after}'

    findings = told(tmp_path / "content", u02=text)

    assert len(findings) == 1
    assert 'warning: a question of an earlier unit says "See".' in findings[0]
