"""What the loader gives to pages."""

from dataclasses import FrozenInstanceError
from datetime import date, time
from pathlib import Path

import pytest

from abp_lms.content_files import folder as folders
from abp_lms.learning.workbook import ContentError, Ending, Scenario, Step, load
from abp_lms.library.catalogue import load_catalogue
from abp_lms.programme.reading_outlines import load_programmes
from tests.learning.workbook.written import FRONT, PROGRAMME, UNIT, told, write_content


@pytest.fixture(autouse=True)
def _changes_are_seen_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(folders, "REST", 0)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_content(tmp_path / "content")


@pytest.fixture
def scenario(folder: Path) -> Scenario:
    scenario = load(folder).units["u02"].scenario
    assert scenario is not None
    return scenario


def step_html(scenario: Scenario, ident: str) -> str:
    step = scenario.step(ident)
    assert step is not None
    return step.html


def test_sound_content_has_no_findings_but_notes(tmp_path: Path) -> None:
    assert told(tmp_path / "content") == []


def test_a_unit_holds_its_facts_and_pieces(folder: Path) -> None:
    unit = load(folder).units["u02"]

    assert (unit.title, unit.version, unit.review) == ("A small unit", 1, date(2027, 11, 20))
    assert unit.minutes.total == 150
    assert [page.id for page in unit.pages] == ["one", "two", "three", "four"]
    assert [approach.id for approach in unit.practice.approaches] == ["watched", "asked"]


def test_a_reflection_has_three_boxes_with_their_hints(folder: Path) -> None:
    reflection = load(folder).units["u02"].reflection("silent")

    assert reflection is not None
    boxes = [reflection.what, reflection.so_what, reflection.now_what]
    assert [(box.label, box.hint) for box in boxes] == [
        ("What happened?", "Just the moment."),
        ("So what?", "Why did it stay with you?"),
        ("Now what?", None),
    ]


def test_a_page_links_a_citation_to_the_source_it_names(folder: Path) -> None:
    page = load(folder).units["u02"].page("one")

    assert page is not None
    assert '<a class="abl-source" href="#source-study">(Darley and Latané, 1968)</a>' in page.html
    assert [source.id for source in page.sources] == ["study"]


@pytest.mark.parametrize(
    ("text", "cite"),
    [
        ("Darley and Latané, A study, Journal", "Darley and Latané, 1968"),
        ("Philpot, Liebst and Levine, Would I be helped?, Journal", "Philpot and others, 1968"),
        ("Philpot and others, Would I be helped?, Journal", "Philpot and others, 1968"),
        ("Sanderson, Understanding and Developing Moral Courage, Video", "Sanderson, 1968"),
        ("Salazar Barzallo, Van Dalen and Li, A study", "Salazar Barzallo and others, 1968"),
        ("NHS England, Sexual safety charter", "NHS England, 1968"),
        ("A book and a title, Publisher\n    cite: The book", "The book, 1968"),
    ],
)
def test_a_source_is_cited_by_its_names_and_year(tmp_path: Path, text: str, cite: str) -> None:
    changed = UNIT.replace("Darley and Latané, A study of groups, Journal of Studies 8(4)", text)
    folder = write_content(tmp_path / "content", u02=changed)

    assert load(folder).units["u02"].sources[0].cite == cite


def test_what_an_author_types_can_never_be_markup(tmp_path: Path) -> None:
    planted = UNIT.replace("It is quiet again.", "<script>alert(1)</script> <b>It is quiet.</b>")
    planted = planted.replace("the nurses' station", "<img src=x onerror=alert(1)>")
    folder = write_content(tmp_path / "content", u02=planted)

    scenario = load(folder).units["u02"].scenario
    assert scenario is not None
    on_the_ward = scenario.in_setting("ward")

    assert "&lt;script&gt;" in step_html(on_the_ward, "third")
    assert "<img" not in step_html(on_the_ward, "check")
    assert "&lt;img" in step_html(on_the_ward, "check")


