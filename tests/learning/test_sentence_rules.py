"""What a sentence is, and which are kept already: pure."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from abp_lms.errors import Refused
from abp_lms.learning import rules
from abp_lms.learning.workbook import Offer

PAGE = "/workbook/my-sentences"


@given(st.text(max_size=400))
def test_a_sentence_is_one_line_of_words_that_fit_in_a_breath(text: str) -> None:
    one_line = " ".join(text.split())

    if 0 < len(one_line) <= 300:
        assert rules.as_said(text) == one_line
    else:
        with pytest.raises(Refused) as refused:
            rules.as_said(text)
        assert refused.value.field == "text"


def test_what_is_kept_already_in_the_same_words_is_not_offered_again() -> None:
    offers = [
        Offer("u01", ident, "direct", (), text, 1)
        for ident, text in (
            ("a", "How do you mean?"),
            ("b", "how do you  mean"),
            ("c", "I see it differently."),
        )
    ]

    assert [one.id for one in rules.not_yet_kept(offers, [])] == ["a", "c"]
    assert [one.id for one in rules.not_yet_kept(offers, ["I SEE it differently"])] == ["a"]


# Pages
