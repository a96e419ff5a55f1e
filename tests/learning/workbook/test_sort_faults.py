"""What the checker says of a `:::sort` block, and what a sound one becomes."""

from pathlib import Path

import pytest

from abp_lms.learning.workbook import load
from tests.learning.workbook.written import SCENARIO, UNIT, line_of, told, write_content

SORT = """
:::sort trays "Two trays"
Put each where you would begin.

group word "A word"
group now "Now"

## coffees "Six coffees"
Somebody is always sent for the coffee.
- [word*] One sentence may mend it,
  and *another* may not.
- [now] Nobody is in danger.

## doorway "The door"
Somebody is not let through.
- [word] He would know that she had told.
- [now*] Is she safe, and is she alone?
contested: Some would ring at once. Others would ask her first.
:::
"""
WITH_SORT = UNIT.replace(SCENARIO, SORT + SCENARIO)

# Each: the words that are changed, what they become, the words whose line is told, what is said.
SORT_FAULTS = {
    "no introduction": (
        "Put each where you would begin.\n",
        "",
        ":::sort",
        'the sort "trays" says not what to do. Say before the first group: what it is about.',
    ),
    "one group": (
        'group now "Now"\n',
        "",
        ":::sort",
        'the sort "trays" has 1 group. Give it 2 to 5, each as group some-id "Its name".',
    ),
    "a group without a name": (
        'group now "Now"',
        'group now ""',
        "group now",
        'the group "now" has no name. Put its name between the quotes.',
    ),
    "a group that stands twice": (
        'group now "Now"',
        'group now "Now"\ngroup now "At once"',
        "At once",
        'the group id "now" is used twice. It stands first on line LINE:group now "Now"; '
        "give this one another id.",
    ),
    "a group with an odd id": (
        'group now "Now"',
        'group Now! "Now"',
        "group Now!",
        '"Now!" is no id. Use lower-case letters, digits and hyphens; start with a letter.',
    ),
    "a group that is not there": (
        "- [now] Nobody is in danger.",
        "- [wird] Nobody is in danger.",
        "- [wird]",
        '"wird" is no group of this sort. Did you mean "word"?',
    ),
    "a group of which nothing is said": (
        "- [now] Nobody is in danger.\n",
        "",
        "## coffees",
        'the situation "coffees" says nothing of the group "now". Add - [now] with its feedback.',
    ),
    "a place without feedback": (
        "- [now] Nobody is in danger.",
        "- [now]",
        "- [now]",
        'the group "now" has no feedback here. '
        "Say after the brackets what speaks for it, or what it leaves out.",
    ),
    "a group of which something is said twice": (
        "- [now] Nobody is in danger.",
        "- [now] Nobody is in danger.\n- [now] Nobody is.",
        "- [now] Nobody is.",
        'the group id "now" is used twice. '
        "It stands first on line LINE:- [now] Nobody is in danger.; give this one another id.",
    ),
    "no place that fits": (
        "[word*]",
        "[word]",
        "## coffees",
        'no group fits the situation "coffees". Mark one or more with *: [id*].',
    ),
    "a situation that tells nothing": (
        "Somebody is not let through.\n",
        "",
        "## doorway",
        'the situation "doorway" tells nothing. Tell under its heading what happens.',
    ),
    "a situation that stands twice": (
        "## doorway",
        "## coffees",
        '## coffees "The door"',
        'the situation id "coffees" is used twice. '
        'It stands first on line LINE:## coffees "Six coffees"; give this one another id.',
    ),
    "one situation": (
        SORT[SORT.index("\n## doorway") : SORT.index("\n:::\n")],
        "",
        ":::sort",
        'the sort "trays" has 1 situation. Begin each with ## some-id "A few words".',
    ),
    "text among the places": (
        "- [now] Nobody is in danger.",
        "- [now] Nobody is in danger.\nOr so it seems.",
        "Or so it seems.",
        "this text belongs to no group. "
        "Write - [group-id] and what is to be said of it; indent what runs on.",
    ),
    "nothing contested": (
        "contested: Some would ring at once. Others would ask her first.",
        "contested:",
        "contested:",
        '"contested:" is empty. Say where people differ.',
    ),
    "a link to nowhere": (
        "Nobody is in danger.",
        "[There](unit:u01/six).",
        "unit:u01/six",
        'the link to "unit:u01/six" leads nowhere. Known here: one, two, three, four.',
    ),
    "more to sort than there is time for": (
        SORT[SORT.index("\n## doorway") : SORT.index("\n:::\n")],
        "".join(
            SORT[SORT.index("\n## doorway") : SORT.index("\n:::\n")].replace("doorway", f"d-{n}")
            for n in range(12)
        ),
        ":::sort",
        "848 words to read and 13 situations to sort take about 33 minutes, and read has 25. "
        "Give read more minutes, or sort less.",
    ),
}


def test_a_sound_sort_leaves_nothing_to_say(tmp_path: Path) -> None:
    assert told(tmp_path, u02=WITH_SORT) == []


@pytest.mark.parametrize("fault", SORT_FAULTS)
def test_a_fault_of_a_sort_is_told_with_its_line_and_how_to_mend_it(
    tmp_path: Path, fault: str
) -> None:
    words, becomes, at, said = SORT_FAULTS[fault]
    unit = WITH_SORT.replace(words, becomes, 1)
    assert unit != WITH_SORT
    said, _, first = said.partition("LINE:")
    if first:
        where, _, rest = first.partition("; give")
        said = f"{said}{line_of(unit, where)}; give{rest}"

    findings = told(tmp_path, u02=unit)

    assert f"{tmp_path.name}/modules/u02.md:{line_of(unit, at)}: {said}" in findings


def test_a_group_that_nothing_fits_is_worth_a_warning(tmp_path: Path) -> None:
    unit = WITH_SORT.replace("[now*]", "[now]").replace("[word] He", "[word*] He")

    assert told(tmp_path, u02=unit) == [
        f"{tmp_path.name}/modules/u02.md:{line_of(unit, 'group now')}: warning: "
        'nothing fits the group "now". Write a situation for it, or leave the group out.'
    ]


def test_a_sort_keeps_what_its_author_wrote(tmp_path: Path) -> None:
    [sort] = load(write_content(tmp_path, u02=WITH_SORT)).units["u02"].sorts

    coffees, doorway = sort.situations
    assert [group.title for group in sort.groups] == ["A word", "Now"]
    assert [fit.fits for fit in coffees.fits] == [True, False]
    assert "<em>another</em> may not" in coffees.fits[0].feedback
    assert coffees.contested is None
    assert doorway.contested == "<p>Some would ring at once. Others would ask her first.</p>\n"


def test_markup_of_an_author_comes_out_as_words(tmp_path: Path) -> None:
    unit = WITH_SORT.replace("Nobody is in danger.", "<script>alert(1)</script>")

    [sort] = load(write_content(tmp_path, u02=unit)).units["u02"].sorts

    assert "<script" not in sort.situations[0].fits[1].feedback
