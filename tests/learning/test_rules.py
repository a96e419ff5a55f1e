"""What follows from deeds, in many cases."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from abp_lms.errors import Refused
from abp_lms.learning import rules, workbook
from abp_lms.learning.rules import Deeds, Hand, Incoming, Kept, Merge, State
from abp_lms.learning.workbook import Scenario, Unit

NOW = datetime(2026, 11, 3, 14, 2, tzinfo=UTC)
WRITERS = [UUID(int=number, version=4) for number in range(1, 4)]


CONTENT = Path(__file__).parents[2] / "content"


@cache
def unit() -> Unit:
    return workbook.load(CONTENT).units["u01"]


@cache
def everything() -> Deeds:
    assert unit().quiz
    return Deeds(
        pages=frozenset(page.id for page in unit().pages),
        scenario_begun=True,
        scenario_ended=True,
        reflected=frozenset(one.id for one in unit().reflections),
        practised=True,
        answered=frozenset(one.id for one in unit().quiz.questions),  # type: ignore[union-attr]
        quiz_attempted=True,
    )


def some_of(whole: frozenset[str]) -> st.SearchStrategy[frozenset[str]]:
    return st.frozensets(st.sampled_from(sorted(whole)))


deeds = st.builds(
    Deeds,
    pages=some_of(everything().pages),
    scenario_begun=st.booleans(),
    scenario_ended=st.booleans(),
    reflected=some_of(everything().reflected),
    skipped=some_of(everything().reflected),
    practised=st.booleans(),
    answered=some_of(everything().answered),
    quiz_attempted=st.booleans(),
)


@given(deeds)
def test_a_unit_is_complete_exactly_when_nothing_is_left(found: Deeds) -> None:
    pieces = rules.pieces(unit(), found)

    assert rules.is_complete(unit(), found) == (rules.next_piece(pieces) is None)
    assert rules.is_complete(unit(), found) == all(piece.minutes_left == 0 for piece in pieces)


@given(deeds)
def test_minutes_left_are_never_more_than_the_piece_has(found: Deeds) -> None:
    for piece in rules.pieces(unit(), found):
        assert 0 <= piece.minutes_left <= piece.minutes
        assert (piece.state is State.DONE) == (piece.done == piece.total)


@given(deeds, st.frozensets(st.sampled_from(["read", "scenario", "reflect", "practise", "recall"])))
def test_a_piece_left_out_is_never_next(found: Deeds, left_out: frozenset[str]) -> None:
    from dataclasses import replace

    following = rules.next_piece(rules.pieces(unit(), replace(found, left_out=left_out)))

    assert following is None or following.piece not in left_out


def test_a_piece_skipped_for_now_comes_last() -> None:
    from dataclasses import replace

    prompts = frozenset(one.id for one in unit().reflections)
    skipped = replace(everything(), reflected=frozenset(), skipped=prompts, practised=False)

    following = rules.next_piece(rules.pieces(unit(), skipped))

    assert following is not None
    assert following.piece == "practise"
    assert not rules.is_complete(unit(), skipped)


@given(st.datetimes(timezones=st.just(UTC)) | st.none())
def test_the_time_of_a_deed_is_always_within_bounds(said: datetime | None) -> None:
    assert NOW - rules.OLDEST_DEED <= rules.when_done(said, NOW) <= NOW


@given(st.timedeltas(min_value=-timedelta(days=2), max_value=timedelta(days=2)))
def test_time_taken_is_known_only_for_one_sitting(open_for: timedelta) -> None:
    taken = rules.time_taken(NOW - open_for, NOW)

    assert (taken is not None) == (timedelta() <= open_for <= rules.LONGEST_SITTING)


# Scenarios


def a_scenario() -> Scenario:
    found = unit().scenario
    assert found
    return found


@given(st.lists(st.integers(0, 3), max_size=40))
def test_any_way_through_ends_or_can_go_on(choices: list[int]) -> None:
    scenario = a_scenario()
    steps = {step.id: step for step in scenario.steps}
    path: rules.Path = []
    for choice in choices:
        walked = rules.walk(scenario, path)
        if walked.ended:
            break
        options = steps[walked.at].options
        path = rules.decide(scenario, path, walked.at, options[choice % len(options)].id)

    walked = rules.walk(scenario, path)
    assert [[step.id, option] for step, option in walked.decided] == path
    assert walked.ended == (walked.at in {ending.id for ending in scenario.endings})


def test_deciding_the_same_again_changes_nothing() -> None:
    scenario = a_scenario()
    step = scenario.steps[0]
    once = rules.decide(scenario, [], step.id, step.options[0].id)

    assert rules.decide(scenario, once, step.id, step.options[0].id) == once


def test_a_step_that_was_not_reached_cannot_be_decided() -> None:
    scenario = a_scenario()
    last = scenario.steps[-1]

    with pytest.raises(Refused):
        rules.decide(scenario, [], last.id, last.options[0].id)


def test_a_path_goes_as_far_as_the_story_still_has_it() -> None:
    scenario = a_scenario()
    step = scenario.steps[0]
    path = [[step.id, step.options[0].id], ["a-step-of-before", "x"]]

    walked = rules.walk(scenario, path)

    assert len(walked.decided) == 1
    assert walked.at == step.options[0].leads_to


# Drafts

texts = st.sampled_from(["", "one", "one two", "three"])
kept = st.builds(
    lambda text, writer, counter, version: Kept({"what": text}, writer, counter, version, NOW),
    texts,
    st.sampled_from([None, *WRITERS]),
    st.integers(0, 5),
    st.integers(1, 5),
)
incoming = st.builds(
    lambda text, writer, counter, base, minutes: Incoming(
        {"what": text}, NOW + timedelta(minutes=minutes), Hand(writer, counter, base)
    ),
    texts,
    st.sampled_from([None, *WRITERS]),
    st.integers(0, 5),
    st.none() | st.integers(0, 5),
    st.integers(-5, 5),
)


@given(kept, incoming)
def test_words_that_a_hand_has_not_seen_are_never_dropped(was: Kept, comes: Incoming) -> None:
    verdict = rules.merge(was, comes)

    unseen = rules.is_other_hand(comes.hand, writer=was.writer, version=was.version)
    if verdict is Merge.TAKE and unseen:
        assert rules.is_blank(was.boxes)


@given(kept, incoming)
def test_new_words_are_ignored_only_where_they_are_old_blank_or_the_same(
    was: Kept, comes: Incoming
) -> None:
    if rules.merge(was, comes) is not Merge.IGNORE:
        return

    same_hand = comes.hand.writer is not None and comes.hand.writer == was.writer
    assert (
        (same_hand and comes.hand.counter <= was.counter)
        or comes.boxes == was.boxes
        or rules.is_blank(comes.boxes)
    )


@given(kept, incoming)
def test_a_hand_whose_words_were_not_taken_stays_unaware_of_what_it_has_not_seen(
    was: Kept, comes: Incoming
) -> None:
    unseen = rules.is_other_hand(comes.hand, writer=was.writer, version=was.version)

    if unseen and not rules.same_words(was.boxes, comes.boxes):
        assert rules.version_seen(was, comes) == comes.hand.base
    else:
        assert rules.version_seen(was, comes) == was.version


@given(kept, incoming)
def test_of_two_versions_the_newer_is_shown(was: Kept, comes: Incoming) -> None:
    verdict = rules.merge(was, comes)

    if verdict is Merge.TAKE_AND_SET_ASIDE:
        assert comes.edited_at >= was.edited_at
    if verdict is Merge.SET_ASIDE:
        assert comes.edited_at < was.edited_at


def test_the_first_words_are_taken() -> None:
    assert rules.merge(None, Incoming({"what": "one"}, NOW)) is Merge.TAKE


# Quizzes


def test_any_good_answer_is_good_where_one_is_chosen() -> None:
    assert unit().quiz
    question = unit().quiz.questions[0]  # type: ignore[union-attr]
    good = [option.id for option in question.options if option.good]

    assert rules.good_answer(question, good[:1])
    assert not rules.good_answer(question, [o.id for o in question.options if not o.good][:1])


def test_all_good_answers_and_no_other_are_good_where_several_are_chosen() -> None:
    quizzes = (one.quiz for one in workbook.load(CONTENT).units.values() if one.quiz)
    question = next(one for quiz in quizzes for one in quiz.questions if one.several)
    good = [option.id for option in question.options if option.good]
    other = [option.id for option in question.options if not option.good]

    assert rules.good_answer(question, good)
    assert not rules.good_answer(question, good[:-1])
    assert not rules.good_answer(question, [*good, other[0]])
    assert not rules.good_answer(question, [])


@pytest.mark.parametrize("chosen", [[], ["nothing"], ["a", "b"]])
def test_an_answer_is_one_of_the_options(chosen: list[str]) -> None:
    question = unit().quiz.questions[0]  # type: ignore[union-attr]

    with pytest.raises(Refused):
        rules.refuse_unless_options(question, chosen)
