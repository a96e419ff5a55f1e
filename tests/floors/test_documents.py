"""What documents say of the code is so."""

from __future__ import annotations

import re
from dataclasses import fields
from pathlib import Path

import pytest

from abp_lms.settings import Settings

ROOT = Path(__file__).resolve().parents[2]
DOCUMENTS = [
    ROOT / "README.md",
    ROOT / "CHANGELOG.md",
    ROOT / "content" / "README.md",
    *sorted((ROOT / "docs").rglob("*.md")),
]


def test_operators_find_every_setting() -> None:
    page = (ROOT / "docs" / "operations.md").read_text()

    named = set(re.findall(r"`(ABP_[A-Z_]+)`", page))

    assert named == {f"ABP_{field.name.upper()}" for field in fields(Settings)}


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_links_inside_the_repository_lead_somewhere(document: Path) -> None:
    targets = re.findall(r"\]\(([^)#]+?)(?:#[^)]*)?\)", document.read_text())

    inside = [target for target in targets if not re.match(r"[a-z]+:", target)]

    # Examples for authors link to pages of the product, which begin with a slash or a kind.
    missing = [target for target in inside if not (document.parent / target).exists()]
    assert [one for one in missing if not one.startswith("/")] == []


def test_every_dependency_has_its_line_of_reason() -> None:
    page = (ROOT / "docs" / "decisions" / "0002-dependencies.md").read_text().lower()
    asked = (ROOT / "requirements.in").read_text() + (ROOT / "requirements-test.in").read_text()
    names = re.findall(r"^([A-Za-z][\w.-]*)", asked, re.MULTILINE)

    built_with = {"setuptools", "wheel"}
    unexplained = [
        name
        for name in names
        if name.lower() not in built_with
        and not name.lower().startswith("types-")
        and name.lower() not in page
    ]
    assert unexplained == []


def test_each_decision_has_a_number_of_its_own() -> None:
    numbers = [path.name[:4] for path in (ROOT / "docs" / "decisions").glob("*.md")]

    assert len(set(numbers)) == len(numbers)
    assert all(number.isdigit() for number in numbers)
