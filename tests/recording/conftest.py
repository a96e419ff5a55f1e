"""A person, a place and a destination, as small as they can be."""

from __future__ import annotations

from uuid import uuid4

import pytest
from flask import Flask

from abp_lms import sealing
from abp_lms.accounts.models import Person
from abp_lms.database import session
from abp_lms.recording import destinations
from abp_lms.recording.models import Destination
from abp_lms.settings import Settings


@pytest.fixture
def person(app: Flask, settings: Settings) -> Person:
    public_key, wrapped = sealing.new_person_keys(settings.installation_key())
    person = Person(
        given_name="Ada",
        family_name="Okafor",
        email=f"{uuid4()}@example.org",
        public_key=public_key,
        wrapped_private_key=wrapped,
    )
    session.add(person)
    session.flush()
    return person


@pytest.fixture
def own_store(app: Flask) -> Destination:
    return destinations.ensure_first("http://127.0.0.1:9/xapi", "key", "secret")
