"""What stands after several answers, and where a picture has them, in many cases."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup

from abp_lms.errors import Refused
from abp_lms.learning import rules
from abp_lms.learning.rules import CANVAS, OPEN, State
from abp_lms.learning.workbook import Scale, ScaleItem, ScalePart


def part(ident: str, count: int) -> ScalePart:
    items = tuple(ScaleItem(f"{ident}-{n}", Markup(""), "", 1) for n in range(count))
    return ScalePart(ident, ident, items, 1)


SCALE = Scale(
    "scale",
    "A scale",
    Markup(""),
    Markup(""),
    Markup(""),
    3,
    ("Never", "Seldom", "Often", "Always"),
    (part("a", 3), part("b", 2), part("c", 1)),
    1,
)
FIRST = SCALE.parts[0]
ids = [item.id for item in SCALE.items]
saves = st.lists(st.dictionaries(st.sampled_from(ids), st.integers(OPEN, 4)))
highests = st.integers(3, 9)


@given(saves)
def test_the_latest_answer_to_each_statement_stands(given_saves: list[dict[str, int]]) -> None:
    found = rules.standing(given_saves)

    for item_id in ids:
        said = [save[item_id] for save in given_saves if item_id in save]
        assert found.get(item_id, OPEN) == (said[-1] if said else OPEN)
    assert OPEN not in found.values()


@given(saves, saves)
def test_saves_may_be_taken_together_in_steps_unless_one_takes_an_answer_back(
    before: list[dict[str, int]], after: list[dict[str, int]]
) -> None:
    if all(OPEN not in save.values() for save in after):
        assert rules.standing([*before, *after]) == rules.standing(
            [rules.standing(before), rules.standing(after)]
        )


@given(st.dictionaries(st.sampled_from([item.id for item in FIRST.items]), st.integers(1, 4)))
def test_what_is_sealed_names_every_statement_of_the_screen(points: dict[str, int]) -> None:
    sealed = rules.all_points(FIRST, points)

    assert list(sealed) == [item.id for item in FIRST.items]
    assert rules.standing([sealed]) == points


@given(st.dictionaries(st.sampled_from([*ids, "stranger"]), st.integers(-2, 7)))
def test_only_points_of_the_scale_on_statements_of_the_screen_are_taken(
    points: dict[str, int],
) -> None:
    known = {item.id for item in FIRST.items}
    sound = bool(points) and all(one in known and 0 <= points[one] <= 4 for one in points)

    if sound:
        rules.refuse_unless_rated(SCALE, FIRST, points)
    else:
        with pytest.raises(Refused) as refused:
            rules.refuse_unless_rated(SCALE, FIRST, points)
        assert refused.value.field


@given(st.lists(st.sampled_from(["a", "b", "c", "gone"])))
def test_a_scale_is_done_when_each_of_its_parts_was_saved(saved: list[str]) -> None:
    state = rules.rating_state(SCALE, saved)

    left = {"a", "b", "c"} - set(saved)
    assert (state is State.DONE) == (not left)
    assert (state is State.NOT_STARTED) == (len(left) == 3)


@given(st.data(), highests, st.integers(1, 3))
def test_every_dot_stands_inside_the_picture_above_its_moment(
    data: st.DataObject, highest: int, moments: int
) -> None:
    points = data.draw(
        st.lists(st.none() | st.integers(1, highest), min_size=moments, max_size=moments)
    )

    dots = rules.drawn(points, highest)

    assert [dot.points for dot in dots] == [one for one in points if one is not None]
    assert [dot.x for dot in dots] == sorted({dot.x for dot in dots})
    for dot in dots:
        assert CANVAS.left <= dot.x <= CANVAS.right
        assert CANVAS.top <= dot.y <= CANVAS.bottom


@given(highests, st.data())
def test_more_points_stand_higher(highest: int, data: st.DataObject) -> None:
    low = data.draw(st.integers(1, highest - 1))
    high = data.draw(st.integers(low + 1, highest))

    assert CANVAS.level(high, highest) < CANVAS.level(low, highest)
    assert CANVAS.level(1, highest) == CANVAS.bottom
    assert CANVAS.level(highest, highest) == CANVAS.top
