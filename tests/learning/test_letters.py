"""A letter to oneself: sealed, changed until its e-mail goes, and led back to once."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import threading
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select, update

from abp_lms import clock, mail
from abp_lms.database import session, unit_of_work
from abp_lms.errors import Refused
from abp_lms.learning import letters, queries
from abp_lms.learning.actions.letters import mail_due
from abp_lms.learning.models import DocumentSave, How, Reminder
from abp_lms.learning.rules.letters import DAYS, Verdict, due, refuse_if_mailed, verdict
from abp_lms.learning.workbook import Unit
from abp_lms.mail import QueuedMail
from abp_lms.programme.models import Place
from abp_lms.programme.rules import PlaceState
from abp_lms.settings import Settings
from abp_lms.worker import Worker
from tests.counting import counted_queries
from tests.learning import doing, walking
from tests.learning.conftest import Learner, make_learner
from tests.learning.test_drafts import count, draft, send
from tests.learning.test_waiting_words import sealed
from tests.programme.factories import make_cohort, make_place

WRITTEN = datetime(2026, 11, 3, 14, 2, tzinfo=UTC)
PAGE = "/workbook/units/closing/letter"
WORDS = "The kettle clicked and nobody spoke."
moments = st.datetimes(
    datetime(2020, 1, 1),  # noqa: DTZ001
    datetime(2060, 1, 1),  # noqa: DTZ001
    timezones=st.just(UTC),
)


@pytest.fixture
def closing(app: Flask) -> Unit:
    return queries.the_workbook().units["closing"]


def write(learner: Learner, text: str = WORDS, *, when: str = "90", how: str = "written"):  # type: ignore[no-untyped-def]
    return walking.send(learner.client, PAGE, letter=text, when=when, how=how)


def reminder() -> Reminder:
    return session.scalars(select(Reminder)).one()


def mails() -> list[QueuedMail]:
    found = session.scalars(select(QueuedMail)).all()
    return [one for one in found if "letter" in one.subject]


def at_work(app: Flask, moment: datetime) -> None:
    """One round of a worker at that moment."""
    session.commit()
    session.remove()
    with clock.at(moment):
        Worker(app).run_once()


# When the e-mail is due


@given(written=moments, days=st.sampled_from(DAYS), early=st.timedeltas(timedelta(), timedelta(1)))
def test_an_email_is_due_after_so_many_days_and_not_a_moment_sooner(
    written: datetime, days: int, early: timedelta
) -> None:
    due_at = due(str(days), at=written, kept=None)

    def at(now: datetime) -> Verdict:
        return verdict(due_at=due_at, mailed_at=None, is_here=True, now=now)

    assert at(written + timedelta(days=days)) is Verdict.MAIL
    assert at(written + timedelta(days=days) + early) is Verdict.MAIL
    assert at(written + timedelta(days=days, microseconds=-1) - early) is Verdict.WAIT


@given(now=moments, due_at=moments, mailed_at=moments, is_here=st.booleans())
def test_an_email_that_went_is_never_due_again(
    now: datetime, due_at: datetime, mailed_at: datetime, is_here: bool
) -> None:
    found = verdict(due_at=due_at, mailed_at=mailed_at, is_here=is_here, now=now)

    assert found is Verdict.WAIT


def test_whoever_has_left_gets_none_and_whoever_wants_none_neither() -> None:
    assert verdict(due_at=WRITTEN, mailed_at=None, is_here=False, now=WRITTEN) is Verdict.LET_GO
    assert verdict(due_at=None, mailed_at=None, is_here=True, now=WRITTEN) is Verdict.WAIT


def test_the_day_is_kept_moved_or_given_up() -> None:
    kept = WRITTEN + timedelta(days=5)

    assert due("keep", at=WRITTEN, kept=kept) == kept
    assert due("none", at=WRITTEN, kept=kept) is None
    assert due("30", at=WRITTEN, kept=kept) == WRITTEN + timedelta(days=30)
    for wrong in ("keep", "31", "-90", "", None, "٩٠"):
        with pytest.raises(Refused) as refusal:
            due(wrong, at=WRITTEN, kept=None)
        assert refusal.value.field == "when"


def test_a_letter_that_came_back_is_not_changed() -> None:
    refuse_if_mailed(None)
    with pytest.raises(Refused):
        refuse_if_mailed(WRITTEN)


# Writing


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


# The e-mail


def test_after_ninety_days_one_email_brings_a_link_and_nothing_else(
    app: Flask, learner: Learner
) -> None:
    with clock.at(WRITTEN):
        write(learner)

    at_work(app, WRITTEN + timedelta(days=90, seconds=-1))
    assert mails() == []
    at_work(app, WRITTEN + timedelta(days=90))

    [sent] = mails()
    assert sent.to_person_id == learner.person.id
    assert sent.to_address == learner.person.email
    assert f"/workbook/letters/{reminder().id}" in sent.body
    assert "kettle" not in sent.subject + sent.body
    assert sent.subject == "A letter is waiting for you"
    for at_the_content in ("Closing", "programme", "bystander", learner.person.family_name):
        assert at_the_content.casefold() not in (sent.subject + sent.body).casefold()


def test_the_link_leads_through_the_sign_in_to_the_letter(app: Flask, learner: Learner) -> None:
    write(learner)
    stranger = app.test_client()
    link = f"/workbook/letters/{reminder().id}"

    asked = stranger.get(link)

    assert asked.status_code in {302, 303}
    assert "/sign-in" in asked.location
    assert WORDS in learner.client.get(link).text


def test_it_comes_once_however_often_the_clock_is_moved(app: Flask, learner: Learner) -> None:
    with clock.at(WRITTEN):
        write(learner)
    due_at = WRITTEN + timedelta(days=90)

    for moved in (90, 0, 89, 90, 91, 400, -10, 90):
        at_work(app, WRITTEN + timedelta(days=moved))

    assert len(mails()) == 1
    assert reminder().mailed_at == due_at


def test_two_workers_at_once_make_one_email_of_each(app: Flask, learner: Learner) -> None:
    # given eleven letters that are due
    others = [make_learner(app) for _ in range(10)]
    with clock.at(WRITTEN):
        for one in (learner, *others):
            write(one)
    session.commit()
    session.remove()
    together = threading.Barrier(4)

    def work() -> None:
        with clock.at(WRITTEN + timedelta(days=90)):
            together.wait()
            for _ in range(5):
                Worker(app).run_once()

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    addresses = sorted(one.to_address for one in mails())
    assert addresses == sorted(one.person.email for one in (learner, *others))


KILLED = """
import os, signal, sys
from datetime import datetime
from pathlib import Path
from abp_lms import clock, settings
from abp_lms.app import create_app
from abp_lms.database import unit_of_work
from abp_lms.learning.actions.letters import mail_due
made = settings.read({}, data=Path(sys.argv[1]), database_url=sys.argv[2], mode="development", worker=False)
with create_app(made).app_context(), clock.at(datetime.fromisoformat(sys.argv[3])):
    with unit_of_work() as work:
        assert mail_due() == 1
        work.flush()
        os.kill(os.getpid(), signal.SIGKILL)
