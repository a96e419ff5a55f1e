"""A statement is kept with its fact, or not at all."""

from __future__ import annotations

import json

from sqlalchemy import func, select

from abp_lms.accounts.models import Person
from abp_lms.database import session
from abp_lms.recording import destinations, outbox, statement, vocabulary
from abp_lms.recording.models import Delivery, Destination, OutboxEntry
from tests.recording.statements import AT, page_read, reflection_written, unit_completed, where


def test_a_statement_waits_for_our_own_store(person: Person, own_store: Destination) -> None:
    recorded = page_read(person.actor_name)

    statement_id = outbox.add(recorded, person_id=person.id)

    entry = session.scalars(select(OutboxEntry)).one()
    assert statement_id == entry.statement_id
    assert json.loads(entry.statement) == recorded.statement
    assert [(one.destination_id, one.state) for one in entry.deliveries] == [
        (own_store.id, "waiting")
    ]


def test_a_fault_undoes_the_statement_with_the_fact(person: Person, own_store: Destination) -> None:
    session.commit()
    outbox.arrived.clear()
    outbox.add(page_read(person.actor_name), person_id=person.id)

    session.rollback()

    assert session.scalar(select(func.count()).select_from(OutboxEntry)) == 0
    session.commit()
    assert not outbox.arrived.is_set()


def test_the_deliverer_is_woken_by_the_commit_and_not_before(
    person: Person, own_store: Destination
) -> None:
    outbox.arrived.clear()
    outbox.add(page_read(person.actor_name), person_id=person.id)
    before = outbox.arrived.is_set()

    session.commit()

    assert not before
    assert outbox.arrived.is_set()


def test_another_store_gets_only_what_its_list_takes(
    person: Person, own_store: Destination
) -> None:
    trust = destinations.add(name="Trust", endpoint="https://lrs.example", key="k", secret="s")

    outbox.add(page_read(), person_id=person.id)
    outbox.add(unit_completed(), person_id=person.id)

    taken = session.scalars(
        select(OutboxEntry.shape).join(Delivery).where(Delivery.destination_id == trust.id)
    ).all()
    assert taken == ["unit-completed"]


def test_another_store_never_gets_sealed_text(person: Person, own_store: Destination) -> None:
    trust = destinations.add(
        name="Trust", endpoint="https://lrs.example", key="k", secret="s",
        shapes=["reflection-written"],
    )  # fmt: skip
    outbox.add(reflection_written(), person_id=person.id)
    entry = session.scalars(select(OutboxEntry)).one()

    to_trust, beside_trust = destinations.as_sent(entry, trust)
    to_us, beside_us = destinations.as_sent(entry, own_store)

    assert "attachments" not in json.loads(to_trust)
    assert beside_trust == ()
    assert to_us == entry.statement
    assert [one.content for one in beside_us] == [b"aaa.bbb.ccc.ddd.eee"]


def test_another_store_never_gets_what_the_learner_chose(
    person: Person, own_store: Destination
) -> None:
    trust = destinations.add(
        name="Trust", endpoint="https://lrs.example", key="k", secret="s",
        shapes=["question-answered"],
    )  # fmt: skip
    chose = statement.made(
        actor_name=person.actor_name,
        verb=vocabulary.ANSWERED,
        object=statement.activity(
            vocabulary.QUESTION, "units", "u01", "questions", "q1", name="Who?"
        ),
        at=AT,
        where=where(),
        result={"response": "walk-over"},
    )
    outbox.add(chose, person_id=person.id)
    entry = session.scalars(select(OutboxEntry)).one()

    to_trust, _ = destinations.as_sent(entry, trust)

    assert "walk-over" in entry.statement
    assert "walk-over" not in to_trust
    assert "result" not in json.loads(to_trust)


def test_our_own_store_also_gets_what_was_recorded_before_it_was_there(person: Person) -> None:
    outbox.add(page_read(), person_id=person.id)

    own = destinations.ensure_first("http://127.0.0.1:9/xapi", "key", "secret")
    destinations.ensure_first("http://127.0.0.1:9/xapi", "key", "another secret")

    assert session.scalars(select(Delivery.destination_id)).all() == [own.id]
    assert destinations.secret_of(own) == "another secret"


def test_a_secret_is_not_readable_in_the_database(own_store: Destination) -> None:
    assert "secret" not in own_store.sealed_secret
    assert destinations.secret_of(own_store) == "secret"
