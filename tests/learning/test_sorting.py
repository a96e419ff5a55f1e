"""Sorting situations: any place may be chosen, any number of times, and nothing is marked."""

from __future__ import annotations

import json

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup
from sqlalchemy import func, select

from abp_lms.database import session
from abp_lms.errors import Refused
from abp_lms.learning import queries, rules
from abp_lms.learning.actions import sorting
from abp_lms.learning.models import Sorted, UnitCompletion
from abp_lms.learning.rules import Deeds, State
from abp_lms.learning.workbook import Fit, Group, Situation, Sort, Unit
from tests.counting import counted_queries
from tests.learning import walking
from tests.learning.conftest import Learner, make_learner
from tests.learning.doing import statements

IDS = st.sampled_from(["a", "b", "c", "gone"])


@pytest.fixture
def unit(app: Flask) -> Unit:
    """Unit 11, which has a sort."""
    return queries.the_workbook().units["u11"]


def made_sort(*situations: str) -> Sort:
    groups = tuple(Group(one, one.upper(), 1) for one in ("a", "b", "c"))
    fits = tuple(Fit(group.id, group.id == "a", Markup("Said."), 1) for group in groups)
    return Sort(
        "s",
        "S",
        Markup(""),
        groups,
        tuple(Situation(one, one, Markup(""), fits, None, 1) for one in situations),
        1,
    )


def base_of(unit: Unit) -> str:
    return f"/workbook/units/{unit.id}/sort/{unit.sorts[0].id}"


# Rules


@given(st.dictionaries(st.sampled_from(["one", "two", "three", "old"]), IDS))
def test_each_situation_is_either_placed_or_left(chosen: dict[str, str]) -> None:
    sort = made_sort("one", "two", "three")

    found = rules.sorting(sort, chosen)

    placed = {situation.id for situation, _ in found.placed}
    assert placed == {one.id for one in sort.situations if chosen.get(one.id) in {"a", "b", "c"}}
    assert (found.next is None) == (len(placed) == 3) == (found.state is State.DONE)
    assert (found.state is State.NOT_STARTED) == (not placed)
    assert found.next is None or found.next.id not in placed
    assert sum(len(found.in_group(group)) for group in sort.groups) == len(placed)


@pytest.mark.parametrize("group_id", ["", "d", "A"])
def test_only_a_group_of_the_sort_can_be_chosen(group_id: str) -> None:
    with pytest.raises(Refused, match="Choose where you would put it"):
        rules.refuse_unless_group(made_sort("one", "two"), group_id)


# Deeds


def place(learner: Learner, unit: Unit, situation: int, group: int) -> None:
    sort = unit.sorts[0]
    sorting.place(
        person_id=learner.person.id,
        unit_id=unit.id,
        sort_id=sort.id,
        situation_id=sort.situations[situation].id,
        group_id=sort.groups[group].id,
    )
    session.flush()


def test_choosing_anew_replaces_what_was_chosen(learner: Learner, unit: Unit) -> None:
    place(learner, unit, 0, 0)
    place(learner, unit, 0, 2)
    place(learner, unit, 0, 2)

    assert session.scalars(select(Sorted.group_id)).all() == [unit.sorts[0].groups[2].id]


def test_one_statement_says_that_all_has_been_sorted_and_nothing_of_where(
    learner: Learner, unit: Unit
) -> None:
    sort = unit.sorts[0]
    for number in range(len(sort.situations)):
        assert not [one for one in statements() if "sort" in one["object"]["id"]]
        place(learner, unit, number, number % len(sort.groups))
    place(learner, unit, 0, 1)

    [said] = [one for one in statements() if "sort" in one["object"]["id"]]
    assert said["verb"]["display"] == {"en-GB": "completed"}
    assert said["object"]["id"].endswith(f"/units/{unit.id}/sorts/{sort.id}")
    assert said["result"] == {"completion": True}
    text = json.dumps(said)
    assert not [one.id for one in (*sort.situations, *sort.groups) if f'"{one.id}"' in text]


