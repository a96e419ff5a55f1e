"""Everything that was recorded arrives, once, whatever the record store does."""

from __future__ import annotations

import json
from uuid import uuid4

import pytest
from sqlalchemy import select, update

from abp_lms import clock
from abp_lms.accounts.models import Person
from abp_lms.database import session, unit_of_work
from abp_lms.recording import delivery, destinations, lease, outbox
from abp_lms.recording.models import Delivery, Destination, Lease, OutboxEntry
from tests.fakes import RecordStore, record_store
from tests.recording.delivering import later, record, states
from tests.recording.statements import reflection_written, unit_completed


def test_statements_arrive_in_batches_in_their_order(
    store: RecordStore, own: Destination, person: Person
) -> None:
    ids = record(person, 120)

    assert delivery.deliver()

    assert list(store.statements) == ids
    assert [len(post["statements"]) for post in store.posts] == [50, 50, 20]
    assert set(states().values()) == {"delivered"}
    assert store.posts[0]["headers"]["X-Experience-API-Version"] == "1.0.3"


def test_sealed_text_travels_as_an_attachment_of_the_same_request(
    store: RecordStore, own: Destination, person: Person
) -> None:
    recorded = reflection_written(person.actor_name, jwe="head.key.iv.cipher.tag")
    outbox.add(recorded, person_id=person.id)
    record(person)

    delivery.deliver()

    (post,) = store.posts
    assert post["headers"]["Content-Type"].startswith("multipart/mixed; boundary=")
    assert len(post["statements"]) == 2
    assert store.attachments == {recorded.attachments[0].sha2: b"head.key.iv.cipher.tag"}


def test_what_is_sent_is_to_the_byte_what_was_kept(
    store: RecordStore, own: Destination, person: Person
) -> None:
    record(person)

    delivery.deliver()

    kept = session.scalars(select(OutboxEntry.statement)).one()
    assert json.dumps(store.posts[0]["statements"][0], separators=(",", ":")) == kept


@pytest.mark.parametrize("replay", [200, 409])
def test_sending_again_what_arrived_already_is_harmless(
    store: RecordStore, own: Destination, person: Person, replay: int
) -> None:
    store.replay, store.fault = replay, "cut after"
    ids = record(person, 5)
    delivery.deliver()

    store.fault = None
    with clock.at(later(hours=2)):
        delivery.deliver()

    assert list(store.statements) == ids
    assert set(states().values()) == {"delivered"}


def test_a_different_statement_under_the_same_id_is_told(
    store: RecordStore, own: Destination, person: Person
) -> None:
    (one,) = record(person)
    store.replay = 409
    store.statements[one] = unit_completed().statement | {"id": one}

    delivery.deliver()

    assert states() == {one: "refused"}
    refused = session.scalars(select(Delivery)).one()
    assert "a different statement under the same id" in str(refused.reason)


def test_a_store_that_does_not_show_what_it_has_is_told_apart(
    store: RecordStore, own: Destination, person: Person
) -> None:
    (one,) = record(person)
    store.replay, store.shows = 409, False
    store.statements[one] = {}

    delivery.deliver()

    refused = session.scalars(select(Delivery)).one()
    assert "does not show it to our key" in str(refused.reason)


def test_what_was_recorded_during_a_pause_arrives_after_it(
    store: RecordStore, own: Destination, person: Person
) -> None:
    destinations.set_active(own.name, False)
    ids = record(person)
    delivery.deliver()
    before = store.ids

    destinations.set_active(own.name, True)
    session.commit()
    delivery.deliver()

    assert before == set()
    assert store.ids == set(ids)


def test_what_was_refused_is_sent_again_on_request(
    store: RecordStore, own: Destination, person: Person
) -> None:
    (one,) = record(person)
    store.objects = lambda _: True
    delivery.deliver()
    store.objects = lambda _: False

    count = delivery.retry_refused()
    session.commit()
    delivery.deliver()

    assert count == 1
    assert states() == {one: "delivered"}


def test_a_destination_in_trouble_does_not_hold_up_another(
    store: RecordStore, own: Destination, person: Person
) -> None:
    with record_store() as other:
        destinations.add(name="Trust", endpoint=other.endpoint, key="k", secret="s")
        outbox.add(unit_completed(person.actor_name), person_id=person.id)
        session.commit()
        store.fault = 503

        delivery.deliver()

        assert store.ids == set()
        assert len(other.ids) == 1


def test_two_never_deliver_at_the_same_time(
    store: RecordStore, own: Destination, person: Person
) -> None:
    record(person)
    with lease.held(delivery.LEASE):
        first = delivery.deliver()

    second = delivery.deliver()

    assert (first, second) == (False, True)
    assert len(store.posts) == 1


def test_a_deliverer_that_was_too_slow_leaves_the_rest_to_its_successor(
    store: RecordStore, own: Destination, person: Person
) -> None:
    ids = record(person, 60)

    def another_takes_over() -> None:
        with unit_of_work():
            session.execute(update(Lease).values(holder=uuid4(), until=clock.now()))

    store.on_request = another_takes_over
    delivery.deliver()
    posts_of_the_slow_one = len(store.posts)
    store.on_request = lambda: None
    delivery.deliver()

    assert posts_of_the_slow_one == 1
    assert list(store.statements) == ids
    assert set(states().values()) == {"delivered"}


def test_no_transaction_is_open_while_the_store_is_asked(
    store: RecordStore, own: Destination, person: Person
) -> None:
    record(person)
    pool = session.get_bind().engine.pool
    session.remove()
    connections_then = []
    store.on_request = lambda: connections_then.append(pool.checkedout())

    delivery.deliver()

    assert connections_then == [0]


def test_logs_hold_no_statement(
    store: RecordStore, own: Destination, person: Person, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    record(person)
    store.objects = lambda _: True

    delivery.deliver()

    assert "refused a statement" in caplog.text
    assert "page-0" not in caplog.text
    assert str(person.actor_name) not in caplog.text
