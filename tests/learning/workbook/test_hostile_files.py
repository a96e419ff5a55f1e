"""Whatever stands in a content file, the author gets findings and never a traceback."""

import shutil
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from abp_lms.learning.workbook import ContentError, load
from abp_lms.learning.workbook.checking import check
from tests.learning.workbook.written import (
    MASTERCLASSES,
    PROGRAMME,
    SUPPORT,
    TODAY,
    UNIT,
    told,
    write_content,
)

FILES = {
    "modules/u02.md": UNIT,
    "programmes/llr.yaml": PROGRAMME,
    "masterclasses.yaml": MASTERCLASSES,
    "support.yaml": SUPPORT,
}
SCRAPS = [
    *(
        "---",
        ":::",
        ":::quiz",
        '## "',
        "## end",
        "- [",
        "- [x*] y -> ",
        "  > ",
        "\t",
        "\\",
        "{",
        "}",
    ),
    *(
        "[@",
        "[@study]",
        "](",
        "|",
        "|---|",
        "&a",
        "*a",
        "!!python/object:os.system x",
        "<<: {a: b}",
    ),
    *(
        "? [a, b]",
        "%YAML 9.9",
        '"\\ud800"',
        '"\\UFFFFFFFF"',
        "\x00",
        "\x85",
        "\u2028",
        "\ufeff",
        "𝒳",
    ),
    *("9" * 400, "- " * 40, "[" * 40, "> " * 400, "minutes: 5", "units: [[u01]]", "setting", "{a}"),
]


@st.composite
def mutations(draw: st.DrawFn) -> tuple[str, bytes]:
    """One of the content files with lines lost, doubled, swapped, cut or replaced by scraps."""
    name = draw(st.sampled_from(sorted(FILES)))
    lines = FILES[name].split("\n")
    for _ in range(draw(st.integers(1, 6))):
        at = draw(st.integers(0, len(lines) - 1))
        other = draw(st.integers(0, len(lines) - 1))
        scrap = draw(st.sampled_from(SCRAPS) | st.text(max_size=30))
        match draw(st.sampled_from(["drop", "double", "swap", "cut", "put", "append", "paste"])):
            case "drop" if len(lines) > 1:
                del lines[at]
            case "double":
                lines.insert(at, lines[other])
            case "swap":
                lines[at], lines[other] = lines[other], lines[at]
            case "cut":
                lines[at] = lines[at][: draw(st.integers(0, len(lines[at])))]
            case "put":
                lines[at] = scrap
            case "append":
                lines[at] += scrap
            case _:
                lines.insert(at, scrap)
    end = draw(st.sampled_from(["\n", "\r\n", "\r"]))
    held = end.join(lines).encode("utf-8", "surrogatepass")
    return name, draw(st.sampled_from([b"", b"\xef\xbb\xbf", b"\xff"])) + held


def refused_by_loader(folder: Path) -> set[str]:
    """What the loader refuses the content for; nothing when it takes it."""
    try:
        load(folder)
    except ContentError as refused:
        return set(map(str, refused.findings))
    return set()


@settings(max_examples=60, deadline=None)
@given(mutations())
def test_a_mutated_file_gives_findings_only(mutation: tuple[str, bytes]) -> None:
    name, held = mutation
    folder = write_content(Path(tempfile.mkdtemp()) / "content")
    try:
        (folder / name).write_bytes(held)

        reading = check(folder, TODAY)

        errors = {str(finding) for finding in reading.findings if finding.level == "error"}
        assert refused_by_loader(folder) <= errors
        "\n".join(map(str, reading.findings)).encode("utf-8")
    finally:
        shutil.rmtree(folder.parent)


@pytest.mark.parametrize(
    ("planted", "said"),
    [
        (b"sources: &a [*a, *a]\n", "anchors (&) and aliases (*) are not used here"),
        (b"title: !!python/object/apply:os.system ['true']\n", "is a YAML tag"),
        (b"version: " + b"9" * 5000 + b"\n", '"version" must be a whole number from 1 to 9999.'),
        (b"sources: " + b"[" * 5000 + b"\n", "this is nested too deeply"),
        (b"summary:\tTab\n\tno: yes\n", "this cannot be read as YAML"),
        (b'summary: "\\ud800"\n', "holds a character no page can show (U+D800)"),
        (b'summary: "\\UFFFFFFFF"\n', "this cannot be read as YAML"),
        (b"summary: \x00\n", "holds a character no page can show (U+0000)"),
        (b"summary: \xff\n", "this line is not UTF-8 text."),
        (b"? [a, b]\n: c\n", "a key must be a word."),
        (b"%YAML 9.9\n", "this cannot be read as YAML"),
    ],
)
def test_hostile_yaml_is_a_finding(tmp_path: Path, planted: bytes, said: str) -> None:
    folder = write_content(tmp_path / "content")
    (folder / "modules/u02.md").write_bytes(b"---\nid: u02\n" + planted + UNIT.encode()[4:])

    problems = [finding.problem for finding in check(folder, TODAY).findings]

    assert [problem for problem in problems if said in problem]


def test_a_very_large_file_is_not_read(tmp_path: Path) -> None:
    findings = told(tmp_path / "content", u02=UNIT + "x" * 300_000)

    assert "content/modules/u02.md:1: this file is larger than 300,000 bytes. Split it." in findings


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_files_from_any_editor_read_alike(tmp_path: Path, end: str, mark: bytes) -> None:
    folder = write_content(tmp_path / "content")
    expected = load(folder).units["u02"]

    (folder / "modules/u02.md").write_bytes(mark + UNIT.replace("\n", end).encode())

    assert load(folder).units["u02"] == expected
