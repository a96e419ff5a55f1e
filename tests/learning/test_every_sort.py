"""Every sort and every sentence that is written: each situation in each place, each offer kept."""

from __future__ import annotations

from html import unescape

import pytest
from flask import Flask

from abp_lms.learning.workbook import LONGEST_SENTENCE
from tests.learning import walking
from tests.learning.every_unit import main_of, open_to_somebody, with_block, words


@pytest.mark.parametrize("unit_id", with_block("sort"))
def test_every_situation_can_be_put_into_every_group(app: Flask, unit_id: str) -> None:
    learner, unit = open_to_somebody(app, unit_id)

    for sort in unit.sorts:
        base = f"/workbook/units/{unit.id}/sort/{sort.id}"
        assert words(sort.html) in words(main_of(learner.client.get(base).text))
        for situation in sort.situations:
            asked = words(main_of(learner.client.get(f"{base}/{situation.id}").text))
            assert words(situation.html) in asked
            assert not [one for one in situation.fits if words(one.feedback) in asked]
            for fit in situation.fits:
                sent = walking.send(
                    learner.client, f"{base}/{situation.id}?again=yes", group=fit.group_id
                )
                shown = main_of(learner.client.get(sent.location).text)
                chosen, others = shown.split("<details")
                assert words(fit.feedback) in words(chosen)
                for other in situation.fits:
                    if other != fit:
                        assert words(other.feedback) in words(others)
                assert ("People differ here" in chosen) == (situation.contested is not None)
        done = words(main_of(learner.client.get(base).text))
        last = [situation.fits[-1].group_id for situation in sort.situations]
        for situation, group_id in zip(sort.situations, last, strict=True):
            group = sort.group(group_id)
            assert group
            assert done.rindex(situation.title) > done.index(group.title)


@pytest.mark.parametrize("unit_id", with_block("sentences"))
def test_every_sentence_that_is_offered_can_be_kept(app: Flask, unit_id: str) -> None:
    learner, unit = open_to_somebody(app, unit_id)
    path = f"/workbook/units/{unit.id}/sentences"

    walking.send(learner.client, path, offered=[one.key for one in unit.sentences])

    mine = unescape(learner.client.get("/workbook/my-sentences").text)
    for offer in unit.sentences:
        assert offer.text in mine
        assert len(offer.text) <= LONGEST_SENTENCE
    assert "You keep everything that is offered here." in learner.client.get(path).text