"""


def test_a_worker_that_is_killed_half_way_neither_loses_nor_doubles_it(
    app: Flask, settings: Settings, learner: Learner
) -> None:
    with clock.at(WRITTEN):
        write(learner)
    session.commit()
    session.remove()
    due_at = WRITTEN + timedelta(days=90)

    arguments = [str(settings.data), settings.database_url, due_at.isoformat()]
    killed = subprocess.run(
        [sys.executable, "-c", KILLED, *arguments], env=os.environ, check=False, timeout=60
    )

    assert killed.returncode == -signal.SIGKILL
    assert mails() == []
    at_work(app, due_at)
    at_work(app, due_at)
    assert len(mails()) == 1


def test_a_fault_in_queueing_leaves_it_due(
    app: Flask, learner: Learner, monkeypatch: pytest.MonkeyPatch
) -> None:
    with clock.at(WRITTEN):
        write(learner)
    due_at = WRITTEN + timedelta(days=90)

    def fail(*_given: object, **_named: object) -> None:
        raise ValueError("no mail")

    with monkeypatch.context() as broken:
        broken.setattr(mail, "queue", fail)
        session.commit()
        session.remove()
        with clock.at(due_at), pytest.raises(ValueError, match="no mail"), unit_of_work():
            mail_due()

    assert reminder().mailed_at is None
    at_work(app, due_at)
    assert len(mails()) == 1


@pytest.mark.parametrize("state", [PlaceState.WITHDRAWN, PlaceState.COMPLETED])
def test_whoever_gave_up_their_place_gets_none_and_whoever_completed_does(
    app: Flask, learner: Learner, state: PlaceState
) -> None:
    with clock.at(WRITTEN):
        write(learner)
    session.execute(update(Place).values(state=state))

    at_work(app, WRITTEN + timedelta(days=90))

    assert len(mails()) == (state is PlaceState.COMPLETED)
    # and none comes later, when they are back
    session.execute(update(Place).values(state=PlaceState.CONFIRMED))
    at_work(app, WRITTEN + timedelta(days=91))
    assert len(mails()) == (state is PlaceState.COMPLETED)
    # and the letter stays theirs
    assert WORDS in learner.client.get(f"/workbook/letters/{reminder().id}").text


def test_no_email_is_a_choice(app: Flask, learner: Learner) -> None:
    with clock.at(WRITTEN):
        write(learner)
        write(learner, when="none")

    at_work(app, WRITTEN + timedelta(days=900))

    assert mails() == []
    assert "No e-mail will come." in learner.client.get(f"/workbook/letters/{reminder().id}").text


def test_after_the_email_the_letter_stays_as_it_is(app: Flask, learner: Learner) -> None:
    with clock.at(WRITTEN):
        write(learner)
    shown = walking.fields_of(learner.client.get(PAGE).text)
    at_work(app, WRITTEN + timedelta(days=90))

    page = learner.client.get(PAGE)
    late = learner.client.post(
        PAGE, data=shown | {"letter": "Too late.", "when": "90", "how": "written"}
    )

    assert page.location.endswith(f"/workbook/letters/{reminder().id}")
    assert late.status_code == 422
    assert "The e-mail about this letter has gone out." in late.text
    read = learner.client.get(page.location).text
    assert WORDS in read
    assert "Change the letter" not in read
    assert count(DocumentSave) == 1


def test_looking_for_due_letters_writes_nothing_and_asks_once(learner: Learner) -> None:
    write(learner)
    session.commit()

    with counted_queries() as sent:
        assert not letters.any_due()

    assert len([sql for sql in sent if "reminder" in sql]) == 1


def test_many_letters_take_as_many_queries_as_one(app: Flask) -> None:
    cohort = make_cohort(maximum=500)

    def due_now(how_many: int) -> int:
        for _ in range(how_many):
            place = make_place(cohort=cohort)
            session.add(
                Reminder(
                    person_id=place.person_id,
                    unit_id="closing",
                    document_id="to-myself",
                    due_at=WRITTEN,
                )
            )
        session.commit()
        with counted_queries() as sent, clock.at(WRITTEN):
            assert mail_due() == how_many
        session.commit()
        return len(sent)

    assert due_now(1) == due_now(20)


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