def test_a_scenario_is_told_in_the_words_of_its_setting(scenario: Scenario) -> None:
    at_home = scenario.in_setting("home")
    first = at_home.step(at_home.first)

    assert isinstance(first, Step)
    assert first.html == "<p>Loud words at the car park.</p>\n"
    assert first.options[1].html == "Walk over to the team lead"
    assert [option.leads_to for option in first.options] == ["listen", "together"]


def test_a_word_gets_its_capital_at_the_beginning_of_a_sentence(scenario: Scenario) -> None:
    assert step_html(scenario.in_setting("home"), "together") == "<p>The team lead stops.</p>\n"


def test_an_unknown_setting_is_told_in_the_words_of_the_first(scenario: Scenario) -> None:
    assert scenario.in_setting("moon") == scenario.in_setting("ward") == scenario.in_setting(None)


def test_an_ending_has_four_parts_of_feedback_and_may_tell_the_end(scenario: Scenario) -> None:
    ending = scenario.step("good-later")

    assert isinstance(ending, Ending)
    assert ending.html == "<p>The corridor is empty by then.</p>\n"
    assert ending.noticed == "<p>You noticed the silence.</p>\n"
    assert ending.cost == "<p>An hour of worry.</p>\n"
    assert ending.other_ways == "<p>You could have gone over.</p>\n"
    assert ending.tomorrow == "<p>Have you got a minute?</p>\n"


def test_decisions_are_counted_on_the_shortest_and_the_longest_way(scenario: Scenario) -> None:
    assert (scenario.shortest, scenario.longest) == (4, 5)


def test_a_question_names_the_page_to_reread(folder: Path) -> None:
    quiz = load(folder).units["u02"].quiz
    assert quiz is not None

    new, spaced = quiz.question("new-1"), quiz.question("spaced-1")

    assert new is not None
    assert spaced is not None
    assert (new.reread_unit, new.reread_page, new.spaced) == ("u02", "one", False)
    assert (spaced.reread_unit, spaced.reread_page, spaced.spaced) == ("u01", "one", True)
    assert [option.id for option in new.options if option.good] == ["second"]


def test_long_texts_may_run_on_in_indented_lines(tmp_path: Path) -> None:
    long = UNIT.replace("- [wait] Wait -> third", "- [wait] Wait,\n  and wait -> third")
    long = long.replace("- [first] Do this\n", "- [first] Do\n  this\n")
    long = long.replace("leads nowhere.\n", "leads\n    nowhere.\n")
    long = long.replace("cost: An hour of worry.", "cost: An hour\n  of worry.")
    unit = load(write_content(tmp_path / "content", u02=long)).units["u02"]
    assert unit.scenario is not None
    assert unit.quiz is not None

    step, ending = unit.scenario.step("together"), unit.scenario.step("good-later")
    first = unit.quiz.questions[0].options[0]

    assert isinstance(step, Step)
    assert isinstance(ending, Ending)
    assert step.options[1].html == "Wait, and wait"
    assert step.options[1].leads_to == "third"
    assert ending.cost == "<p>An hour\nof worry.</p>\n"
    assert first.html == "Do this"
    assert first.feedback == "<p>It tempts, and it leads\nnowhere.</p>\n"


def test_a_question_may_tell_a_situation_and_take_several_answers(tmp_path: Path) -> None:
    told_first = UNIT.replace("about: one\n", "about: one\nchoose: several\nA *bay* at night.\n", 1)
    told_first = told_first.replace("[third]", "[third*]", 1)
    quiz = load(write_content(tmp_path / "content", u02=told_first)).units["u02"].quiz
    assert quiz is not None

    question = quiz.questions[0]

    assert question.html == "<p>A <em>bay</em> at night.</p>\n"
    assert question.several
    assert [option.id for option in question.options if option.good] == ["second", "third"]


