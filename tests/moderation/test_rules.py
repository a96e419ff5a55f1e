"""What a report does at once."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from abp_lms.moderation import rules
from abp_lms.moderation.rules import Category, Outcome


def test_the_categories_are_the_five_and_other() -> None:
    assert [one.value for one in Category] == [
        "copyright infringement",
        "breach of personal data",
        "factual inaccuracies",
        "typing errors",
        "safety concerns",
        "other",
    ]


@pytest.mark.parametrize(
    ("category", "hidden"),
    [
        (Category.COPYRIGHT, True),
        (Category.PERSONAL_DATA, True),
        (Category.SAFETY, True),
        (Category.FACTUAL, False),
        (Category.TYPING, False),
        (Category.OTHER, False),
    ],
)
def test_what_could_do_harm_is_hidden_and_the_rest_stays(category: Category, hidden: bool) -> None:
    assert rules.hides(category, hidings_in_window=0, put_back_before=False) is hidden


@given(st.sampled_from(Category), st.integers(min_value=rules.MOST_HIDINGS), st.booleans())
def test_one_person_cannot_hide_item_after_item(
    category: Category, hidings: int, put_back: bool
) -> None:
    assert not rules.hides(category, hidings_in_window=hidings, put_back_before=put_back)


@given(st.sampled_from(Category), st.integers(min_value=0))
def test_what_was_put_back_is_not_hidden_again_by_the_same_person(
    category: Category, hidings: int
) -> None:
    assert not rules.hides(category, hidings_in_window=hidings, put_back_before=True)


@pytest.mark.parametrize(
    ("outcome", "may"),
    [(None, True), (Outcome.KEPT_HIDDEN, True), (Outcome.PUT_BACK, False), (Outcome.MENDED, False)],
)
def test_only_what_is_kept_hidden_is_decided_again(outcome: Outcome | None, may: bool) -> None:
    assert rules.may_decide(outcome) is may


@given(st.text())
def test_a_text_is_kept_as_a_page_can_show_it(text: str) -> None:
    kept = rules.readable(text)

    assert "\x00" not in kept
    assert rules.readable(kept) == kept