def test_a_sort_counts_for_no_completion(learner: Learner, unit: Unit) -> None:
    before = rules.pieces(unit, Deeds())

    for number in range(len(unit.sorts[0].situations)):
        place(learner, unit, number, 0)

    deeds = queries.deeds(learner.person.id, unit.id).get(unit.id, Deeds())
    assert rules.pieces(unit, deeds) == before
    assert session.scalar(select(func.count()).select_from(UnitCompletion)) == 0


# Pages


def test_after_the_last_page_comes_the_sort_until_it_is_done(learner: Learner, unit: Unit) -> None:
    assert walking.read(learner.client, unit).location == base_of(unit)

    done = walking.sort_everything(learner.client, unit)

    assert done is not None
    assert "Where you put them" in done.text
    assert walking.read(learner.client, unit).location == f"/workbook/units/{unit.id}"


def test_the_unit_can_be_completed_without_it(learner: Learner, unit: Unit) -> None:
    walking.read(learner.client, unit)
    walking.go_through_scenario(learner.client, unit)
    walking.reflect(learner.client, unit)
    walking.practise(learner.client, unit)
    walking.recall(learner.client, unit)

    assert learner.client.get(f"/workbook/units/{unit.id}/complete").status_code == 200
    assert "Part of the reading’s time, if you wish" in (
        learner.client.get(f"/workbook/units/{unit.id}").text
    )


def test_every_place_is_answered_and_none_is_called_wrong(learner: Learner, unit: Unit) -> None:
    sort = unit.sorts[0]
    contested = next(one for one in sort.situations if one.contested)
    path = f"{base_of(unit)}/{contested.id}"

    for fit in contested.fits:
        sent = walking.send(learner.client, f"{path}?again=yes", group=fit.group_id)
        shown = learner.client.get(sent.location).text
        group = sort.group(fit.group_id)
        assert group
        main = shown[shown.index("<main") : shown.index("<details")]
        assert f"You chose: {group.title}" in main
        assert str(fit.feedback) in main
        assert ("Fits well" in main) == fit.fits
        assert "People differ here" in main
        assert "wrong" not in shown[shown.index("You chose") : shown.index("People differ")].lower()


def test_nothing_chosen_is_told_at_the_radios(learner: Learner, unit: Unit) -> None:
    path = f"{base_of(unit)}/{unit.sorts[0].situations[0].id}"

    refused = walking.send(learner.client, path)

    assert refused.status_code == 422
    assert "Choose where you would put it" in refused.text
    assert 'href="#group"' in refused.text


def test_a_group_of_another_sort_is_refused(learner: Learner, unit: Unit) -> None:
    path = f"{base_of(unit)}/{unit.sorts[0].situations[0].id}"

    assert walking.send(learner.client, path, group="<b>elsewhere</b>").status_code == 422
    assert session.scalar(select(func.count()).select_from(Sorted)) == 0


@pytest.mark.parametrize(
    "path",
    [
        "/workbook/units/u11/sort/nothing",
        "/workbook/units/u11/sort/nothing/coffees",
        "/workbook/units/u11/sort/which-tray/nothing",
        "/workbook/units/u01/sort/which-tray",
    ],
)
def test_a_sort_that_is_not_there_is_not_found(learner: Learner, path: str) -> None:
    assert learner.client.get(path).status_code == 404


def test_nobody_sees_where_somebody_else_put_what(app: Flask, learner: Learner, unit: Unit) -> None:
    walking.sort_everything(learner.client, unit)
    somebody = make_learner(app)

    shown = somebody.client.get(base_of(unit)).text
    situation = somebody.client.get(f"{base_of(unit)}/{unit.sorts[0].situations[0].id}").text

    assert "Where you put them" not in shown
    assert "You chose" not in situation


def test_the_number_of_queries_does_not_grow_with_what_was_sorted(
    learner: Learner, unit: Unit
) -> None:
    situation = unit.sorts[0].situations[0]
    paths = (f"/workbook/units/{unit.id}", base_of(unit), f"{base_of(unit)}/{situation.id}")

    def queries_of(path: str) -> int:
        with counted_queries() as sent:
            assert learner.client.get(path).status_code == 200
        return len(sent)

    before = [queries_of(path) for path in paths]
    walking.sort_everything(learner.client, unit)

    assert [queries_of(path) for path in paths] == before
