"""Pages that a programme adds of its own: read with their faults told, held to what it holds."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from abp_lms.learning.workbook import check
from abp_lms.programme.local_pages import load_local_pages
from abp_lms.programme.reading_outlines import load_programmes
from tests.learning.workbook.written import PROGRAMME, TODAY, UNIT, line_of, told, write_content

PAGE = """\
---
title: Getting there
summary: How to find the room.
review: 2027-11-20
---

Past the **lift**. See [the unit](unit:u02/two).

### By bus
Every ten minutes.
"""
HOLDING = PROGRAMME + "pages: [getting-there]\n"


def write_page(folder: Path, text: str = PAGE, name: str = "getting-there") -> Path:
    (folder / "pages").mkdir(parents=True)
    (folder / "pages" / f"{name}.md").write_text(text)
    return folder


def test_a_page_is_read_and_held_by_its_programme(tmp_path: Path) -> None:
    folder = write_content(write_page(tmp_path / "content"), llr=HOLDING)

    page = load_local_pages(folder)["getting-there"]

    assert (page.title, page.summary) == ("Getting there", "How to find the room.")
    assert page.review == date(2027, 11, 20)
    assert "<strong>lift</strong>" in page.html
    assert load_programmes(folder)["llr"].pages == ("getting-there",)
    assert told(folder, llr=HOLDING) == []


@pytest.mark.parametrize(
    ("words", "become", "at", "said"),
    [
        ("title: Getting there\n", "", "summary:", '"title" is missing.'),
        ("review: 2027-11-20", "review: soon", "review:", '"soon" is no date.'),
        ("summary", "sumary", "sumary", '"sumary" is no key that is known here.'),
        ("review: 2027-11-20", "review: 2026-11-19", "review:", "warning: the review date"),
        ("Every ten", "Don't wait: every ten", "Don't", 'warning: "Don\'t" is a contraction.'),
        ("**lift**", "![lift](lift.png)", "![lift]", "pictures cannot be shown"),
        ("unit:u02/two", "unit:u02/tow", "unit:u02", 'leads nowhere. Did you mean "two"?'),
        ("unit:u02/two", "unit:u77", "unit:u77", 'the link to "unit:u77" leads nowhere.'),
        (PAGE[PAGE.index("\nPast") :], "", "title:", "the page has no text."),
    ],
)
def test_a_fault_is_told_with_its_line(
    tmp_path: Path, words: str, become: str, at: str, said: str
) -> None:
    broken = PAGE.replace(words, become)

    found = told(write_page(tmp_path / "content", broken), llr=HOLDING)

    place = f"content/pages/getting-there.md:{line_of(broken, at)}: "
    assert any(one.startswith(place) and said in one for one in found), found


@pytest.mark.parametrize(
    ("held", "said"),
    [
        ("[geting-there]", 'there is no page "geting-there". Did you mean "getting-there"?'),
        (
            "[getting-there, getting-there]",
            'the page "getting-there" stands twice in this programme. Keep one of the two.',
        ),
        ("getting-there", '"pages" must be a list. Write "- " before each item.'),
    ],
)
def test_what_a_programme_names_has_to_be_there_once(tmp_path: Path, held: str, said: str) -> None:
    programme = f"{PROGRAMME}pages: {held}\n"

    found = told(write_page(tmp_path / "content"), llr=programme)

    line = line_of(programme, "pages:")
    assert f"content/programmes/llr.yaml:{line}: {said}" in found


def test_without_any_page_the_programme_is_told_to_write_it(tmp_path: Path) -> None:
    [found] = told(tmp_path / "content", llr=HOLDING)

    assert found.endswith('there is no page "getting-there". Write pages/getting-there.md first.')


def test_a_page_that_nobody_names_is_noted(tmp_path: Path) -> None:
    folder = write_content(write_page(tmp_path / "content"))

    notes = [str(one) for one in check(folder, TODAY).findings if one.level == "note"]

    assert "content/pages/getting-there.md:2: note: no programme holds this page." in notes


@pytest.mark.parametrize("where", ["page", "unit"])
def test_no_text_links_to_what_its_programme_leaves_out(tmp_path: Path, where: str) -> None:
    linking = UNIT.replace("It is quiet", "[As before](unit:u01)", 1)
    page = PAGE.replace("unit:u02/two", "unit:u01" if where == "page" else "unit:u02")
    without = HOLDING.replace("      - u01\n", "")

    found = told(
        write_page(tmp_path / "content", page),
        llr=without,
        u02=linking if where == "unit" else UNIT,
    )

    said = (
        'the link to "unit:u01" leads nowhere in llr: it leaves u01 out. Say it without the link.'
    )
    file, text = (
        ("pages/getting-there.md", page) if where == "page" else ("modules/u02.md", linking)
    )
    assert f"content/{file}:{line_of(text, 'unit:u01')}: {said}" in found


def test_a_page_called_by_no_id_is_told(tmp_path: Path) -> None:
    found = told(write_page(tmp_path / "content", name="Getting There"))

    assert found == [
        'content/pages/Getting There.md:1: the file name "Getting There.md" is no id. '
        "Call it getting-there.md or the like."
    ]
