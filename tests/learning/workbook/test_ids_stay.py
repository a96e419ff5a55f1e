"""Editing, moving and renaming text never changes an id, so no answer and no completion is lost."""

import re
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from abp_lms.learning.workbook import Unit, load
from tests.learning.workbook.written import UNIT, write_content

WORDS = st.text(alphabet="abc äé,;.'", min_size=1, max_size=20).map(lambda text: f"A{text}z")


def ids_of(unit: Unit) -> set[str]:
    """Every id an answer or a completion can hang on."""
    assert unit.scenario is not None
    assert unit.quiz is not None
    return {
        unit.id,
        *(f"page {page.id}" for page in unit.pages),
        *(f"step {step.id}/{option.id}" for step in unit.scenario.steps for option in step.options),
        *(f"ending {ending.id}" for ending in unit.scenario.endings),
        *(f"reflection {reflection.id}" for reflection in unit.reflections),
        *(f"practice {unit.practice.id}/{one.id}" for one in unit.practice.approaches),
        *(f"question {one.id}/{o.id}" for one in unit.quiz.questions for o in one.options),
    }


def read(folder: Path, text: str) -> Unit:
    return load(write_content(folder, u02=text)).units["u02"]


@settings(max_examples=25, deadline=None)
@given(title=WORDS, words=WORDS)
def test_retitling_and_rewording_keep_every_id(
    tmp_path_factory: object, title: str, words: str
) -> None:
    folder = tmp_path_factory.mktemp("edited") / "content"  # type: ignore[attr-defined]
    edited = re.sub(r'(:::|## )([^"\n]+)"[^"]*"', rf'\1\2"{title}"', UNIT)
    edited = re.sub(r"(- \[[a-z*-]+\]) [^\n>]*?( ->|\n)", rf"\1 {words}\2", edited)
    edited = re.sub(r"(watched|asked) = I \w+", rf"\1 = {title.replace(';', '')}", edited)
    assert edited != UNIT

    assert ids_of(read(folder, edited)) == ids_of(read(folder, UNIT))


def test_moving_pages_and_questions_keeps_every_id(tmp_path: Path) -> None:
    pages = re.findall(r":::page .*?\n:::\n", UNIT, re.DOTALL)
    questions = re.findall(r"## (?:new|spaced)-\d.*?(?=\n## |:::)", UNIT, re.DOTALL)
    assert (len(pages), len(questions)) == (4, 6)
    moved = UNIT
    for first, last in ((pages[0], pages[3]), (questions[0], questions[4])):
        moved = moved.replace(first, "<hole>").replace(last, first).replace("<hole>", last)

    before, after = read(tmp_path / "a" / "content", UNIT), read(tmp_path / "b" / "content", moved)

    assert [page.id for page in after.pages] == ["four", "two", "three", "one"]
    assert ids_of(after) == ids_of(before)


def test_a_new_version_keeps_every_id(tmp_path: Path) -> None:
    raised = UNIT.replace("version: 1", "version: 2")

    before, after = read(tmp_path / "a" / "content", UNIT), read(tmp_path / "b" / "content", raised)

    assert after.version == 2
    assert ids_of(after) == ids_of(before)
