"""A cohort falls into sets of 5 to 8, as even as can be, mixed, and nobody beside their own manager."""

from __future__ import annotations

from collections import Counter
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from abp_lms.programme.splitting import (
    LARGEST,
    SMALLEST,
    Member,
    managed_together,
    numbers_of_sets,
    split,
)


def member(number: int, organisation: str | None = None, manager: int | None = None) -> Member:
    manager_id = None if manager is None else UUID(int=manager)
    return Member(UUID(int=number), f"Person {number}", organisation, manager_id)


@st.composite
def cohorts(draw: st.DrawFn, *, managers: bool = False) -> list[Member]:
    employers = draw(st.lists(st.sampled_from(["A", "B", "C", None]), min_size=1, max_size=40))
    return [
        member(
            number,
            employer,
            draw(st.none() | st.integers(1, number - 1)) if managers and number > 1 else None,
        )
        for number, employer in enumerate(employers, start=1)
    ]


@pytest.mark.parametrize(
    ("people", "sizes"),
    [
        (5, [5]),
        (8, [8]),
        (10, [5, 5]),
        (12, [6, 6]),
        (14, [7, 7]),
        (15, [8, 7]),
        (16, [8, 8]),
        (17, [6, 6, 5]),
        (20, [7, 7, 6]),
        # What does not divide comes as near as it can.
        (3, [3]),
        (9, [5, 4]),
    ],
)
def test_the_sizes_are_those_of_the_guide(people: int, sizes: list[int]) -> None:
    members = [member(number) for number in range(people)]

    found = split(members, numbers_of_sets(people)[0])

    assert [len(one) for one in found] == sizes


def test_fifteen_people_may_choose_two_sets_or_three() -> None:
    assert numbers_of_sets(15) == [2, 3]
    assert numbers_of_sets(0) == [1]


@given(st.integers(1, 500))
def test_every_number_of_sets_offered_keeps_to_the_sizes_where_any_does(people: int) -> None:
    numbers = numbers_of_sets(people)

    if people >= SMALLEST and people != 9:
        for sets in numbers:
            assert people // sets >= SMALLEST
            assert -(-people // sets) <= LARGEST
    else:
        assert len(numbers) == 1


@given(cohorts(managers=True), st.integers(1, 6), st.integers(0, 3))
def test_everybody_is_in_one_set_and_sizes_differ_by_one_at_most(
    members: list[Member], sets: int, mix: int
) -> None:
    found = split(members, sets, mix=mix)

    assert Counter(one for members in found for one in members) == Counter(members)
    sizes = [len(one) for one in found]
    assert max(sizes) - min(sizes) <= 1


@given(cohorts(), st.integers(1, 6))
def test_people_of_one_organisation_are_spread_over_all_sets(
    members: list[Member], sets: int
) -> None:
    found = split(members, sets)

    for organisation in {one.organisation for one in members}:
        shares = [sum(one.organisation == organisation for one in each) for each in found]
        assert max(shares) - min(shares) <= 1


@given(cohorts(managers=True), st.integers(1, 4), st.integers(0, 3))
def test_the_same_people_come_out_the_same_way_in_whatever_order_they_come_in(
    members: list[Member], sets: int, mix: int
) -> None:
    assert split(members, sets, mix=mix) == split(members[::-1], sets, mix=mix)


@given(st.integers(10, 24), st.data())
def test_nobody_is_with_their_manager_where_all_reports_have_room_elsewhere(
    people: int, data: st.DataObject
) -> None:
    sets = numbers_of_sets(people)[0]
    room = people - -(-people // sets)
    reports = data.draw(st.integers(0, room))
    employers = data.draw(
        st.lists(st.sampled_from("AB"), min_size=people, max_size=people), label="employers"
    )
    members = [
        member(number, employers[number], 0 if 0 < number <= reports else None)
        for number in range(people)
    ]

    found = split(members, sets)

    assert managed_together(found) == []


def test_who_cannot_be_parted_is_named() -> None:
    boss, report = member(1), member(2, manager=1)

    [found] = split([boss, report], 1)

    assert managed_together([found]) == [(found[0], found[1])]


def test_another_mix_is_another_division() -> None:
    members = [member(number, "ABC"[number % 3]) for number in range(14)]

    divisions = {
        tuple(frozenset(one.name for one in each) for each in split(members, 2, mix=mix))
        for mix in range(5)
    }

    assert len(divisions) > 1
