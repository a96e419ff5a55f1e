"""People, their roles and their line managers."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from abp_lms.accounts import actions, queries, rules
from abp_lms.accounts.actions.people import FOR_AN_ACADEMY
from abp_lms.accounts.models import LineManagement, Person, Role, RoleName
from abp_lms.database import session
from abp_lms.errors import Refused
from tests.factories import make_academy, make_line_management, make_person

pytestmark = pytest.mark.usefixtures("app")
DAY = date(2026, 3, 2)


def create(**given: str) -> Person:
    facts = {"given_name": "Ada", "family_name": "Okoro", "email": "ada@example.org"} | given
    return actions.create_person(**facts, by_id=None)


def test_an_address_is_kept_in_lower_case_and_taken_once() -> None:
    assert create(email="  Ada.Okoro@Example.ORG ").email == "ada.okoro@example.org"

    with pytest.raises(Refused, match="has an account already") as refusal:
        create(email="ada.okoro@example.org")
    assert refusal.value.field == "email"


@pytest.mark.parametrize("email", ["", "ada", "ada@", "@example.org", "a b@example.org", "a@b@c.d"])
def test_what_is_no_address_is_refused(email: str) -> None:
    with pytest.raises(Refused, match="right form"):
        create(email=email)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  Ada  Grace ", "Ada Grace"),
        ("O'Brien-Łukasz", "O'Brien-Łukasz"),
        ("Ada\nBcc: everybody@example.org", "Ada Bcc: everybody@example.org"),
    ],
)
def test_a_name_is_kept_as_people_write_it_on_one_line(typed: str, kept: str) -> None:
    assert create(family_name=typed).family_name == kept


@pytest.mark.parametrize("typed", ["", "  ", "\u200b\n", "x" * 101])
def test_what_is_no_name_is_refused(typed: str) -> None:
    with pytest.raises(Refused):
        create(given_name=typed)


def test_each_person_has_keys_and_a_name_in_statements_of_their_own() -> None:
    one, other = create(), create(email="other@example.org")

    assert one.public_key != other.public_key
    assert "d" not in one.public_key, "the private part stays wrapped"
    assert len({one.actor_name, other.actor_name, one.id, other.id}) == 4


def test_a_role_is_given_once() -> None:
    person, academy = make_person(), make_academy()

    for _ in range(2):
        actions.give_role(
            person_id=person.id, name=RoleName.ACADEMY, academy_id=academy.id, by_id=None
        )

    assert session.scalar(select(func.count()).select_from(Role)) == 1


@pytest.mark.parametrize("name", sorted(FOR_AN_ACADEMY))
def test_a_role_for_an_academy_names_it(name: RoleName) -> None:
    with pytest.raises(Refused, match="held for an academy"):
        actions.give_role(person_id=make_person().id, name=name, by_id=None)


def test_a_new_line_manager_ends_the_former_one_the_day_before() -> None:
    person, former, new = make_person(), make_person(), make_person()
    set_manager(person, former, date(2025, 1, 1))

    set_manager(person, new, DAY)

    def name_on(day: date) -> str | None:
        found = queries.manager_of(person.id, day)
        return found.name if found else None

    assert name_on(date(2024, 12, 31)) is None
    assert name_on(DAY - timedelta(days=1)) == former.name
    assert name_on(DAY) == new.name
    assert queries.people_managed_by(former.id, DAY) == []
    assert [p.id for p in queries.people_managed_by(new.id, DAY)] == [person.id]


def test_the_new_manager_gets_the_role() -> None:
    manager = make_person()
    set_manager(make_person(), manager, DAY)

    roles = session.scalars(select(Role.name).where(Role.person_id == manager.id)).all()
    assert roles == [RoleName.LINE_MANAGER]


def test_nobody_manages_themselves() -> None:
    person = make_person()
    with pytest.raises(Refused, match="their own line manager"):
        set_manager(person, person, DAY)


def test_a_change_before_the_present_managers_first_day_is_refused_and_changes_nothing() -> None:
    person, present = make_person(), make_person()
    set_manager(person, present, DAY)

    with pytest.raises(Refused, match="Choose a later day"):
        set_manager(person, make_person(), DAY)
    assert queries.manager_of(person.id, DAY + timedelta(days=99)) is not None


def test_a_manager_sees_nobody_elses_people() -> None:
    mine, theirs, me, other = (make_person() for _ in range(4))
    make_line_management(person_id=mine.id, manager_id=me.id)
    make_line_management(person_id=theirs.id, manager_id=other.id)

    assert [p.id for p in queries.people_managed_by(me.id, DAY)] == [mine.id]


@given(st.lists(st.tuples(st.integers(0, 2), st.integers(0, 60)), max_size=8))
@hypothesis_settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    max_examples=25,
)
def test_whatever_the_order_nobody_has_two_managers_on_one_day(
    changes: list[tuple[int, int]],
) -> None:
    person = make_person()
    managers = [make_person() for _ in range(3)]

    for which, days in changes:
        try:
            set_manager(person, managers[which], DAY + timedelta(days=days))
        except Refused:
            continue

    for days in range(62):
        day = DAY + timedelta(days=days)
        on_day = session.scalar(
            select(func.count())
            .select_from(LineManagement)
            .where(
                LineManagement.person_id == person.id,
                LineManagement.starts_on <= day,
                (LineManagement.ends_on.is_(None)) | (LineManagement.ends_on >= day),
            )
        )
        assert on_day in (0, 1)


@given(st.text(max_size=60))
def test_only_paths_of_this_site_are_followed(address: str) -> None:
    followed = rules.local_path(address)

    assert followed.startswith("/")
    assert not followed.startswith(("//", "/\\"))
    assert followed in (address, "/")


def set_manager(person: Person, manager: Person, starts_on: date) -> None:
    actions.set_manager(person_id=person.id, manager_id=manager.id, starts_on=starts_on, by_id=None)
