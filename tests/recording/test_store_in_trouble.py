"""A record store in trouble loses nothing, and one bad statement holds up no other."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from abp_lms import clock, sealing
from abp_lms.accounts.models import Person
from abp_lms.database import session
from abp_lms.recording import delivery, destinations, lrs_client, outbox
from abp_lms.recording.models import Delivery, Destination
from tests.fakes import RecordStore
from tests.recording.delivering import later, record, states
from tests.recording.statements import unit_completed


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
    ids = record(person, 3)
    store.fault = fault
    with monkeypatch.context() as impatient:
        if fault == "slow":
            impatient.setattr(lrs_client, "TIMEOUT", 0.3)
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
    with clock.at(clock.now()):
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
