"""Everything that was recorded arrives, once, whatever the record store does."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from sqlalchemy import select, update

from abp_lms import clock, sealing
from abp_lms.accounts.models import Person
from abp_lms.database import session, unit_of_work
from abp_lms.recording import delivery, destinations, lease, lrs_client, outbox
from abp_lms.recording.models import Delivery, Destination, Lease, OutboxEntry
from tests.fakes import RecordStore, record_store
from tests.recording.statements import page_read, reflection_written, unit_completed


@pytest.fixture
def store() -> Iterator[RecordStore]:
    with record_store() as store:
        yield store


@pytest.fixture
def own(store: RecordStore, person: Person) -> Destination:
    destination = destinations.ensure_first(store.endpoint, "key", "sécret")
    session.commit()
    return destination


def record(person: Person, count: int = 1) -> list[str]:
    """Record some pages read; returns the ids of their statements."""
    ids = [
        str(outbox.add(page_read(person.actor_name, f"page-{n}"), person_id=person.id))
        for n in range(count)
    ]
    session.commit()
    return ids


def states() -> dict[str, str]:
    rows = session.execute(
        select(OutboxEntry.statement_id, Delivery.state).join(Delivery).order_by(Delivery.number)
    ).all()
    session.commit()
    return {str(statement_id): state.value for statement_id, state in rows}


def later(**time: float) -> datetime:
    return clock.now() + timedelta(**time)


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


@pytest.mark.parametrize(
    ("fault", "reason"),
    [
        (401, "does not know our key"),
        (403, "does not let our key write"),
        (404, "no record store at the address"),
        (429, "asks us to wait"),
        (503, "not there at the moment"),
        (302, "moved to another address"),
        ("cut before", "connection to the record store broke"),
        ("cut after", "connection to the record store broke"),
        ("slow", "did not answer in time"),
        (500, "has a fault of its own"),
    ],
)
def test_a_store_in_trouble_gets_everything_when_it_is_well_again(
    store: RecordStore,
    own: Destination,
    person: Person,
    monkeypatch: pytest.MonkeyPatch,
    fault: int | str,
    reason: str,
) -> None:
    monkeypatch.setattr(lrs_client, "TIMEOUT", 0.3)
    ids = record(person, 3)
    store.fault = fault
    delivery.deliver()
    troubled = session.get_one(Destination, own.id)
    said, waiting = troubled.last_reason, set(states().values())

    store.fault = None
    with clock.at(later(hours=2)):
        delivery.deliver()

    assert reason in str(said)
    assert waiting == {"waiting"}
    assert store.ids == set(ids)
    assert set(states().values()) == {"delivered"}
    assert session.get_one(Destination, own.id).last_reason is None


@pytest.mark.parametrize(
    ("endpoint", "reason"),
    [
        ("http://127.0.0.1:9/xapi", "Nobody answers at the record store's address."),
        ("http://127.0.0.1:99999/xapi", "The record store's address leads nowhere."),
        ("http://no-such-host.invalid/xapi", "The record store's address leads nowhere."),
        ("http://.../xapi", "The record store's address leads nowhere."),
        ("http://127.0.0.1:9/x api\n", "The record store's address leads nowhere."),
    ],
)
def test_an_address_without_a_store_is_a_reason_of_its_own(
    person: Person, endpoint: str, reason: str
) -> None:
    destinations.ensure_first(endpoint, "key", "secret")
    record(person)

    delivery.deliver()

    destination = session.scalars(select(Destination)).one()
    assert destination.last_reason == reason
    assert set(states().values()) == {"waiting"}


def test_a_secret_that_the_key_does_not_open_holds_up_nobody_else(
    store: RecordStore, own: Destination, person: Person
) -> None:
    other = destinations.add(name="A", endpoint="http://127.0.0.1:9", key="k", secret="s")
    other.sealed_secret = sealing.wrap(b"s", b"another key of thirty-two bytes.")
    outbox.add(unit_completed(person.actor_name), person_id=person.id)
    session.commit()

    delivery.deliver()

    assert len(store.ids) == 1
    reason = session.get_one(Destination, other.id).last_reason
    assert "does not open the secret" in str(reason)


def test_a_store_in_trouble_is_left_alone_for_longer_and_longer(
    store: RecordStore, own: Destination, person: Person
) -> None:
    record(person)
    store.fault = 503
    waits = []

    moment = clock.now()
    for _ in range(7):
        with clock.at(moment):
            delivery.deliver()
        next_try_at = session.get_one(Destination, own.id).next_try_at
        session.commit()
        waits.append((next_try_at - moment).total_seconds())
        moment = next_try_at

    for wait, step in zip(waits, [1, 5, 30, 120, 600, 3600, 3600], strict=True):
        assert 0.75 * step <= wait <= 1.25 * step
    assert len(store.posts) == 7


def test_a_store_that_rests_is_not_asked(
    store: RecordStore, own: Destination, person: Person
) -> None:
    record(person)
    store.fault = 503
    delivery.deliver()

    delivery.deliver()

    assert len(store.posts) == 1
    assert not delivery.due()


@pytest.mark.parametrize(
    ("status", "reason"), [(400, "not valid"), (413, "too large"), (422, "not valid")]
)
def test_one_bad_statement_never_holds_up_the_others(
    store: RecordStore, own: Destination, person: Person, status: int, reason: str
) -> None:
    ids = record(person, 50)
    bad = ids[31]
    store.objects, store.objects_with = lambda one: one["id"] == bad, status

    delivery.deliver()

    assert store.ids == set(ids) - {bad}
    assert [one for one, state in states().items() if state == "refused"] == [bad]
    refused = session.scalars(select(Delivery).where(Delivery.state == "refused")).one()
    assert reason in str(refused.reason)
    assert len(store.posts) < 15


def test_a_statement_the_store_stumbles_over_is_put_off_and_the_others_arrive(
    store: RecordStore, own: Destination, person: Person
) -> None:
    ids = record(person, 20)
    store.objects, store.objects_with = lambda one: one["id"] == ids[7], 500

    delivery.deliver()
    with clock.at(later(seconds=3)):
        delivery.deliver()

    assert store.ids == set(ids) - {ids[7]}
    assert states()[ids[7]] == "waiting"


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
