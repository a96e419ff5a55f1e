"""What the checker says of a scenario or a quiz: the line, what is wrong, how to mend it."""

from pathlib import Path

import pytest

from tests.learning.workbook.written import UNIT, line_of, told

# Each: the words that are changed, what they become, the words whose line is told, what is said.
UNIT_FAULTS = {
    "an option leads to no step": (
        "[over] Walk over to {senior} -> together",
        "[over] Walk over to {senior} -> tgether",
        "[over]",
        'option "over" leads to "tgether", which is no step of this scenario. '
        'Did you mean "together"?',
    ),
    "an option has no arrow": (
        "[wait] Wait -> third",
        "[wait] Wait",
        "[wait]",
        'the option "wait" leads nowhere. End it with -> and the id of a step.',
    ),
    "a step without options": (
        "- [say] Say good morning -> third\n- [wait] Wait -> third\n",
        "",
        "## together",
        'the step "together" is a dead end. Give it options, or make it an ending: ## end …',
    ),
    "a step with one option": (
        "- [wait] Wait -> third\n",
        "",
        "## together",
        'the step "together" has 1 option. Give it 2 to 4.',
    ),
    "a step nobody reaches": (
        "Walk over to {senior} -> together",
        "Walk over to {senior} -> listen",
        "## together",
        'no way leads to "together". Lead an option there, or delete it.',
    ),
    "a way without end": (
        "[off] Leave it for now -> fourth",
        "[off] Leave it for now -> together",
        "## third",
        'from "third" a learner can come back to it without end. Lead its options onward only.',
    ),
    "an ending without its feedback": (
        "cost: An hour of worry.\n",
        "",
        "## end good-later",
        'the ending "good-later" does not say what it cost, and whom. '
        "Add a line that starts with cost:",
    ),
    "an ending of no known kind": (
        "## end hard-silence hard",
        "## end hard-silence bad",
        "## end hard-silence",
        "the heading of this ending cannot be read. "
        'Write it as ## end some-id good "Some title", with good, mixed or hard.',
    ),
    "a step without text": (
        "It goes on.\n",
        "",
        "## listen",
        'the step "listen" has no text. Tell the moment before the options.',
    ),
    "a step with words too many": (
        '## listen "You',
        '## listen well "You',
        "## listen",
        '"listen well" is too much. A step is ## id "Title".',
    ),
    "a heading that cannot be read": (
        '## listen "You listen"',
        "## listen",
        "## listen",
        'this heading cannot be read. Write it as ## some-id "Some title".',
    ),
    "an option without text": (
        "[wait] Wait -> third",
        "[wait] -> third",
        "[wait]",
        'the option "wait" has no text. Write it after the brackets.',
    ),
    "text after the options": (
        "- [wait] Wait -> third\n",
        "- [wait] Wait -> third\nThey wait.\n",
        "They wait.",
        "this text stands between or after the options. "
        "Move it before the options, or indent it when it belongs to one.",
    ),
    "no introduction": (
        "intro: You are about to begin.\n",
        "",
        ":::scenario",
        "this scenario has no introduction. "
        "Add a line that starts with intro: before the first step.",
    ),
    "a line that is no part of a scenario": (
        "intro: You are about to begin.\n",
        "You are about to begin.\nintro: Soon.\n",
        "You are about",
        "this line is no part of a scenario. "
        "Begin it with intro: or setting, or move it under a step.",
    ),
    "a setting that cannot be read": (
        'setting home "Home care":',
        "setting home:",
        "setting home",
        "this setting cannot be read. "
        'Write it as setting ward "Acute ward": place = the bay; person = a student',
    ),
    "a word without its value": (
        "place = the car park;",
        "place = the car park; mood;",
        "setting home",
        '"mood" gives no word a value. Write it as place = the car park',
    ),
    "a word given twice": (
        "place = the car park;",
        "place = the car park; place = the hall;",
        "setting home",
        'the word "place" is given twice. Keep one of the two.',
    ),
    "a part of the feedback given twice": (
        "cost: An hour of worry.\n",
        "cost: An hour.\ncost: Of worry.\n",
        "cost: Of worry.",
        '"cost:" stands twice here. Keep one of the two.',
    ),
    "a question about no page": (
        "about: one\n",
        "",
        "## new-1",
        'the question "new-1" must name one page to reread. '
        "Give it one of the two: about: page-id, or from: unit-id/page-id.",
    ),
    "a page of an earlier unit without its unit": (
        "from: u01/one",
        "from: one",
        "from: one",
        '"one" names no page of an earlier unit. '
        "Write it as from: u02/booth, with a page of an earlier unit.",
    ),
    "a choice of an unknown kind": (
        "about: one\n",
        "about: one\nchoose: two\n",
        "choose: two",
        '"choose: two" is not known. Write choose: several',
    ),
    "a question with two options": (
        "- [first] Do this\n  > It tempts, and it leads nowhere.\n",
        "",
        "## new-1",
        'the question "new-1" has 2 options. Give it 3 or 4.',
    ),
    "an answer without text": (
        "- [first] Do this",
        "- [first]",
        "- [first]",
        'the option "first" has no text. Write it after the brackets.',
    ),
    "feedback without its sign": (
        "  > It tempts, and it leads nowhere.\n",
        "  > It tempts.\nIt leads nowhere.\n",
        "It leads nowhere.",
        "this text stands between or after the options. "
        "Feedback starts with > and stands under its option.",
    ),
    "text before the first question": (
        ':::quiz recall "What do you remember?"\n',
        ':::quiz recall "What do you remember?"\nThink first.\n',
        "Think first.",
        'this text belongs to no question. Begin a question with ## some-id "The question?"',
    ),
    "a word that one setting lacks": (
        "place = the car park; ",
        "",
        "Loud words",
        "{place} is not defined by home. Add place = … to each of them.",
    ),
    "a word that no setting has": (
        "It is quiet again.",
        "It is quiet at {plaice}.",
        "It is quiet",
        "{plaice} is not defined by ward, home. Add plaice = … to each of them.",
    ),
    "a word in the introduction": (
        "intro: You are about to begin.",
        "intro: You are at {place}.",
        "intro:",
        "{place} cannot stand here. The introduction is read before a setting is chosen; "
        "write it without {words}.",
    ),
    "an option without feedback": (
        "- [first] Do this\n  > It tempts, and it leads nowhere.\n",
        "- [first] Do this\n",
        "[first] Do this",
        'the option "first" has no feedback. Say under it, after >, why it tempts and where it leads.',
    ),
    "a question without a good answer": (
        "[second*]",
        "[second]",
        "## new-1",
        'the question "new-1" has no good answer. Mark one with *: [id*].',
    ),
    "two good answers to one choice": (
        "[first] Do this",
        "[first*] Do this",
        "## new-1",
        'the question "new-1" has 2 good answers. Add a line choose: several, or keep one *.',
    ),
    "a page to reread that is not there": (
        "about: one",
        "about: oen",
        "about: oen",
        '"oen" is no page of this unit. Did you mean "one"?',
    ),
    "a page of another unit that is not there": (
        "from: u01/one",
        "from: u01/thre",
        "## spaced-1",
        'the question "spaced-1" is from "thre", which is no page of u01. Did you mean "three"?',
    ),
    "an earlier unit that is not there": (
        "from: u01/one",
        "from: u09/one",
        "## spaced-1",
        'the question "spaced-1" is from "u09", which is no unit. Did you mean "u02"?',
    ),
}


@pytest.mark.parametrize("fault", UNIT_FAULTS)
def test_a_fault_in_a_unit_is_told_with_its_line_and_its_mend(tmp_path: Path, fault: str) -> None:
    words, become, at, said = UNIT_FAULTS[fault]
    assert words in UNIT
    broken = UNIT.replace(words, become, 1)

    findings = told(tmp_path / "content", u02=broken)

    assert f"content/modules/u02.md:{line_of(broken, at)}: {said}" in findings
