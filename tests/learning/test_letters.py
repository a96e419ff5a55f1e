"""A letter to oneself: sealed, its author's alone, and changed until its e-mail goes."""

from __future__ import annotations

import re
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from flask import Flask
from sqlalchemy import select

from abp_lms import clock
from abp_lms.database import session
from abp_lms.learning import queries
from abp_lms.learning.models import DocumentSave, How, Reminder
from abp_lms.learning.workbook import Unit
from abp_lms.programme.models import Place
from tests.counting import counted_queries
from tests.learning import doing, walking
from tests.learning.conftest import Learner, make_learner
from tests.learning.letters import PAGE, WORDS, WRITTEN, at_work, reminder, write
from tests.learning.test_drafts import count, draft, send
from tests.learning.waited import sealed


@pytest.fixture
def closing(app: Flask) -> Unit:
    return queries.the_workbook().units["closing"]


def test_ninety_days_are_chosen_at_first(learner: Learner) -> None:
    with clock.at(WRITTEN):
        page = learner.client.get(PAGE).text

    assert "In 90 days, on Monday 1 February 2027" in page
    [chosen] = re.findall(r"<input[^>]* checked[^>]*>", page)
    assert 'value="90"' in chosen
    assert "No e-mail" in page


def test_it_is_sealed_and_recorded_without_its_words(learner: Learner) -> None:
    with clock.at(WRITTEN):
        answer = write(learner)

    assert answer.status_code == 303
    save = session.scalars(select(DocumentSave)).one()
    assert save.sealed is not None
    assert "kettle" not in save.sealed
    [said] = doing.statements()
    assert said["verb"]["id"] == "http://activitystrea.ms/schema/1.0/author"
    assert said["object"]["id"].endswith("/units/closing/documents/to-myself")
    assert said["attachments"][0]["contentType"] == "application/jose"
    assert reminder().due_at == WRITTEN + timedelta(days=90)


def test_writing_it_here_or_on_paper_counts_as_practice(app: Flask, closing: Unit) -> None:
    for how in ("written", "on-paper"):
        learner = make_learner(app)
        doing.read_all(learner.person.id, closing)
        walking.reflect(learner.client, closing)
        walking.recall(learner.client, closing)
        assert not doing.is_complete(learner.person.id, closing)

        answer = write(learner, WORDS if how == "written" else "", how=how)

        assert answer.location.endswith("/workbook/units/closing/complete")
        assert doing.is_complete(learner.person.id, closing)


def test_a_letter_on_paper_gets_its_email_too_and_what_was_typed_stays(learner: Learner) -> None:
    with clock.at(WRITTEN):
        write(learner, "Half a line", how="on-paper", when="30")

    assert session.scalars(select(DocumentSave)).one().how is How.ON_PAPER
    assert reminder().due_at == WRITTEN + timedelta(days=30)
    assert "Half a line" in learner.client.get(PAGE).text
    read = learner.client.get(f"/workbook/letters/{reminder().id}").text
    assert "You wrote this one on paper." in read


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"letter": "  "}, "Write something in the box, or choose I wrote it on paper"),
        ({"when": ""}, "Choose when the e-mail is to come, or choose No e-mail"),
        ({"when": "31"}, "Not a valid choice"),
        ({"letter": "x" * 20_001}, "Shorten this to 20,000 characters"),
    ],
)
def test_what_cannot_be_kept_is_refused_whole(
    learner: Learner, fields: dict[str, str], said: str
) -> None:
    answer = walking.send(
        learner.client, PAGE, **{"letter": WORDS, "when": "90", "how": "written"} | fields
    )

    assert answer.status_code == 422
    assert said in answer.text
    assert count(DocumentSave) == count(Reminder) == 0
    assert doing.statements() == []


def test_earlier_versions_stay_for_their_author(learner: Learner) -> None:
    write(learner, "First words.")
    write(learner, "Second words.", when="keep")

    page = learner.client.get(f"/workbook/letters/{reminder().id}").text

    assert page.index("Second words.") < page.index("How it was before (1)")
    assert page.index("How it was before (1)") < page.index("First words.")


def test_another_day_alone_makes_no_new_version(learner: Learner) -> None:
    with clock.at(WRITTEN):
        write(learner)
    with clock.at(WRITTEN + timedelta(days=10)):
        write(learner, when="keep")
        assert reminder().due_at == WRITTEN + timedelta(days=90)
        write(learner, when="30")

    assert reminder().due_at == WRITTEN + timedelta(days=40)
    assert count(DocumentSave) == 1
    assert len(doing.statements()) == 1


