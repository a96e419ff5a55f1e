"""A person, a record store and a destination, as small as they can be."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask

from abp_lms.accounts.models import Person
from abp_lms.database import session
from abp_lms.recording import destinations
from abp_lms.recording.models import Destination
from tests.factories import make_person
from tests.fakes import RecordStore, record_store


@pytest.fixture
def person(app: Flask) -> Person:
    return make_person()


@pytest.fixture
def own_store(app: Flask) -> Destination:
    return destinations.ensure_first("http://127.0.0.1:9/xapi", "key", "secret")


@pytest.fixture
def store() -> Iterator[RecordStore]:
    with record_store() as store:
        yield store


@pytest.fixture
def own(store: RecordStore, person: Person) -> Destination:
    destination = destinations.ensure_first(store.endpoint, "key", "sécret")
    session.commit()
    return destination
