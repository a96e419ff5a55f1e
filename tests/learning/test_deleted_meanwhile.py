"""What its author deletes between two sendings of the same thing stays deleted."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import select

from abp_lms.clock import now
from abp_lms.database import session
from abp_lms.learning.models import ReflectionSave, SafetyCardSave, SentenceSave, SetAside, TakenKey
from abp_lms.learning.workbook import Unit
from tests.learning import walking
from tests.learning.conftest import Learner
from tests.learning.test_activities_that_waited import CARD, card, offers_of, step
from tests.learning.test_drafts import NOW, count, draft, send, shown
from tests.learning.waited import sealed, sync

SENTENCES = "/workbook/my-sentences"


def remove(learner: Learner, page: str, how: str) -> None:
    form = walking.fields_of(learner.client.get(page).text)
    assert learner.client.post(f"{page}/{how}", data=form).status_code == 303


def test_a_card_deleted_between_two_sendings_stays_deleted(learner: Learner) -> None:
    item = card(person="Ben")
    sync(learner, item)
    remove(learner, CARD, "delete")

    again = sync(learner, item)

    assert again["taken"] == {"0": "known"}
    assert again["told"]["0"] == "your safety card. It was here already"
    assert count(SafetyCardSave) == 0


def test_sentences_removed_between_two_sendings_stay_removed(learner: Learner) -> None:
    chosen = step("sentences", fields={"offered": offers_of(learner)[:2]})
    own = step("sentence", fields={"text": ["Shall we go on?"]})
    sync(learner, chosen, own)
    first_offered, own_words = session.scalars(
        select(SentenceSave.sentence_id).order_by(SentenceSave.at)
    ).all()[::2]
    for removed in (first_offered, own_words):
        remove(learner, f"{SENTENCES}/{removed}", "remove")

    again = sync(learner, chosen, own)

    assert set(again["taken"].values()) == {"known"}
    assert count(SentenceSave) == 1


def test_a_sentence_that_was_kept_under_another_key_stays_removed_too(learner: Learner) -> None:
    item = step("sentence", fields={"text": ["Shall we go on?"]})
    walking.send(learner.client, SENTENCES, text="shall we go on")
    sync(learner, item)
    [kept] = session.scalars(select(SentenceSave.sentence_id))
    remove(learner, f"{SENTENCES}/{kept}", "remove")

    again = sync(learner, item)

    assert again["taken"] == {"0": "known"}
    assert count(SentenceSave) == 0


def test_a_card_written_before_it_was_deleted_and_sent_for_the_first_time_is_not_lost(
    learner: Learner,
) -> None:
    walking.send(learner.client, f"{CARD}/write", help="Call 2222")
    late = card(now() - timedelta(hours=1), person="Ben")
    remove(learner, CARD, "delete")

    answer = sync(learner, late)

    assert answer["taken"] == {"0": "card"}
    assert "Ben" in learner.client.get(CARD).text


def test_keys_are_forgotten_after_a_year(learner: Learner) -> None:
    session.add(
        TakenKey(
            person_id=learner.person.id,
            key=uuid4(),
            counter=0,
            at=now() - timedelta(days=366),
        )
    )
    session.commit()

    sync(learner, step("sentences", fields={"offered": offers_of(learner)[:1]}))

    assert count(TakenKey) == 1


@pytest.mark.parametrize("newer", [True, False], ids=["written later", "written before"])
def test_a_version_that_its_author_deleted_does_not_come_back(
    learner: Learner, unit: Unit, newer: bool
) -> None:
    prompt = unit.reflections[0].id
    online = draft("At the desk.", edited_at=NOW.isoformat())
    at = NOW + timedelta(minutes=5 if newer else -5)
    waited = draft("In the lift.", edited_at=at.isoformat())
    items = {"a": sealed(learner, {"kind": "draft", "unit": unit.id, "prompt": prompt} | waited)}
    send(learner.client, f"/workbook/drafts/{unit.id}/{prompt}", online)
    send(learner.client, "/workbook/drafts/sync", {"items": items})
    [other] = session.scalars(select(SetAside.id))
    page = learner.client.get(f"/workbook/units/{unit.id}/reflect/{prompt}").text
    learner.client.post(
        f"/workbook/units/{unit.id}/set-aside/{other}",
        data=walking.fields_of(page) | {"do": "delete", "prompt": prompt},
    )
    before = shown(learner, unit)

    send(learner.client, "/workbook/drafts/sync", {"items": items})

    assert shown(learner, unit) == before
    assert count(SetAside) == 0


def test_a_draft_that_was_saved_on_another_device_does_not_come_back_as_a_draft(
    learner: Learner, unit: Unit
) -> None:
    prompt = unit.reflections[0].id
    waited = draft("In the lift.")
    items = {"a": sealed(learner, {"kind": "draft", "unit": unit.id, "prompt": prompt} | waited)}
    send(learner.client, "/workbook/drafts/sync", {"items": items})
    walking.send(
        learner.client,
        f"/workbook/units/{unit.id}/reflect/{prompt}",
        what="In the lift.",
        how="written",
        writer=str(uuid4()),
        counter="1",
    )

    send(learner.client, "/workbook/drafts/sync", {"items": items})

    assert "not saved yet" not in learner.client.get("/workbook/my-words").text
    assert count(ReflectionSave) == 1
