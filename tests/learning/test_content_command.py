"""`abp content check` on the command line."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from abp_lms.cli import main
from abp_lms.learning.cli import content
from tests.learning.workbook.written import PROGRAMME, UNIT, line_of, write_content


def run(*words: str) -> Result:
    return CliRunner().invoke(content, ["check", *words])


def test_sound_content_ends_with_0_and_a_count(tmp_path: Path) -> None:
    result = run(str(write_content(tmp_path / "content")))

    assert result.exit_code == 0
    assert result.output.splitlines()[-1] == (
        "1 programme and 2 units read: 0 errors, 0 warnings, 1 note."
    )


def test_an_error_is_one_line_and_ends_with_1(tmp_path: Path) -> None:
    broken = UNIT.replace("{senior} -> together", "{senior} -> tgether")
    folder = write_content(tmp_path / "content", u02=broken)

    result = run(str(folder))

    line = line_of(broken, "tgether")
    assert result.exit_code == 1
    assert (
        f'content/modules/u02.md:{line}: option "over" leads to "tgether", '
        'which is no step of this scenario. Did you mean "together"?\n'
    ) in result.output


@pytest.mark.parametrize(("words", "code"), [((), 0), (("--strict",), 1)])
def test_a_warning_ends_with_1_only_when_strict(
    tmp_path: Path, words: tuple[str, ...], code: int
) -> None:
    folder = write_content(tmp_path / "content", u02=UNIT.replace("It is quiet", "It isn't quiet"))

    assert run(str(folder), *words).exit_code == code


@pytest.mark.parametrize("made", [False, True])
def test_a_folder_that_holds_no_content_ends_with_2(tmp_path: Path, made: bool) -> None:
    folder = tmp_path / "nowhere"
    if made:
        folder.mkdir()

    result = run(str(folder))

    assert result.exit_code == 2
    assert "nowhere" in result.output


def test_json_says_what_each_unit_holds_and_what_was_found(tmp_path: Path) -> None:
    folder = write_content(tmp_path / "content")

    facts = json.loads(run("--json", str(folder)).output)

    assert facts["programmes"] == {"llr": {"units": ["u01", "u02", "u03-u04"]}}
    assert facts["units"]["u02"] == {
        "title": "A small unit",
        "aims": ["early-intervention"],
        "understand": ["step-in-safely"],
        "minutes": 150,
        "words": 848,
        "pages": 4,
        "decisions": 5,
        "endings": 3,
        "questions": 6,
        "prompts": 1,
        "sources": 1,
        "sentences": 0,
        "situations": 0,
    }
    assert facts["findings"] == [
        {
            "file": "content/programmes/llr.yaml",
            "line": line_of(PROGRAMME, "u03-u04"),
            "level": "note",
            "problem": "u03-u04 is not written yet; pages show it as not ready.",
            "mend": "",
        }
    ]


def test_the_platform_does_not_start_with_broken_content(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    broken = UNIT.replace("{senior} -> together", "{senior} -> tgether")
    monkeypatch.setenv("ABP_CONTENT", str(write_content(tmp_path / "content", u02=broken)))

    with pytest.raises(SystemExit) as left:
        main(["--data", str(tmp_path), "people", "list"])

    assert left.value.code == 2
    said = capsys.readouterr().err
    assert said.startswith("abp: the content has 2 errors; see abp content check. content/modules/")
    assert said.count("\n") == 1


def test_a_folder_without_programmes_is_not_taken_for_content(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("ABP_CONTENT", str(tmp_path / "elsewhere"))

    with pytest.raises(SystemExit) as left:
        main(["--data", str(tmp_path), "people", "list"])

    assert left.value.code == 2
    assert f"there is no programme in {tmp_path}/elsewhere/programmes" in capsys.readouterr().err


def test_without_a_folder_the_installation_s_content_is_checked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from abp_lms import settings

    folder = write_content(tmp_path / "content")
    monkeypatch.setenv("ABP_CONTENT", str(folder))
    settings.use(settings.read(data=tmp_path))

    assert "1 programme and 2 units read" in run().output