def test_a_save_that_is_sent_twice_is_one(learner: Learner) -> None:
    shown = walking.fields_of(learner.client.get(PAGE).text)
    fields = shown | {"letter": WORDS, "when": "90", "how": "written"}

    answers = [learner.client.post(PAGE, data=fields) for _ in range(2)]

    assert [one.status_code for one in answers] == [303, 303]
    assert count(DocumentSave) == 1


def test_one_key_of_two_people_is_a_save_of_each(app: Flask, learner: Learner) -> None:
    key = str(uuid4())

    for author in (learner, make_learner(app)):
        answer = walking.send(
            author.client, PAGE, letter=WORDS, when="90", how="written", save_key=key
        )
        assert answer.status_code == 303

    assert count(DocumentSave) == 2


def test_it_is_among_what_was_written_and_in_the_download(learner: Learner) -> None:
    write(learner)

    for path in ("/workbook/my-words", "/workbook/my-words/download"):
        page = learner.client.get(path).text
        assert WORDS in page
        assert "Your letter to yourself" in page
    assert "1 found" in walking.send(learner.client, "/workbook/my-words", words="kettle").text


def test_a_draft_of_it_waits_and_a_save_from_offline_arrives(learner: Learner) -> None:
    address = "/workbook/drafts/closing/to-myself"
    answer = send(learner.client, address, draft("", boxes={"letter": "Dear"}))
    assert answer.status_code == 200
    assert "Dear" in learner.client.get(PAGE).text

    fields = {"letter": WORDS, "when": "30", "save_key": str(uuid4())}
    item = {"kind": "save", "unit": "closing", "prompt": "to-myself", "fields": fields}
    item |= draft("", boxes={"letter": WORDS})
    items = {"a": sealed(learner, item)}
    first = send(learner.client, "/workbook/drafts/sync", {"items": items})
    again = send(learner.client, "/workbook/drafts/sync", {"items": items})

    assert [one.json["taken"] for one in (first, again) if one.json] == [
        {"a": "save"},
        {"a": "known"},
    ]
    assert count(DocumentSave) == 1


def test_two_devices_lose_no_word_of_it(learner: Learner) -> None:
    address = "/workbook/drafts/closing/to-myself"
    for text in ("On the ward.", "On the phone."):
        send(learner.client, address, draft("", boxes={"letter": text}))

    page = learner.client.get(PAGE)

    assert "On the ward." in page.text
    assert "On the phone." in page.text
    aside = page.text.index("Another version, from")
    start = page.text.index('action="', aside) + len('action="')
    action = page.text[start : page.text.index('"', start)]
    chosen = learner.client.post(
        action,
        data={
            "csrf_token": walking.fields_of(page.text)["csrf_token"],
            "prompt": "to-myself",
            "do": "delete",
        },
    )
    assert chosen.location.endswith(PAGE)


# Somebody else's


def test_nobody_elses_link_opens_a_letter(app: Flask, learner: Learner) -> None:
    write(learner)
    link = f"/workbook/letters/{reminder().id}"
    colleague = make_learner(app, cohort=session.get(Place, learner.place.id).cohort)

    for path in (link, f"/workbook/letters/{uuid4()}", "/workbook/letters/1"):
        answer = colleague.client.get(path)
        assert answer.status_code == 404
        assert "kettle" not in answer.text
    assert "kettle" not in colleague.client.get(PAGE).text


def test_a_colleagues_letter_says_nothing_about_ones_own(app: Flask, learner: Learner) -> None:
    # given a colleague whose e-mail has gone out
    with clock.at(WRITTEN):
        write(make_learner(app))
    at_work(app, WRITTEN + timedelta(days=90))

    page = learner.client.get(PAGE)

    assert page.status_code == 200
    assert "In 90 days" in page.text


def test_a_unit_without_a_letter_has_no_page_for_one(learner: Learner) -> None:
    assert learner.client.get("/workbook/units/u01/letter").status_code == 404
    assert learner.client.get("/workbook/units/u01/plan").status_code == 404


def test_planted_markup_stays_words(learner: Learner) -> None:
    write(learner, "<script>alert(1)</script>")

    for path in (PAGE, f"/workbook/letters/{reminder().id}", "/workbook/my-words"):
        page = learner.client.get(path).text
        assert "<script>alert" not in page
        assert "&lt;script&gt;alert(1)" in page


def test_the_number_of_queries_does_not_grow_with_versions(learner: Learner) -> None:
    write(learner, "One.")
    link = f"/workbook/letters/{reminder().id}"

    def asked(path: str) -> int:
        with counted_queries() as sent:
            assert learner.client.get(path).status_code == 200
        return len(sent)

    before = [asked(path) for path in (PAGE, link)]
    for number in range(5):
        write(learner, f"Version {number}.", when="keep")

    assert [asked(path) for path in (PAGE, link)] == before
    assert UUID(link.rsplit("/", 1)[1])
