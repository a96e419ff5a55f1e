"""My sentences: taken from units or one's own, worded anew, removed, and nobody else's business."""

from __future__ import annotations

import re
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from abp_lms.database import session
from abp_lms.learning import queries
from abp_lms.learning.models import SentenceSave
from abp_lms.learning.workbook import Unit
from abp_lms.programme.models import Place
from abp_lms.recording.models import OutboxEntry
from tests.counting import counted_queries
from tests.factories import make_person
from tests.learning import walking
from tests.learning.conftest import Learner, make_learner
from tests.programme.factories import make_cohort
from tests.sign_in import sign_in

PAGE = "/workbook/my-sentences"


@pytest.fixture
def unit(app: Flask) -> Unit:
    """Unit 10, which offers sentences."""
    return queries.the_workbook().units["u10"]


def add(learner: Learner, text: str, **fields: object) -> None:
    form = walking.fields_of(learner.client.get(PAGE).text) | {"text": text} | fields
    assert learner.client.post(PAGE, data=form).status_code == 303


def kept(learner: Learner) -> list[str]:
    page = learner.client.get(PAGE).text
    return re.findall(r'id="sentence-\d+">([^<]*)<', page)


def change(learner: Learner, address: str, **fields: str) -> TestResponse:
    """Send the form that words a sentence anew; the one to remove it stands below."""
    page = learner.client.get(address).text
    form = page[page.index('<form method="post" novalidate') :]
    hidden = walking.fields_of(form[: form.index("</form>")])
    return learner.client.post(address, data=hidden | fields)


def address_of_last(learner: Learner) -> str:
    page = learner.client.get(PAGE).text
    return re.findall(rf'href="({PAGE}/[0-9a-f-]+)"', page)[-1]


# Rules


def test_an_empty_bank_says_what_will_be_here(learner: Learner) -> None:
    page = learner.client.get(PAGE).text

    assert "Choose some that sound like you" in page
    assert "Only you can read what you write here." in page
    assert f"{PAGE}/offered/direct" in page


def test_a_sentence_of_ones_own_is_kept_once_however_often_it_is_sent(learner: Learner) -> None:
    key = str(uuid4())

    add(learner, "  Shall we\n go on? ", save_key=key)
    add(learner, "Shall we go on?", save_key=key)

    assert kept(learner) == ["Shall we go on?"]


def test_a_sentence_that_is_kept_already_is_not_kept_twice(learner: Learner) -> None:
    add(learner, "Shall we go on?")
    add(learner, "shall we go on")

    assert kept(learner) == ["Shall we go on?"]


def test_sentences_of_a_unit_are_kept_by_choice_and_offered_no_more(
    learner: Learner, unit: Unit
) -> None:
    first, second, *_ = unit.sentences
    path = f"/workbook/units/{unit.id}/sentences"
    assert path in learner.client.get(f"/workbook/units/{unit.id}").text

    sent = walking.send(learner.client, path, offered=[first.key, second.key])

    assert sent.location == PAGE
    assert kept(learner) == [first.text.replace("'", "&#39;"), second.text.replace("'", "&#39;")]
    again = learner.client.get(path).text
    assert f'value="{first.key}"' not in again
    assert "You keep 2 of them already." in again


def test_sentences_are_offered_by_approach_with_their_settings(learner: Learner) -> None:
    page = learner.client.get(f"{PAGE}/offered/distract").text

    assert "Is this the queue for blood tests?" in page
    assert "GP or ambulance, Acute ward" in page
    assert "Could you come and stand by Robin" not in page


def test_nothing_chosen_is_told_at_the_boxes(learner: Learner, unit: Unit) -> None:
    refused = walking.send(learner.client, f"/workbook/units/{unit.id}/sentences")

    assert refused.status_code == 422
    assert "Choose the sentences that you would like to keep" in refused.text


def test_what_no_unit_offers_cannot_be_kept(learner: Learner, unit: Unit) -> None:
    path = f"/workbook/units/{unit.id}/sentences"

    assert walking.send(learner.client, path, offered=["u10/<script>"]).status_code == 422
    assert session.scalar(select(func.count()).select_from(SentenceSave)) == 0


def test_a_merged_unit_offers_what_its_parts_offer(app: Flask) -> None:
    learner = make_learner(app, cohort=make_cohort(programme_id="hw"))
    units = queries.the_workbook().units
    ids = {one.key for part in ("u14", "u15") for one in units[part].sentences}

    page = learner.client.get("/workbook/units/u14-u15/sentences").text

    assert set(re.findall(r'value="(u1[45]/[a-z-]+)"', page)) == ids


def test_a_unit_of_another_programme_offers_nothing(app: Flask) -> None:
    learner = make_learner(app, cohort=make_cohort(programme_id="university"))

    assert learner.client.get("/workbook/units/u16/sentences").status_code == 404
    assert "Nobody rang you." not in learner.client.get(f"{PAGE}/offered/direct").text


