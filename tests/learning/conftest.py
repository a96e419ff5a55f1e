"""A participant with a place, signed in, and a hand on the workbook's real content."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient

from abp_lms.accounts.models import Person, RoleName
from abp_lms.learning import queries
from abp_lms.learning.workbook import Scale, Unit
from abp_lms.programme.models import Place
from tests.factories import make_person
from tests.programme.factories import make_place
from tests.sign_in import sign_in


@dataclass(frozen=True)
class Learner:
    """Somebody on a programme, and the browser in which they are signed in."""

    person: Person
    place: Place
    client: FlaskClient


def make_learner(app: Flask, **place: object) -> Learner:
    found = make_place(**{"person": make_person(RoleName.PARTICIPANT)} | place)
    client = app.test_client()
    sign_in(client, found.person)
    return Learner(found.person, found, client)


@pytest.fixture
def learner(app: Flask) -> Learner:
    return make_learner(app)


@pytest.fixture
def person_id(app: Flask) -> UUID:
    return make_place().person_id


@pytest.fixture
def unit(app: Flask) -> Unit:
    """Unit 1, which has all five pieces."""
    return queries.the_workbook().units["u01"]


@pytest.fixture
def scale(app: Flask) -> Scale:
    """The scale of five statements, on one screen."""
    return queries.the_workbook().scales["how-sure"]


@pytest.fixture
def long_scale(app: Flask) -> Scale:
    """The scale of several screens."""
    return queries.the_workbook().scales["attributes"]