def test_a_programme_tells_written_units_from_planned_ones(folder: Path) -> None:
    programme = load(folder).programmes["llr"]

    assert [(entry.id, entry.title, entry.written) for entry in programme.units] == [
        ("u01", "A small unit", True),
        ("u02", "A small unit", True),
        ("u03-u04", "A merged unit", False),
    ]
    assert programme.units[2].covers == ("u03", "u04")
    assert programme.workshops[0].starts == time(8, 45)
    assert programme.about == "<p>Our own <em>words</em>.</p>\n"


def test_programmes_and_catalogue_can_be_read_without_the_units(tmp_path: Path) -> None:
    folder = write_content(tmp_path / "content", u02="this is no unit")

    assert load_programmes(folder)["llr"].units[1].id == "u02"
    assert load_catalogue(folder).masterclasses["masterclass-1"].authored_by is None
    assert load_catalogue(folder).support["samaritans"].phone == "116 123"


def test_everything_read_is_frozen(folder: Path) -> None:
    workbook = load(folder)

    with pytest.raises(FrozenInstanceError):
        workbook.units["u02"].title = "Another"  # type: ignore[misc]
    with pytest.raises(TypeError):
        workbook.units["u02"] = workbook.units["u01"]  # type: ignore[index]


def test_an_unchanged_folder_is_read_once_and_a_changed_one_again(folder: Path) -> None:
    first = load(folder)
    assert load(folder) is first

    write_content(folder, u02=UNIT.replace("A small unit", "A changed unit"))

    assert load(folder).units["u02"].title == "A changed unit"


def test_a_folder_is_not_looked_at_more_than_once_in_a_while(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = load(folder)
    monkeypatch.setattr(folders, "REST", 3600)

    write_content(folder, u02=UNIT.replace("A small unit", "A changed unit"))

    assert load(folder) is first
    monkeypatch.setattr(folders, "REST", 0)
    assert load(folder) is not first


def test_broken_content_is_refused_with_all_its_faults(tmp_path: Path) -> None:
    broken = UNIT.replace("-> third\n- [go]", "-> thrid\n- [go]").replace("about: one", "about: on")
    folder = write_content(
        tmp_path / "content", u02=broken, llr=PROGRAMME.replace("weeks: 26\n", "")
    )

    with pytest.raises(ContentError) as refused:
        load(folder)

    assert len(refused.value.findings) == 7
    assert {finding.level for finding in refused.value.findings} == {"error"}


def test_a_broken_edit_leaves_readers_what_was_last_sound(
    folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    sound = load(folder)

    write_content(folder, u02=UNIT.replace("-> together", "-> tgether"))

    assert load(folder) is sound
    assert 'leads to "tgether"' in caplog.text

    write_content(folder, u02=UNIT.replace("A small unit", "A mended unit"))

    assert load(folder).units["u02"].title == "A mended unit"


def test_a_wide_table_scrolls_by_keyboard_and_names_its_columns(tmp_path: Path) -> None:
    table = UNIT.replace("It is quiet again.", "| a | b |\n|---|--:|\n| 1 | 2 |", 1)
    scenario = load(write_content(tmp_path / "content", u02=table)).units["u02"].scenario

    assert scenario is not None
    html = step_html(scenario, "third")
    assert html.startswith('<div class="nhsuk-table-container" role="group"')
    assert '<th scope="col">a</th>' in html
    assert '<td class="nhsuk-table__cell--numeric">2</td>' in html
    assert "style=" not in html
    assert html.endswith("</table>\n</div>\n")


def test_a_rule_of_the_house_alone_does_not_take_the_workbook_away(tmp_path: Path) -> None:
    late = UNIT.replace(FRONT, FRONT.replace("2027-11-20", "2020-01-01"))
    folder = write_content(tmp_path / "content", u02=late)

    assert load(folder).units["u02"].review == date(2020, 1, 1)
