"""A person, a place and a destination, as small as they can be."""

from __future__ import annotations

import pytest
from flask import Flask

from abp_lms.accounts.models import Person
from abp_lms.recording import destinations
from abp_lms.recording.models import Destination
from tests.factories import make_person


@pytest.fixture
def person(app: Flask) -> Person:
    return make_person()


@pytest.fixture
def own_store(app: Flask) -> Destination:
    return destinations.ensure_first("http://127.0.0.1:9/xapi", "key", "secret")
