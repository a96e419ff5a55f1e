"""A programme renames, reorders, merges and leaves out, and nobody's work is touched by it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask

from abp_lms.content_files import folder as folders
from abp_lms.learning import my_progress, queries
from abp_lms.learning.rules import State
from abp_lms.settings import Settings, use
from tests.learning import walking
from tests.learning.conftest import Learner, make_learner
from tests.learning.workbook.written import FIRST_UNIT, PROGRAMME, line_of, told, write_content

Shape = Callable[[str], None]
UNITS = "      - u01\n      - u02\n"
THIRD = FIRST_UNIT.replace("id: u01", "id: u03")
MERGED = FIRST_UNIT.replace("id: u01", "id: u01-u03")
BASE = PROGRAMME.replace("      - {id: u03-u04, merges: [u03, u04], title: A merged unit}\n", "")


@pytest.fixture(autouse=True)
def _changes_are_seen_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(folders, "REST", 0)


@pytest.fixture
def shape(app: Flask, settings: Settings, tmp_path: Path) -> Shape:
    """Give the programme other units from now on."""
    folder = tmp_path / "content"

    def change(units: str) -> None:
        titled = FIRST_UNIT.replace("title: A small unit", "title: Its own title")
        write_content(folder, llr=BASE.replace(UNITS, units), u01=titled)
        (folder / "modules" / "u03.md").write_text(THIRD)
        (folder / "modules" / "u01-u03.md").write_text(MERGED)
        use(replace(settings, content=folder))

    change(UNITS)
    return change


@pytest.fixture
def learner(app: Flask, shape: Shape) -> Learner:
    """Somebody who has done unit 1, in the programme as it was."""
    found = make_learner(app)
    walking.complete(found.client, queries.the_workbook().units["u01"], "A quiet word")
    return found


def states(learner: Learner) -> list[tuple[str, State]]:
    programme = queries.my_place(learner.person.id).programme
    months = my_progress.progress(learner.person.id, programme).months
    return [(unit.title, unit.state) for month in months for unit in month.units]


def test_a_unit_is_renamed_on_every_page_of_this_programme(shape: Shape, learner: Learner) -> None:
    shape("      - {id: u01, title: What we call it here}\n      - u02\n")

    assert states(learner)[0] == ("What we call it here", State.DONE)
    for path in (
        "/workbook/months/month-1",
        "/workbook/units/u01",
        "/workbook/units/u01/complete",
        "/workbook/units/u01/read/one",
        "/workbook/my-words",
    ):
        page = learner.client.get(path).text
        assert "What we call it here" in page, path
        assert "Its own title" not in page, path
    assert "A quiet word" in learner.client.get("/workbook/my-words").text


def test_units_stand_in_the_order_of_the_programme(shape: Shape, learner: Learner) -> None:
    before = states(learner)

    shape("      - u03\n      - u01\n")

    assert [unit.entry.id for unit in _units(learner)] == ["u03", "u01"]
    assert states(learner)[1] == before[0]


def test_a_merged_unit_is_done_with_the_last_of_its_parts(shape: Shape, learner: Learner) -> None:
    shape("      - {id: u01-u03, merges: [u01, u03]}\n      - u02\n")
    assert [unit.state for unit in _units(learner)] == [State.NOT_STARTED, State.NOT_STARTED]

    walking.complete(learner.client, queries.the_workbook().units["u01-u03"])

    assert [unit.state for unit in _units(learner)] == [State.DONE, State.NOT_STARTED]
    shape("      - u01\n      - u03\n      - u02\n")
    assert [unit.state for unit in _units(learner)] == [State.DONE, State.DONE, State.NOT_STARTED]


def test_what_was_done_in_a_unit_that_is_left_out_stays_with_the_person(
    shape: Shape, learner: Learner
) -> None:
    shape("      - u03\n")

    assert [unit.entry.id for unit in _units(learner)] == ["u03"]
    assert learner.client.get("/workbook/units/u01").status_code == 404
    assert "A quiet word" in learner.client.get("/workbook/my-words").text
    assert "u01" in queries.units_done([learner.person.id])[learner.person.id]


@pytest.mark.parametrize(
    ("units", "at", "said"),
    [
        (
            "      - {id: u01, titel: Ours}\n",
            "titel",
            '"titel" is no key that is known here. Did you mean "title"?',
        ),
        (
            "      - {id: u02, merges: [u01, u99]}\n",
            "u99",
            'u02 merges "u99", which is no unit. Known here: u01, u02.',
        ),
        (
            "      - u01\n      - {id: u02, merges: [u01, u02]}\n",
            "modules:",
            'the unit "u01" stands twice in this programme. Keep one of the two.',
        ),
        (
            "      - u0l\n",
            "u0l",
            'the unit "u0l" is not written and has no title. '
            "Write {id: u0l, title: …} until modules/u0l.md is there.",
        ),
        (
            "      - U01\n",
            "U01",
            '"U01" is no id. Name a unit, such as u01.',
        ),
    ],
)
def test_a_mistake_in_the_shape_is_explained(
    tmp_path: Path, units: str, at: str, said: str
) -> None:
    programme = BASE.replace(UNITS, units)

    found = told(tmp_path / "content", llr=programme)

    assert f"content/programmes/llr.yaml:{line_of(programme, at)}: {said}" in found


def _units(learner: Learner) -> list[my_progress.UnitProgress]:
    programme = queries.my_place(learner.person.id).programme
    months = my_progress.progress(learner.person.id, programme).months
    return [unit for month in months for unit in month.units]
