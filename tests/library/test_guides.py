"""Guides: read from files with their faults told, shown to those they are for."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from abp_lms import clock
from abp_lms.accounts.models import RoleName
from abp_lms.clock import LONDON
from abp_lms.content_files import ContentError, Finding
from abp_lms.learning.workbook import check
from abp_lms.library.guides import GUIDES, load_guides, read_guides
from abp_lms.library.queries import READERS
from abp_lms.settings import Settings
from tests.factories import make_person
from tests.learning.workbook.written import TODAY, line_of, write_content
from tests.sign_in import sign_in

GUIDE = """\
---
title: A guide
audience: People who try things
review: 2027-11-20
---

Before anything else.

## First things
Ask **one** question. See [the unit](unit:u02).

## First things
Then wait.
"""


def write_guide(folder: Path, text: str = GUIDE, name: str = "facilitator") -> Path:
    write_content(folder)
    (folder / "guides").mkdir(exist_ok=True)
    (folder / "guides" / f"{name}.md").write_text(text)
    return folder


def errors(folder: Path) -> list[str]:
    return [str(one) for one in check(folder, TODAY).findings if one.level == "error"]


def test_a_guide_is_an_opening_and_chapters_with_anchors_of_their_own(tmp_path: Path) -> None:
    [guide] = load_guides(write_guide(tmp_path / "content")).values()

    assert (guide.title, guide.audience) == ("A guide", "People who try things")
    assert guide.review == date(2027, 11, 20)
    assert "Before anything else." in guide.opening
    assert [(one.id, one.title) for one in guide.chapters] == [
        ("first-things", "First things"),
        ("first-things-2", "First things"),
    ]
    assert "<strong>one</strong>" in guide.chapters[0].html


def test_a_sound_guide_has_no_findings(tmp_path: Path) -> None:
    found = check(write_guide(tmp_path / "content"), TODAY).findings

    assert [one for one in found if "guides/" in one.file] == []


@pytest.mark.parametrize(
    ("old", "new", "line", "words"),
    [
        ("title: A guide\n", "", "review", '"title" is missing'),
        ("review: 2027-11-20", "review: soon", "review", '"soon" is no date'),
        ("audience", "audiense", "audiense", "is no key that is known here"),
        ("---\n\nBefore", "\nBefore", "---", "are not closed"),
        ("## First things\n", "", None, "the guide has no chapters"),
        ("unit:u02", "unit:u99", "unit:u99", 'the link to "unit:u99" leads nowhere'),
        ("**one**", "![x](y.png)", "![x]", "pictures cannot be shown"),
    ],
)
def test_a_fault_is_told_with_its_line(
    tmp_path: Path, old: str, new: str, line: str | None, words: str
) -> None:
    broken = GUIDE.replace(old, new)

    found = errors(write_guide(tmp_path / "content", broken))

    assert any(words in one for one in found), found
    assert all(one.startswith("content/guides/facilitator.md:") for one in found)
    if line and "missing" not in words:
        assert any(f".md:{line_of(broken, line)}:" in one for one in found), found


def test_a_guide_that_is_for_nobody_is_told(tmp_path: Path) -> None:
    [found] = errors(write_guide(tmp_path / "content", name="facilitators"))

    assert 'Did you mean "facilitator"?' in found


def test_a_guide_past_its_review_and_out_of_style_is_warned_of(tmp_path: Path) -> None:
    folder = write_guide(
        tmp_path / "content",
        GUIDE.replace("2027-11-20", "2026-11-19").replace("Then wait.", "Don't wait."),
    )

    warned = [
        one.problem
        for one in check(folder, TODAY).findings
        if one.level == "warning" and one.file == "content/guides/facilitator.md"
    ]

    assert warned == ["the review date, 2026-11-19, has passed.", '"Don\'t" is a contraction.']


def test_an_unsound_guide_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ContentError):
        load_guides(write_guide(tmp_path / "content", GUIDE.replace("## ", "# ")))


def test_what_is_shipped_can_be_read(settings: Settings) -> None:
    findings: list[Finding] = []

    assert set(read_guides(settings.content, findings)) == {"facilitator", "line-manager"}
    assert findings == []


def test_every_guide_there_can_be_has_readers() -> None:
    assert set(READERS) == set(GUIDES)
    assert all(READERS.values())


@pytest.mark.parametrize(
    ("guide_id", "role", "status"),
    [
        ("facilitator", RoleName.FACILITATOR, 200),
        ("facilitator", RoleName.TRAINER, 200),
        ("facilitator", RoleName.ACADEMY, 200),
        ("facilitator", RoleName.LINE_MANAGER, 403),
        ("facilitator", RoleName.PARTICIPANT, 403),
        ("facilitator", RoleName.SPONSOR, 403),
        ("line-manager", RoleName.LINE_MANAGER, 200),
        ("line-manager", RoleName.ACADEMY, 200),
        ("line-manager", RoleName.PARTICIPANT, 200),
        ("line-manager", RoleName.FACILITATOR, 403),
        ("no-guide", RoleName.ACADEMY, 404),
    ],
)
def test_each_guide_is_for_its_readers(
    client: FlaskClient, guide_id: str, role: RoleName, status: int
) -> None:
    sign_in(client, make_person(role))

    assert client.get(f"/guides/{guide_id}").status_code == status


def test_the_list_holds_what_one_may_read(client: FlaskClient) -> None:
    sign_in(client, make_person(RoleName.LINE_MANAGER))

    page = client.get("/guides").text

    assert 'href="/guides/line-manager"' in page
    assert 'href="/guides/facilitator"' not in page
    assert 'href="/guides/line-manager"' in client.get("/my-people").text


def test_the_page_leads_to_its_chapters_and_says_when_it_is_old(client: FlaskClient) -> None:
    sign_in(client, make_person(RoleName.FACILITATOR))

    page = client.get("/guides/facilitator").text
    assert 'href="#the-90-minutes"' in page
    assert 'id="the-90-minutes"' in page
    assert "due for review" not in page

    with clock.at(datetime(2030, 1, 1, tzinfo=LONDON)):
        sign_in(client, make_person(RoleName.FACILITATOR))
        assert "due for review" in client.get("/guides/facilitator").text
