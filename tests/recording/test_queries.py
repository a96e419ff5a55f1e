"""What the academy and an operator read about what was recorded."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any
from uuid import uuid4

from sqlalchemy import event

from abp_lms import clock
from abp_lms.accounts.models import Person
from abp_lms.database import session
from abp_lms.recording import destinations, outbox, queries
from abp_lms.recording.models import Delivery, DeliveryState, Destination
from abp_lms.recording.statement import Recorded
from tests.factories import make_person
from tests.recording.statements import AT, page_read, reflection_written, unit_completed


def record(person: Person, *recordeds: Recorded) -> None:
    for recorded in recordeds:
        outbox.add(recorded, person_id=person.id)
    session.commit()


def queries_for(person: Person, limit: int) -> int:
    """How many questions a page of that size asks the database."""
    session.expunge_all()
    session.connection()  # begun before counting
    asked: list[str] = []

    def listen(*args: Any) -> None:
        asked.append(args[2])

    event.listen(session.get_bind(), "before_cursor_execute", listen)
    queries.recorded_for(person_id=person.id, limit=limit)
    event.remove(session.get_bind(), "before_cursor_execute", listen)
    return len(asked)


def test_a_record_reads_as_a_sentence(person: Person, own_store: Destination) -> None:
    record(person, unit_completed(person.actor_name))

    (one,) = queries.recorded_for(person_id=person.id).records

    assert one.sentence == "Completed unit: What an active bystander is, and is not"
    assert AT - one.at < timedelta(milliseconds=1)
    assert json.loads(one.json)["id"] == str(one.statement_id)
    assert [(d.destination, d.state) for d in one.deliveries] == [
        ("our own record store", DeliveryState.WAITING)
    ]


def test_a_record_never_shows_sealed_text(person: Person, own_store: Destination) -> None:
    record(person, reflection_written(jwe="head.key.iv.cipher.tag"))

    (one,) = queries.recorded_for(person_id=person.id).records

    assert "cipher" not in str(one)


def test_nobody_elses_records_are_shown(person: Person, own_store: Destination) -> None:
    somebody_else = make_person()
    record(somebody_else, unit_completed())

    assert queries.recorded_for(person_id=person.id).records == ()


def test_one_place_does_not_show_what_was_recorded_in_another(person: Person) -> None:
    here, elsewhere = unit_completed(), page_read()
    record(person, here, elsewhere)

    shown = queries.recorded_for(person_id=person.id, registration=here.registration).records
    nowhere = queries.recorded_for(person_id=person.id, registration=uuid4()).records

    assert [one.statement_id for one in shown] == [here.id]
    assert nowhere == ()


def test_pages_follow_each_other_without_gap_or_overlap(
    person: Person, own_store: Destination
) -> None:
    recordeds = [page_read(page=f"page-{n}") for n in range(7)]
    record(person, *recordeds)

    seen, before = [], None
    while True:
        page = queries.recorded_for(person_id=person.id, before=before, limit=3)
        seen += [one.statement_id for one in page.records]
        before = page.next_before
        if before is None:
            break

    assert seen == [one.id for one in reversed(recordeds)]


def test_a_page_costs_the_same_number_of_queries_whatever_it_holds(
    person: Person, own_store: Destination
) -> None:
    record(person, *[page_read(page=f"page-{n}") for n in range(30)])

    counts = [queries_for(person, limit) for limit in (1, 30)]

    assert counts[0] == counts[1]


def test_the_status_counts_for_each_destination(person: Person, own_store: Destination) -> None:
    destinations.add(name="Trust", endpoint="https://lrs.example", key="k", secret="s")
    record(person, page_read(), unit_completed())
    refused = session.get_one(Delivery, (2, own_store.id))
    refused.state, refused.reason = DeliveryState.REFUSED, "It is not valid."
    session.commit()

    with clock.at(clock.now() + timedelta(seconds=90)):
        own, trust = queries.status()
        age = queries.oldest_undelivered()

    assert (own.name, own.waiting, own.refused) == ("our own record store", 1, 1)
    assert (trust.name, trust.waiting, trust.refused) == ("Trust", 1, 0)
    assert age in {90, 91}
    assert own.oldest_waiting_seconds in {90, 91}
    (bad,) = queries.undeliverable()
    assert bad.reason == "It is not valid."
    assert bad.sentence.startswith("Completed unit")


def test_nothing_under_way_has_no_age(app: object) -> None:
    assert queries.oldest_undelivered() is None
    assert queries.status() == ()
