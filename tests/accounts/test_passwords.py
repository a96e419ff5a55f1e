"""Which passwords are taken, and what is kept of them."""

from __future__ import annotations

import pytest
from argon2 import PasswordHasher
from flask.testing import FlaskClient

from abp_lms.accounts import passwords, rules
from abp_lms.accounts.models import Person
from abp_lms.database import session
from abp_lms.errors import Refused
from tests.factories import make_person
from tests.sign_in import sign_in


@pytest.mark.parametrize(
    ("password", "reason"),
    [
        ("short one", "12 characters or more"),
        ("x" * 1001, "1,000 characters or fewer"),
        ("ngozi.eze@example.org!", "e-mail address"),
        ("my Ngozi.Eze and nothing more", "e-mail address"),
        ("password1234", "easy to guess"),
        ("123456789012", "easy to guess"),
        ("qwertyuiop12", "easy to guess"),
        ("aaaaaaaaaaaaaaa", "easy to guess"),
        ("Password2024!", "easy to guess"),
        ("activebystander1", "easy to guess"),
    ],
)
def test_a_weak_password_is_refused_with_the_reason(password: str, reason: str) -> None:
    with pytest.raises(Refused, match=reason):
        rules.refuse_weak(password, email="ngozi.eze@example.org", names=("Ngozi", "Eze"))


@pytest.mark.parametrize(
    "password", ["walk past seven lamps", "Zürich 舟 über Quark", "b8!xPq%2Lm0z"]
)
def test_a_long_password_of_any_letters_is_taken(password: str) -> None:
    rules.refuse_weak(password, email="ngozi.eze@example.org", names=("Ngozi", "Eze"))


def test_what_is_kept_is_argon2id() -> None:
    kept = passwords.hashed("walk past seven lamps")

    assert kept.startswith("$argon2id$")
    assert passwords.fits("walk past seven lamps", kept)
    assert not passwords.fits("walk past seven lamp", kept)


def test_nothing_fits_where_there_is_no_password() -> None:
    assert not passwords.fits("nobody has this password", None)


def test_a_hash_with_old_parameters_is_renewed_at_sign_in(client: FlaskClient) -> None:
    old = PasswordHasher(time_cost=1, memory_cost=1024, parallelism=1)
    person = make_person(password_hash=old.hash("walk past seven lamps"))

    sign_in(client, person)

    kept = session.get_one(Person, person.id).password_hash
    assert kept is not None
    assert not passwords.outdated(kept)
    assert passwords.fits("walk past seven lamps", kept)
