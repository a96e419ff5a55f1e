"""What the checker says of programmes, masterclasses and support lines."""

from pathlib import Path

import pytest

from tests.learning.workbook.written import MASTERCLASSES, PROGRAMME, SUPPORT, UNIT, line_of, told

# Each: the file that is changed, words, what they become, the line's words, what is said.
OTHER_FAULTS = {
    "a planned unit without a title": (
        "llr",
        "      - u02\n",
        "      - u02\n      - u09\n",
        "- u09",
        'programmes/llr.yaml:{line}: the unit "u09" is not written and has no title. '
        "Write {{id: u09, title: …}} until modules/u09.md is there.",
    ),
    "a unit twice in a programme": (
        "llr",
        "      - u02\n",
        "      - u02\n      - u02\n",
        "modules:",
        'programmes/llr.yaml:{line}: the unit "u02" stands twice in this programme. '
        "Keep one of the two.",
    ),
    "sets that do not match": (
        "llr",
        "count: 1",
        "count: 2",
        "sets:",
        "programmes/llr.yaml:{line}: the modules have the sets [1], and there are 2. "
        "Number the sets of the modules from 1, in order.",
    ),
    "an NHS house with a colour": (
        "llr",
        "house: nhs",
        'house: nhs\ncolour: "#ff0000"',
        "colour:",
        'programmes/llr.yaml:{line}: a colour and the house "nhs" do not fit. '
        "Give a plain house its colour; leave it out for nhs.",
    ),
    "a time that is none": (
        "llr",
        '"08:45"',
        '"8.45am"',
        "starts:",
        'programmes/llr.yaml:{line}: "8.45am" is no time of day. Write it as 08:45.',
    ),
    "hours that are no number": (
        "llr",
        "hours_a_week: 2.5",
        "hours_a_week: some",
        "hours_a_week:",
        'programmes/llr.yaml:{line}: "hours_a_week" must be a number up to 40, such as 2.5.',
    ),
    "no contact": (
        "llr",
        "contact: {name: LLR Academy, email: academy@example.org}\n",
        "",
        "id: llr",
        'programmes/llr.yaml:{line}: "contact" is missing. Add contact: {{name: …, email: …}}',
    ),
    "an e-mail address that is none": (
        "llr",
        "academy@example.org",
        "academy",
        "contact:",
        'programmes/llr.yaml:{line}: "academy" is no e-mail address.',
    ),
    "a workshop that ends before it starts": (
        "llr",
        '"16:30"',
        '"06:30"',
        "workshop-1",
        "programmes/llr.yaml:{line}: the workshop ends before it starts.",
    ),
    "a unit that is a list": (
        "llr",
        "      - u02\n",
        "      - u02\n      - [u03]\n",
        "- [u03]",
        "programmes/llr.yaml:{line}: a unit here is an id, or {{id: …, title: …}}.",
    ),
    "modules that are words": (
        "llr",
        "modules:\n",
        "modules:\n  - start\n",
        "- start",
        "programmes/llr.yaml:{line}: each item of this list must hold keys and values. "
        "Write - id: …",
    ),
    "a colour that is none": (
        "llr",
        "house: nhs",
        'house: plain\ncolour: "#violet"',
        "colour:",
        'programmes/llr.yaml:{line}: "#violet" is no colour. Write it as "#4a2566".',
    ),
    "another id than the file's": (
        "llr",
        "id: llr",
        "id: hw",
        "id: hw",
        'programmes/llr.yaml:{line}: the id is "hw" and the file is called llr.yaml. '
        "Write id: llr, or rename the file.",
    ),
    "two masterclasses of one id": (
        "masterclasses",
        MASTERCLASSES,
        MASTERCLASSES + MASTERCLASSES.replace("title: Masterclass one", "title: Another"),
        "Another",
        'masterclasses.yaml:{last}: the id "masterclass-1" is used twice. '
        "It stands first on line 1; give this one another id.",
    ),
    "masterclasses that are no list": (
        "masterclasses",
        MASTERCLASSES,
        "id: masterclass-1\n",
        "id:",
        'masterclasses.yaml:{line}: this file must hold a list. Start each item with "- id: …".',
    ),
    "a masterclass that is not there": (
        "llr",
        "masterclasses: [masterclass-1]",
        "masterclasses: [masterclass-2]",
        "masterclasses:",
        'programmes/llr.yaml:{line}: "masterclass-2" is no masterclass of masterclasses.yaml. '
        'Did you mean "masterclass-1"?',
    ),
    "a question about what comes later": (
        "llr",
        "      - u01\n      - u02\n",
        "      - u02\n      - u01\n",
        "id: llr",
        'modules/u02.md:{unit_line}: "spaced-1" is from "u01", which comes later in llr. '
        "Choose a page of an earlier unit.",
    ),
    "a masterclass of an unknown unit": (
        "masterclasses",
        "units: [u02]",
        "units: [u22]",
        "id: masterclass-1",
        'masterclasses.yaml:{line}: "masterclass-1" belongs to "u22", which is no unit. '
        'Did you mean "u02"?',
    ),
    "a masterclass without a licence": (
        "masterclasses",
        "  licence: not stated\n",
        "",
        "id: masterclass-1",
        'masterclasses.yaml:{line}: "licence" is missing. Add a line that starts with licence:',
    ),
    "a support line nobody can reach": (
        "support",
        '    phone: "116 123"\n    text: null\n    url: https://www.samaritans.org\n',
        "",
        "id: samaritans",
        'support.yaml:{line}: nobody can be reached through "samaritans". '
        "Give it a phone, a text or a url.",
    ),
    "a tab": (
        "support",
        "    name: Samaritans",
        "\tname: Samaritans",
        "name: Samaritans",
        "support.yaml:{line}: this cannot be read as YAML: found character '\\t' that cannot start "
        "any token. Indent with spaces, not tabs. Put text that starts with a sign in quotes.",
    ),
}
FILES = {"llr": PROGRAMME, "masterclasses": MASTERCLASSES, "support": SUPPORT}


@pytest.mark.parametrize("fault", OTHER_FAULTS)
def test_a_fault_in_a_yaml_file_is_told_alike(tmp_path: Path, fault: str) -> None:
    stem, words, become, at, said = OTHER_FAULTS[fault]
    assert words in FILES[stem]
    broken = FILES[stem].replace(words, become, 1)

    findings = told(tmp_path / "content", **{stem: broken})

    lines = {
        "line": line_of(broken, at),
        "unit_line": line_of(UNIT, "## spaced-1"),
        "last": len(MASTERCLASSES.splitlines()) + 1,
    }
    assert f"content/{said.format(**lines)}" in findings
