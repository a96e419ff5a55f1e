"""The content in this repository is sound, and its guide tells the truth."""

import re
from pathlib import Path

import pytest

from abp_lms.clock import today
from abp_lms.learning.workbook.checking import check
from tests.learning.workbook.written import write_content

CONTENT = Path(__file__).resolve().parents[3] / "content"
GUIDE = (CONTENT / "README.md").read_text(encoding="utf-8")


def blocks_of(language: str) -> list[str]:
    """The fenced examples of the guide in a language."""
    return re.findall(rf"^````{language}\n(.*?)^````$", GUIDE, re.MULTILINE | re.DOTALL)


def test_all_shipped_content_is_free_of_errors() -> None:
    reading = check(CONTENT, today())

    assert [str(finding) for finding in reading.findings if finding.level == "error"] == []
    assert {"llr", "hw", "university"} <= set(reading.workbook.programmes)
    assert {"orientation", "u01", "u02", "u03"} <= set(reading.workbook.units)


@pytest.mark.parametrize("programme", ["llr", "hw", "university"])
def test_each_programme_begins_with_the_orientation(programme: str) -> None:
    units = check(CONTENT, today()).workbook.programmes[programme].units

    assert units[0].id == "orientation"
    assert units[0].written


def scenario_of(unit_id: str) -> str:
    text = (CONTENT / "modules" / f"{unit_id}.md").read_text(encoding="utf-8")
    found = re.search(r"^:::scenario .*?^:::$", text, re.MULTILINE | re.DOTALL)
    return found[0] if found else ""


def test_a_story_told_again_in_a_merged_unit_is_the_same_story() -> None:
    merged = [
        entry
        for programme in check(CONTENT, today()).workbook.programmes.values()
        for entry in programme.units
        if entry.merges and entry.written
    ]

    assert merged
    for entry in merged:
        assert scenario_of(entry.id) in [scenario_of(unit_id) for unit_id in entry.merges]


def test_the_example_of_the_guide_gets_the_findings_the_guide_names(tmp_path: Path) -> None:
    (example,) = blocks_of("markdown")
    (printed,) = blocks_of("text")
    folder = write_content(tmp_path / "content")
    (folder / "modules" / "u90.md").write_text(example, encoding="utf-8")

    findings = [str(finding) for finding in check(folder, today()).findings]

    of_example = [finding for finding in findings if "/u90.md:" in finding]
    assert of_example == printed.strip().split("\n")


def test_the_guide_tells_of_every_kind_of_block_and_every_fact() -> None:
    (example,) = blocks_of("markdown")

    for word in (":::page", ":::scenario", ":::reflection", ":::practice", ":::quiz", "setting "):
        assert word in example
    for fact in ("content_warning", "opt_out", "law", "masterclass", "cite", "note", "url"):
        assert f"`{fact}" in GUIDE
