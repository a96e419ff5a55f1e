"""Our statements and our own record store understand each other, over HTTP."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from sqlalchemy import select, update
from werkzeug.serving import WSGIRequestHandler, make_server

from abp_lms import sealing
from abp_lms.accounts.models import Person
from abp_lms.database import session
from abp_lms.recording import delivery, destinations, outbox, queries, statement, vocabulary
from abp_lms.recording.models import Delivery, DeliveryState, OutboxEntry
from abp_lms.recording.statement import Recorded, Sealed, Where
from abp_lms.settings import Settings
from lrs.app import Lrs
from lrs.app import create_app as create_lrs
from lrs.settings import Settings as LrsSettings
from lrs.statements.edition import V1, V2
from lrs.statements.validate import faults_of
from lrs.storage import credentials
from tests.lrs.client import Client
from tests.recording.statements import page_read, reflection_written, unit_completed

ids = st.from_regex(r"[a-z][a-z0-9-]{0,20}", fullmatch=True)
texts = st.text(st.characters(blacklist_categories=["Cs"]), min_size=1, max_size=60)
wheres = st.builds(
    Where,
    programme_id=ids,
    registration=st.uuids(version=4),
    academy_id=st.none() | st.uuids(version=4),
    module_id=st.none() | ids,
    unit_id=st.none() | ids,
    programme_name=st.none() | texts,
    module_title=st.none() | texts,
    unit_title=st.none() | texts,
)
results = st.fixed_dictionaries(
    {},
    optional={
        "completion": st.booleans(),
        "success": st.booleans(),
        "response": texts,
    },
)


@st.composite
def recordeds(draw: st.DrawFn) -> Recorded:
    """Any statement that the features can make."""
    shape = draw(st.sampled_from(vocabulary.SHAPES))
    path = draw(st.lists(ids | texts, min_size=1, max_size=5))
    if shape.kind is vocabulary.QUESTION:
        choices = draw(st.dictionaries(ids, texts, min_size=2, max_size=4))
        correct = draw(st.lists(st.sampled_from(sorted(choices)), min_size=1, unique=True))
        object_ = statement.choice_question(
            *path,
            name=draw(texts),
            choices=choices,
            correct=correct,
            several=draw(st.booleans()),
        )
    else:
        object_ = statement.activity(shape.kind, *path, name=draw(texts))
    return statement.made(
        actor_name=draw(st.uuids(version=4)),
        verb=shape.verb,
        object=object_,
        at=draw(st.datetimes(datetime(1970, 1, 2), timezones=st.timezones())),  # noqa: DTZ001
        where=draw(wheres),
        duration=draw(st.none() | st.timedeltas(timedelta(), timedelta(days=9))),
        result=draw(st.none() | results),
        revision=draw(st.none() | ids),
        sealed=[Sealed("a.b.c.d.e")] if shape.sealed and draw(st.booleans()) else [],
    )


@given(st.data())
@hypothesis_settings(
    max_examples=150,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
    deadline=None,
)
def test_whatever_we_say_is_a_valid_statement(app: Flask, data: st.DataObject) -> None:
    recorded = data.draw(recordeds())

    said = json.loads(json.dumps(recorded.statement))

    assert faults_of(said, V1) == []
    assert faults_of(said, V2) == []


@dataclass(frozen=True)
class Store:
    """Our own record store, served on a port, and a client that may read all of it."""

    lrs: Lrs
    endpoint: str
    reader: Client

    def statements(self) -> list[dict[str, Any]]:
        answer = self.reader.get("/statements", {"ascending": "true"})
        return list(answer.get_json()["statements"])


class Quiet(WSGIRequestHandler):
    def log(self, *_: object) -> None:
        pass


@pytest.fixture
def store(tmp_path: Path, person: Person) -> Iterator[Store]:
    lrs = create_lrs(LrsSettings(data=tmp_path))
    server = make_server("127.0.0.1", 0, lrs, threaded=True, request_handler=Quiet)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    endpoint = f"http://127.0.0.1:{server.port}"
    key, secret = credentials.create(
        lrs.site.database, name="platform", scopes=("statements/write", "statements/read/mine")
    )
    destinations.ensure_first(endpoint, key, secret)
    session.commit()
    yield Store(lrs, endpoint, Client.allowed(lrs, "all").speaking("1.0.3"))
    server.shutdown()
    thread.join()
    lrs.site.database.dispose()


def record(person: Person, *recordeds: Recorded) -> None:
    for recorded in recordeds:
        outbox.add(recorded, person_id=person.id)
    session.commit()


def states() -> set[DeliveryState]:
    found = set(session.scalars(select(Delivery.state)))
    session.commit()
    return found


def test_the_store_holds_what_was_said_to_the_letter(store: Store, person: Person) -> None:
    said = [page_read(person.actor_name), unit_completed(person.actor_name)]
    record(person, *said)

    delivery.deliver()

    held = store.statements()
    assert [one["id"] for one in held] == [str(one.id) for one in said]
    for theirs, ours in zip(held, said, strict=True):
        assert theirs | ours.statement == theirs
    assert states() == {DeliveryState.DELIVERED}


def test_only_its_author_opens_the_text_that_the_store_holds(
    store: Store, person: Person, settings: Settings
) -> None:
    sealed = sealing.seal(b"Nobody spoke up.", person.public_key)
    recorded = reflection_written(person.actor_name, jwe=sealed)
    wrapped = person.wrapped_private_key
    record(person, recorded, page_read(person.actor_name))

    delivery.deliver()

    answer = store.reader.get(
        "/statements", {"statementId": str(recorded.id), "attachments": "true"}
    )
    assert sealed.encode() in answer.data
    assert b"Nobody spoke up." not in answer.data
    opened = sealing.open_sealed(sealed, wrapped, settings.installation_key())
    assert opened == b"Nobody spoke up."


def test_the_store_takes_what_it_has_already_as_the_same(store: Store, person: Person) -> None:
    record(person, page_read(), reflection_written(), unit_completed())
    delivery.deliver()
    session.execute(update(Delivery).values(state=DeliveryState.WAITING))
    session.commit()

    delivery.deliver()

    assert len(store.statements()) == 3
    assert states() == {DeliveryState.DELIVERED}


def test_a_store_that_holds_something_else_under_the_id_is_found_out(
    store: Store, person: Person
) -> None:
    recorded = page_read()
    record(person, recorded)
    delivery.deliver()
    entry = session.scalars(select(OutboxEntry)).one()
    entry.statement = json.dumps(unit_completed().statement | {"id": str(recorded.id)})
    session.execute(update(Delivery).values(state=DeliveryState.WAITING))
    session.commit()

    delivery.deliver()

    assert states() == {DeliveryState.REFUSED}
    (bad,) = queries.undeliverable()
    assert "a different statement under the same id" in bad.reason


def test_a_reader_finds_a_unit_by_the_activities_around_what_was_done(
    store: Store, person: Person
) -> None:
    recorded = page_read()
    record(person, recorded)
    delivery.deliver()

    for part in ("units/u01", "programmes/llr", "programmes/llr/modules/month-1"):
        around = statement.iri(*part.split("/"))
        found = store.reader.found(activity=around, related_activities="true")
        assert found == [str(recorded.id)]
