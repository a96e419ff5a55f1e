"""My safety card: written, changed, printed, deleted, and nobody else's business."""

from __future__ import annotations

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select

from abp_lms.database import session
from abp_lms.errors import Refused
from abp_lms.learning import queries, rules
from abp_lms.learning.models import SafetyCardSave
from abp_lms.programme.models import Place
from abp_lms.recording.models import OutboxEntry
from tests.accounts.test_held import end_sign_ins, sign_in_on
from tests.counting import counted_queries
from tests.factories import make_person
from tests.learning import walking
from tests.learning.conftest import Learner, make_learner
from tests.sign_in import sign_in

PAGE = "/workbook/safety-card"
WRITE = f"{PAGE}/write"


@given(st.dictionaries(st.sampled_from(sorted(rules.LINES)), st.text(max_size=320)))
def test_a_card_has_a_word_and_no_line_too_long_for_a_pocket(lines: dict[str, str]) -> None:
    sound = any(text.strip() for text in lines.values()) and all(
        len(text) <= rules.LONGEST_LINE for text in lines.values()
    )

    if sound:
        rules.refuse_unless_card(lines)
    else:
        with pytest.raises(Refused) as refused:
            rules.refuse_unless_card(lines)
        assert refused.value.field in rules.LINES


def test_without_a_card_the_questions_and_the_way_to_one_are_there(learner: Learner) -> None:
    page = learner.client.get(PAGE).text

    assert "Is it safe for me?" in page
    assert "Write my card" in page
    assert "A card on paper does as well." in page


def test_a_card_is_shown_as_it_was_written(learner: Learner) -> None:
    sent = walking.send(learner.client, WRITE, person="Ada, <b>ext</b> 12", way_out="Left stair")

    page = learner.client.get(sent.location).text
    assert "Ada, &lt;b&gt;ext&lt;/b&gt; 12" in page
    assert page.index("Left stair") < page.index("Ada,")
    assert "My stop sign" not in page
    assert "Only you can read what you write here." in page


def test_what_stood_on_it_before_stays_until_the_card_is_deleted(learner: Learner) -> None:
    walking.send(learner.client, WRITE, help="Call 2222")
    assert "Call 2222" in learner.client.get(WRITE).text
    walking.send(learner.client, WRITE, help="Call 3333")

    page = learner.client.get(PAGE).text
    assert page.index("Call 3333") < page.index("What stood on it before") < page.index("Call 2222")

    gone = learner.client.post(f"{PAGE}/delete", data=walking.fields_of(page))
    assert gone.status_code == 303
    assert "Write my card" in learner.client.get(PAGE).text
    assert session.scalar(select(func.count()).select_from(SafetyCardSave)) == 0


def test_sending_a_card_twice_saves_it_once(learner: Learner) -> None:
    form = walking.fields_of(learner.client.get(WRITE).text) | {"help": "Call 2222"}

    learner.client.post(WRITE, data=form)
    learner.client.post(WRITE, data=form)

    assert session.scalar(select(func.count()).select_from(SafetyCardSave)) == 1


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ({}, "Write on one line at least"),
        ({"person": "Ada " * 80, "help": "Call 2222"}, "Shorten this to 300 characters"),
    ],
)
def test_a_card_that_is_refused_keeps_what_was_typed(
    learner: Learner, lines: dict[str, str], said: str
) -> None:
    refused = walking.send(learner.client, WRITE, **lines)

    assert refused.status_code == 422
    assert said in refused.text
    for text in lines.values():
        assert text.strip() in refused.text
    assert session.scalar(select(func.count()).select_from(SafetyCardSave)) == 0


def test_a_card_outlives_the_sign_in_in_which_it_was_typed(learner: Learner) -> None:
    form = walking.fields_of(learner.client.get(WRITE).text) | {"person": "Ada, ext 12"}
    end_sign_ins()

    refused = learner.client.post(WRITE, data=form)
    back = sign_in_on(learner.client, refused, learner.person)

    assert refused.status_code == 401
    assert "Ada, ext 12" not in refused.text
    assert back.location == WRITE
    assert "Ada, ext 12" in learner.client.get(WRITE).text


def test_nobody_sees_or_deletes_somebody_elses(app: Flask, learner: Learner) -> None:
    walking.send(learner.client, WRITE, person="For me alone")
    somebody = make_learner(app, cohort=session.get(Place, learner.place.id).cohort)

    for path in (PAGE, WRITE, f"{PAGE}?person_id={learner.person.id}"):
        assert "For me alone" not in somebody.client.get(path).text
    somebody.client.post(
        f"{PAGE}/delete", data=walking.fields_of(somebody.client.get("/workbook/my-words").text)
    )

    assert "For me alone" in learner.client.get(PAGE).text


def test_it_is_at_hand_where_one_decides_and_where_one_seeks_help(learner: Learner) -> None:
    unit = queries.the_workbook().units["u01"]
    assert unit.scenario
    ending = walking.go_through_scenario(learner.client, unit)
    step = f"/workbook/units/u01/scenario/{unit.scenario.first}"

    for page in (
        ending,
        learner.client.get(step),
        learner.client.get("/workbook/units/u01/scenario?again=yes"),
        learner.client.get("/support"),
        learner.client.get("/workbook"),
    ):
        assert f'href="{PAGE}"' in page.text


@pytest.mark.parametrize(
    "path", ["orientation/read/support", "u13/read/safety-card", "u13/practise"]
)
def test_units_lead_to_it_early_and_where_they_teach_it(learner: Learner, path: str) -> None:
    assert f'<a href="{PAGE}">' in learner.client.get(f"/workbook/units/{path}").text


def test_whoever_is_not_signed_in_is_not_led_to_it(app: Flask) -> None:
    assert PAGE not in app.test_client().get("/support").text


def test_it_is_found_by_the_search_and_goes_into_the_download(learner: Learner) -> None:
    walking.send(learner.client, WRITE, person="Marmalade, ext 12")

    found = walking.send(learner.client, "/workbook/my-words", words="marmalade").text

    assert "1 found for" in found
    assert "My safety card" in found
    assert "Marmalade, ext 12" in learner.client.get("/workbook/my-words/download").text


def test_nobody_is_told_of_it(learner: Learner) -> None:
    walking.send(learner.client, WRITE, person="Ada")

    assert session.scalar(select(func.count()).select_from(OutboxEntry)) == 0
    assert session.get(Place, learner.place.id).last_active_on is None


def test_it_stays_ones_own_without_a_place(app: Flask) -> None:
    client = app.test_client()
    sign_in(client, make_person())

    assert walking.send(client, WRITE, person="Ada").status_code == 303
    assert "Ada" in client.get(PAGE).text


def test_the_number_of_queries_does_not_grow_with_what_stood_on_it(learner: Learner) -> None:
    def queries_of(path: str) -> int:
        with counted_queries() as sent:
            assert learner.client.get(path).status_code == 200
        return len(sent)

    walking.send(learner.client, WRITE, person="Ada")
    before = [queries_of(path) for path in (PAGE, WRITE)]
    for name in ("Ben", "Cem", "Dot"):
        walking.send(learner.client, WRITE, person=name)

    assert [queries_of(path) for path in (PAGE, WRITE)] == before
