"""A unit for a device without a connection: whole, and with nobody in it."""

from __future__ import annotations

import re

from flask import Flask

from abp_lms.learning import for_oneself, my_ratings, queries
from abp_lms.learning.actions import drafts, reading
from abp_lms.learning.actions.scenarios import choose, start
from abp_lms.learning.workbook import Unit
from tests.counting import counted_queries
from tests.factories import make_role
from tests.learning import walking
from tests.learning.conftest import Learner, make_learner
from tests.learning.doing import do_all_but_reading
from tests.learning.test_drafts import draft, send
from tests.learning.waited import first_way

FOR_ONESELF = "/workbook/for-oneself/offline"


def bundle(learner: Learner, unit_id: str) -> str:
    return copy(learner, f"/workbook/units/{unit_id}/offline")


def copy(learner: Learner, path: str) -> str:
    answer = learner.client.get(path)
    assert answer.status_code == 200
    assert answer.headers["Abl-Offline"] == "copy"
    return answer.text


def screens(page: str) -> set[str]:
    return set(re.findall(r'<template data-path="([^"]*)"', page))


def test_it_is_the_same_for_everybody_whatever_they_have_done(app: Flask, unit: Unit) -> None:
    one, other = make_learner(app), make_learner(app)
    make_role(person_id=other.person.id)
    before = bundle(one, unit.id)

    do_all_but_reading(one.person.id, unit)
    send(one.client, f"/workbook/drafts/{unit.id}/{unit.reflections[0].id}", draft("The kettle."))

    assert bundle(one, unit.id) == before
    assert bundle(other, unit.id) == before


def test_nobodys_name_or_token_is_in_it(learner: Learner, unit: Unit) -> None:
    page = bundle(learner, unit.id)

    person = learner.person
    for theirs in (person.family_name, person.email, str(person.id), str(person.actor_name)):
        assert theirs not in page
    assert person.public_key["x"] not in page
    assert not re.search(r'name="csrf_token"[^>]*value="[^"]', page)
    assert not re.search(r'name="save_key"[^>]*value="[^"]', page)
    assert "Sign out" not in page
    assert "drafts.js" not in page


def test_every_unit_has_all_its_screens(app: Flask) -> None:
    learner = make_learner(app)
    place = queries.my_place(learner.person.id)
    units = queries.the_workbook().units

    for entry in place.programme.units:
        unit = units[entry.id]
        story, quiz = unit.scenario, unit.quiz
        expected = {"", "practise", "ask", "elsewhere"}
        expected |= {f"read/{page.id}" for page in unit.pages}
        expected |= {f"reflect/{prompt.id}" for prompt in unit.reflections}
        expected |= {f"recall/{one.id}" for one in quiz.questions} if quiz else set()
        for sort in unit.sorts:
            expected |= {
                f"sort/{sort.id}",
                *(f"sort/{sort.id}/{one.id}" for one in sort.situations),
            }
        for asked in my_ratings.asked_in(queries.my_unit(learner.person.id, unit.id)):
            expected |= {f"rate/{asked.scale.id}/{part.id}" for part in asked.scale.parts}
        expected |= {"letter"} if unit.letter else set()
        expected |= {"plan"} if unit.plan else set()
        expected |= {"sentences"} if for_oneself.offered_in(entry) else set()
        if story:
            expected |= {"scenario"}
            expected |= {f"scenario/{one.id}" for one in (*story.steps, *story.endings)}

        assert screens(bundle(learner, unit.id)) == expected


def test_what_is_of_no_unit_is_kept_beside_them_with_nobody_in_it(app: Flask) -> None:
    one, other = make_learner(app), make_learner(app)
    before = copy(one, FOR_ONESELF)
    walking.send(one.client, "/workbook/safety-card/write", help="Ring Ada.")
    walking.send(one.client, "/workbook/my-sentences", text="How do you mean that?")

    after = copy(one, FOR_ONESELF)

    assert after == before == copy(other, FOR_ONESELF)
    assert one.person.family_name not in after
    assert not re.search(r'name="(csrf_token|save_key)"[^>]*value="[^"]', after)
    expected = {"safety-card", "safety-card/write", "my-sentences", "my-sentences/offered/direct"}
    assert expected <= screens(after)


def test_a_unit_of_another_programme_cannot_be_kept(learner: Learner) -> None:
    for address in ("offline", "offline/state"):
        answer = learner.client.get(f"/workbook/units/u07-u08/{address}")
        # A programme that has its parts has no such unit.
        assert answer.status_code == 404


def test_what_has_not_changed_is_not_sent_again(learner: Learner, unit: Unit) -> None:
    address = f"/workbook/units/{unit.id}/offline"
    etag = learner.client.get(address).headers["ETag"]

    again = learner.client.get(address, headers={"If-None-Match": etag})

    assert again.status_code == 304
    assert again.text == ""


def test_it_takes_few_queries_whatever_the_unit(learner: Learner) -> None:
    counts = set()
    for unit_id in ("orientation", "u01", "u07"):
        with counted_queries() as asked:
            bundle(learner, unit_id)
        counts.add(len(asked))

    assert len(counts) == 1
    assert max(counts) < 20


def test_the_state_is_the_persons_own(app: Flask, unit: Unit) -> None:
    assert unit.scenario
    one, other = make_learner(app), make_learner(app)
    here = {"person_id": one.person.id, "unit_id": unit.id}
    reading.read_page(**here, page_id=unit.pages[0].id)
    start(**here, setting_id=unit.scenario.settings[1].id)
    [step, option] = first_way(unit.scenario)[0]
    choose(**here, step_id=step, option_id=option)
    address = f"/workbook/units/{unit.id}/offline/state"

    mine, theirs = one.client.get(address).json, other.client.get(address).json

    assert mine
    assert theirs
    assert mine["read"] == [unit.pages[0].id]
    assert mine["run"] == {
        "key": None,
        "setting": unit.scenario.settings[1].id,
        "path": [[step, option]],
    }
    assert mine["person"] == str(one.person.id)
    assert theirs["read"] == []
    assert theirs["run"] is None
    assert theirs["person"] == str(other.person.id)


def test_whoever_wants_nothing_kept_is_told_why_a_unit_is_not(learner: Learner, unit: Unit) -> None:
    drafts.choose_device(person_id=learner.person.id, keep=False)

    page = learner.client.get(f"/workbook/units/{unit.id}").text

    assert "You chose to keep nothing on the devices you use" in page
    assert "Keep this unit for offline use" not in page
