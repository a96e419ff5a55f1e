"""Makes the smallest valid thing of each kind, saved. A test says only what it is about.

Everything is committed, so that requests of a test client find it.
"""

from __future__ import annotations

from datetime import date
from functools import cache
from itertools import count
from typing import Any, TypeVar
from uuid import UUID, uuid4

from abp_lms import sealing
from abp_lms.accounts import passwords
from abp_lms.accounts.models import (
    Academy,
    LineManagement,
    Organisation,
    Person,
    Role,
    RoleName,
    Sector,
)
from abp_lms.database import Base, session
from abp_lms.settings import current

# Every person of make_person has this one.
PASSWORD = "walk past seven lamps"

Thing = TypeVar("Thing", bound=Base)
_numbers = count(1)


def saved(thing: Thing) -> Thing:
    """The thing, committed."""
    session.add(thing)
    session.commit()
    return thing


def make_organisation(**given: Any) -> Organisation:
    return saved(
        Organisation(
            **{"id": uuid4(), "name": f"Organisation {next(_numbers)}", "sector": Sector.HEALTH}
            | given
        )
    )


def make_academy(**given: Any) -> Academy:
    return saved(
        Academy(
            **{"id": uuid4(), "name": f"Academy {next(_numbers)}", "programme_id": "llr"} | given
        )
    )


def make_person(*roles: RoleName, **given: Any) -> Person:
    """Somebody who can sign in with PASSWORD, with the roles given, each for nobody in particular."""
    number = next(_numbers)
    public_key, wrapped = sealing.new_person_keys(current().installation_key())
    person = saved(
        Person(
            **{
                "id": uuid4(),
                "actor_name": uuid4(),
                "given_name": "Alex",
                "family_name": f"Person{number}",
                "email": f"person{number}@example.org",
                "organisation_id": None,
                "password_hash": _password_hash(),
                "public_key": public_key,
                "wrapped_private_key": wrapped,
            }
            | given
        )
    )
    for role in roles:
        make_role(person_id=person.id, name=role)
    return person


def make_role(*, person_id: UUID, **given: Any) -> Role:
    return saved(
        Role(**{"id": uuid4(), "person_id": person_id, "name": RoleName.PARTICIPANT} | given)
    )


def make_line_management(*, person_id: UUID, manager_id: UUID, **given: Any) -> LineManagement:
    return saved(
        LineManagement(
            **{
                "id": uuid4(),
                "person_id": person_id,
                "manager_id": manager_id,
                "starts_on": date(2020, 1, 1),
                "ends_on": None,
            }
            | given
        )
    )


@cache
def _password_hash() -> str:
    return passwords.hashed(PASSWORD)
