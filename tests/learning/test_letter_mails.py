"""The e-mail about a letter to oneself: due on its day, sent once, and it brings a link alone."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from datetime import datetime, timedelta

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import update

from abp_lms import clock, mail
from abp_lms.database import session, unit_of_work
from abp_lms.errors import Refused
from abp_lms.learning import letters
from abp_lms.learning.actions.letters import mail_due
from abp_lms.learning.models import DocumentSave, Reminder
from abp_lms.learning.rules.letters import DAYS, Verdict, due, refuse_if_mailed, verdict
from abp_lms.programme.models import Place
from abp_lms.programme.rules import PlaceState
from abp_lms.settings import Settings
from abp_lms.worker import Worker
from tests.counting import counted_queries
from tests.learning import walking
from tests.learning.conftest import Learner, make_learner
from tests.learning.letters import PAGE, WORDS, WRITTEN, at_work, mails, moments, reminder, write
from tests.learning.test_drafts import count
from tests.programme.factories import make_cohort, make_place

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
        [sys.executable, "-c", KILLED, *arguments], env=os.environ, check=False, timeout=300
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
