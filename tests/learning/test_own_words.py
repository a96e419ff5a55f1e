"""What a device may keep to be read without a connection: its owner's words, sealed by their browser."""

from __future__ import annotations

from flask import Flask

from tests.counting import counted_queries
from tests.learning import walking
from tests.learning.conftest import Learner, make_learner

MINE = "/workbook/for-oneself/mine"
COPY = "/workbook/for-oneself/offline"
WORDS = "Ada, <b>ext</b> 12"
ESCAPED = "Ada, &lt;b&gt;ext&lt;/b&gt; 12"


def write_everywhere(learner: Learner, words: str) -> None:
    client = learner.client
    walking.send(client, "/workbook/safety-card/write", person=words)
    walking.send(client, "/workbook/my-sentences", text=words)
    walking.send(client, "/workbook/units/u23/plan", act=words)
    rating = "/workbook/units/orientation/rate/how-sure/five"
    walking.send(client, rating, **{"item-notice": "3"})


def test_a_person_gets_what_they_wrote_for_themselves(learner: Learner) -> None:
    write_everywhere(learner, WORDS)

    answer = learner.client.get(MINE)

    assert answer.headers["Cache-Control"] == "no-store"
    assert "Abl-Offline" not in answer.headers
    assert answer.json is not None
    assert answer.json["person"] == str(learner.person.id)
    parts = answer.json["html"].split('<template data-words="')[1:]
    by_name = {part.split('"')[0]: part for part in parts}
    assert set(by_name) == {"safety-card", "my-sentences", "plan", "ratings"}
    for name in ("safety-card", "my-sentences", "plan"):
        assert ESCAPED in by_name[name]
        assert WORDS not in by_name[name]
    assert "<svg" in by_name["ratings"]


def test_nobody_else_gets_it_and_no_copy_holds_it(app: Flask, learner: Learner) -> None:
    write_everywhere(learner, WORDS)
    somebody = make_learner(app)

    theirs = somebody.client.get(MINE).json
    copies = [one.client.get(COPY).data for one in (learner, somebody)]

    assert theirs is not None
    assert "Ada" not in theirs["html"]
    assert theirs["html"].count("yet.</p>") == 4
    assert b"Ada" not in copies[0]
    assert copies[0] == copies[1]
    signed_out = app.test_client().get(MINE, headers={"Accept": "application/json"})
    assert signed_out.status_code == 401


def test_every_place_that_is_left_in_a_copy_has_its_words(learner: Learner) -> None:
    copy = learner.client.get(COPY).text

    for name in ("safety-card", "my-sentences", "plan", "ratings"):
        assert f'data-own="{name}"' in copy
    assert 'data-own="plan"' in learner.client.get("/workbook/units/u23/offline").text
    assert "data-own=" not in learner.client.get("/workbook/units/u23/plan").text


def test_it_costs_the_same_number_of_queries_however_much_there_is(
    app: Flask, learner: Learner
) -> None:
    write_everywhere(learner, "Some.")
    with counted_queries() as few:
        learner.client.get(MINE)
    for number in range(4):
        write_everywhere(learner, f"More {number}.")

    with counted_queries() as many:
        learner.client.get(MINE)

    assert len(many) == len(few)


def test_who_keeps_nothing_on_devices_is_offered_no_code(learner: Learner) -> None:
    page = "/workbook/this-device"
    assert "data-own-code" in learner.client.get(page).text

    walking.send(learner.client, page, keep="no")

    assert "data-own-code" not in learner.client.get(page).text
