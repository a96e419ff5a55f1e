"""All that a person has written, in one place, for nobody but them."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from sqlalchemy import update

from abp_lms.database import session
from abp_lms.learning import queries
from abp_lms.learning.models import ReflectionSave
from abp_lms.learning.workbook import Unit
from abp_lms.programme.models import Place
from abp_lms.programme.rules import PlaceState
from tests.counting import counted_queries
from tests.learning import walking
from tests.learning.conftest import Learner, make_learner
from tests.learning.test_drafts import address, draft, send

PAGE = "/workbook/my-words"
DOWNLOAD = f"{PAGE}/download"


def headings(page: str, level: int) -> list[str]:
    return re.findall(rf"<h{level}[^>]*>([^<]+)</h{level}>", page)


def test_it_is_grouped_by_unit_in_the_order_of_the_programme(learner: Learner) -> None:
    units = queries.the_workbook().units
    for unit_id in ("u05", "orientation", "u02"):
        walking.reflect(learner.client, units[unit_id])

    page = learner.client.get(PAGE).text

    titles = [units[unit_id].title for unit_id in ("orientation", "u02", "u05")]
    assert [one for one in headings(page, 2) if one in titles] == titles


def test_what_was_written_in_a_unit_that_is_gone_comes_last_and_stays(
    learner: Learner, unit: Unit
) -> None:
    walking.reflect(learner.client, unit, "Kept for good.")
    session.execute(update(ReflectionSave).values(unit_id="a-unit-of-old", reflection_id="gone"))
    walking.practise(learner.client, unit, note="Today.")

    page = learner.client.get(PAGE).text

    assert page.index("Today.") < page.index("a-unit-of-old") < page.index("Kept for good.")
    assert "An earlier prompt" in page


def test_earlier_versions_are_there_on_demand(learner: Learner, unit: Unit) -> None:
    walking.reflect(learner.client, unit, "First words.")
    walking.reflect(learner.client, unit, "Second words.")

    page = learner.client.get(PAGE).text

    first, second = page.index("Second words."), page.index("First words.")
    assert "<details" in page[first:second]
    assert page.count("What you wrote before (1)") == len(unit.reflections)


def test_drafts_and_versions_set_aside_are_there_too(learner: Learner, unit: Unit) -> None:
    send(learner.client, address(unit), draft("On the ward."))
    send(learner.client, address(unit), draft("On the phone."))

    page = learner.client.get(PAGE).text

    assert "On the ward." in page
    assert "On the phone." in page
    assert "not saved yet" in page
    assert "another version, which waits for you to choose" in page


@pytest.mark.parametrize(
    ("sought", "found"),
    [("kettle CLICKED", 1), ("tuesday", 1), ("kettle tuesday", 0), ("clicked. so", 0), ("", None)],
)
def test_it_finds_every_word_that_is_sought(
    learner: Learner, unit: Unit, sought: str, found: int | None
) -> None:
    prompt = unit.reflections[0]
    path = f"/workbook/units/{unit.id}/reflect/{prompt.id}"
    walking.send(learner.client, path, what="The <kettle> clicked.", how="written")
    walking.practise(learner.client, unit, note="Sharp, lift, Tuesday.")

    page = walking.send(learner.client, PAGE, words=sought)

    assert page.status_code == 200
    if found is None:
        assert "The &lt;kettle&gt; clicked." in page.text
        assert "Sharp, lift, Tuesday." in page.text
    else:
        assert f"{found} found for" in page.text
        assert page.text.count("<article") == found


def test_a_word_in_an_address_is_not_searched_for(learner: Learner, unit: Unit) -> None:
    walking.practise(learner.client, unit, note="Sharp, lift, Tuesday.")

    page = learner.client.get(f"{PAGE}?words=marmalade").text

    assert "marmalade" not in page
    assert "Sharp, lift, Tuesday." in page


def test_a_word_of_an_earlier_version_is_found_and_shown_open(learner: Learner, unit: Unit) -> None:
    walking.reflect(learner.client, unit, "Marmalade.")
    walking.reflect(learner.client, unit, "Toast.")

    page = walking.send(learner.client, PAGE, words="marmalade").text

    assert re.search(r"<details[^>]* open", page)


def test_the_download_is_one_file_that_needs_nothing_else(learner: Learner, unit: Unit) -> None:
    walking.reflect(learner.client, unit, "The <kettle> clicked.\nTwice.")
    walking.practise(learner.client, unit, note="Sharp, lift, Tuesday.")

    taken = learner.client.get(DOWNLOAD)

    assert taken.headers["Content-Disposition"] == (
        'attachment; filename="what-i-have-written.html"'
    )
    assert taken.headers["Cache-Control"] == "no-store"
    assert taken.content_type == "text/html; charset=utf-8"
    assert taken.text.lstrip().startswith("<!DOCTYPE html>")
    assert "The &lt;kettle&gt; clicked.\nTwice." in taken.text
    assert "Sharp, lift, Tuesday." in taken.text
    assert unit.title.replace("’", "&#8217;") in taken.text or unit.title in taken.text
    assert not re.search(r"<script|<link|<img|<a |src=|href=|url\(|@import", taken.text)


def test_nobody_gets_another_persons_words(app: Flask, learner: Learner, unit: Unit) -> None:
    walking.reflect(learner.client, unit, "For me alone.")
    send(learner.client, address(unit), draft("For me alone, too."))
    # given somebody of the same cohort
    somebody = make_learner(app, cohort=session.get(Place, learner.place.id).cohort)

    seen = [
        somebody.client.get(PAGE),
        walking.send(somebody.client, PAGE, words="alone"),
        somebody.client.get(DOWNLOAD),
        somebody.client.get(f"{PAGE}?person_id={learner.person.id}"),
        somebody.client.get(f"{PAGE}/{learner.person.id}"),
    ]

    assert all("For me" not in page.text for page in seen)
    assert seen[-1].status_code == 404


def test_it_stays_the_authors_when_they_have_no_place_any_more(
    learner: Learner, unit: Unit
) -> None:
    walking.reflect(learner.client, unit, "Still mine.")
    session.execute(update(Place).values(state=PlaceState.WITHDRAWN))

    assert "Still mine." in learner.client.get(PAGE).text
    assert "Still mine." in learner.client.get(DOWNLOAD).text


def test_the_number_of_queries_does_not_grow_with_what_was_written(
    learner: Learner, unit: Unit
) -> None:
    def queries_of(path: str) -> int:
        with counted_queries() as sent:
            assert learner.client.get(path).status_code == 200
        return len(sent)

    paths = (PAGE, DOWNLOAD)
    walking.reflect(learner.client, unit, "One.")
    before = [queries_of(path) for path in paths]
    for unit_id in ("orientation", "u01", "u02"):
        walking.reflect(learner.client, queries.the_workbook().units[unit_id], "Once more.")
    walking.practise(learner.client, unit, note="Two.")
    send(learner.client, address(unit), draft("Three."))
    send(learner.client, address(unit), draft("Four."))

    assert [queries_of(path) for path in paths] == before