def test_a_unit_without_sentences_has_no_such_page(learner: Learner) -> None:
    assert learner.client.get("/workbook/units/u01/sentences").status_code == 404
    assert learner.client.get(f"{PAGE}/offered/nothing").status_code == 404


def test_a_sentence_can_be_worded_anew_and_how_it_was_stays(learner: Learner) -> None:
    add(learner, "Stop that.")
    address = address_of_last(learner)

    assert change(learner, address, text="I'd like you to stop.").status_code == 303

    assert kept(learner) == ["I&#39;d like you to stop."]
    page = learner.client.get(address).text
    assert page.index("How you worded it before") < page.index("Stop that.")


def test_words_that_are_refused_are_shown_again(learner: Learner) -> None:
    add(learner, "Stop that.")
    address = address_of_last(learner)
    long = "Really? " * 50

    for refused in (
        walking.send(learner.client, PAGE, text=long),
        change(learner, address, text=long),
    ):
        assert refused.status_code == 422
        assert "Shorten this to 300" in refused.text
        assert long.strip() in refused.text
    assert kept(learner) == ["Stop that."]
    empty = walking.send(learner.client, PAGE, text="   ")
    assert "Write the sentence that you could say" in empty.text


def test_a_sentence_can_be_removed_for_good(learner: Learner) -> None:
    add(learner, "Stop that.")
    address = address_of_last(learner)
    change(learner, address, text="Stop.")

    sent = learner.client.post(
        f"{address}/remove", data=walking.fields_of(learner.client.get(address).text)
    )

    assert sent.status_code == 303
    assert kept(learner) == []
    assert session.scalar(select(func.count()).select_from(SentenceSave)) == 0


def test_nobody_reads_changes_or_removes_somebody_elses(app: Flask, learner: Learner) -> None:
    add(learner, "For me alone.")
    address = address_of_last(learner)
    somebody = make_learner(app, cohort=session.get(Place, learner.place.id).cohort)
    token = walking.fields_of(somebody.client.get(PAGE).text)

    assert somebody.client.get(address).status_code == 404
    assert somebody.client.post(address, data=token | {"text": "Mine."}).status_code == 404
    somebody.client.post(f"{address}/remove", data=token)

    assert kept(somebody) == []
    assert kept(learner) == ["For me alone."]


def test_markup_comes_out_as_words(learner: Learner) -> None:
    add(learner, "<script>alert(1)</script>")

    for path in (PAGE, address_of_last(learner), "/workbook/my-words"):
        page = learner.client.get(path).text
        assert "<script>alert" not in page
        assert "&lt;script&gt;alert" in page


def test_they_are_found_by_the_search_and_go_into_the_download(learner: Learner) -> None:
    add(learner, "Marmalade or jam?")

    found = walking.send(learner.client, "/workbook/my-words", words="marmalade").text

    assert "1 found for" in found
    assert "Marmalade or jam?" in found
    assert "Marmalade or jam?" in learner.client.get("/workbook/my-words/download").text


def test_nobody_is_told_of_them(learner: Learner, unit: Unit) -> None:
    walking.send(
        learner.client,
        f"/workbook/units/{unit.id}/sentences",
        offered=[one.key for one in unit.sentences],
    )
    add(learner, "Mine.")

    assert session.scalar(select(func.count()).select_from(OutboxEntry)) == 0
    assert session.get(Place, learner.place.id).last_active_on is None
    for row in session.scalars(select(SentenceSave)):
        assert "u10" not in repr(vars(row))


def test_they_stay_ones_own_without_a_place(app: Flask) -> None:
    client = app.test_client()
    sign_in(client, make_person())

    assert walking.send(client, PAGE, text="Mine.").status_code == 303
    assert "Mine." in client.get(PAGE).text


def test_a_bank_that_is_full_says_so(
    learner: Learner, unit: Unit, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("abp_lms.learning.rules.sentences.MOST_SENTENCES", 1)
    add(learner, "One.")

    own = walking.send(learner.client, PAGE, text="Two.")
    offered = walking.send(
        learner.client,
        f"/workbook/units/{unit.id}/sentences",
        offered=[unit.sentences[0].key],
    )

    for refused in (own, offered):
        assert refused.status_code == 422
        assert "Remove some that you do not use" in refused.text
    assert "Two." in own.text
    assert kept(learner) == ["One."]


def test_the_number_of_queries_does_not_grow_with_the_sentences(
    learner: Learner, unit: Unit
) -> None:
    paths = (PAGE, f"{PAGE}/offered/direct", f"/workbook/units/{unit.id}/sentences")

    def queries_of(path: str) -> int:
        with counted_queries() as sent:
            assert learner.client.get(path).status_code == 200
        return len(sent)

    add(learner, "One.")
    before = [queries_of(path) for path in paths]
    for text in ("Two.", "Three.", "Four."):
        add(learner, text)

    assert [queries_of(path) for path in paths] == before
