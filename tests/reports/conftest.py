"""An academy, somebody of its staff who is signed in, a cohort of theirs, and a line manager."""

from __future__ import annotations

import pytest

from abp_lms.accounts.models import RoleName
from tests.factories import make_academy, make_person, make_role
from tests.programme.factories import make_cohort
from tests.sign_in import sign_in


@pytest.fixture
def academy():
    return make_academy()


@pytest.fixture
def cohort(academy):
    return make_cohort(academy=academy, name="Autumn", maximum=500)


@pytest.fixture
def manager():
    return make_person(RoleName.LINE_MANAGER, given_name="Grace", family_name="Mensah")


@pytest.fixture
def staff(academy):
    person = make_person(given_name="Nadia", family_name="Rahman")
    make_role(person_id=person.id, name=RoleName.ACADEMY, academy_id=academy.id)
    return person


@pytest.fixture
def signed_in(client, staff):
    sign_in(client, staff)
    return client
