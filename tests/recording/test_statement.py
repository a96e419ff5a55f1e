"""What a statement says, and what it never says."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from uuid import uuid4

import pytest
from flask import Flask
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from abp_lms.recording import statement, vocabulary
from abp_lms.recording.statement import Sealed, Where, iso_duration, timestamp
from tests.recording.statements import AT, page_read, reflection_written, unit_completed

HOME = "http://127.0.0.1"  # the address people type, without its port


def test_the_actor_is_an_account_and_nothing_else(app: Flask) -> None:
    actor = uuid4()

    said = page_read(actor).statement

    assert said["actor"] == {
        "objectType": "Agent",
        "account": {"homePage": HOME, "name": str(actor)},
    }


def test_a_reader_finds_unit_module_and_programme_in_the_context(app: Flask) -> None:
    said = page_read().statement["context"]["contextActivities"]

    assert [one["id"] for one in said["parent"]] == [f"{HOME}/id/units/u01"]
    assert [one["id"] for one in said["grouping"]] == [
        f"{HOME}/id/programmes/llr/modules/month-1",
        f"{HOME}/id/programmes/llr",
    ]
    assert [one["id"] for one in said["category"]] == [f"{HOME}/id/profile"]


def test_a_unit_is_not_its_own_parent(app: Flask) -> None:
    said = unit_completed().statement

    parents = [one["id"] for one in said["context"]["contextActivities"]["parent"]]
    assert parents == [f"{HOME}/id/programmes/llr/modules/month-1"]


def test_a_programme_stands_alone(app: Flask) -> None:
    said = statement.made(
        actor_name=uuid4(),
        verb=vocabulary.REGISTERED,
        object=statement.programme("llr", name="Active Bystander Programme"),
        at=AT,
        where=Where(programme_id="llr", registration=uuid4()),
    ).statement

    assert list(said["context"]["contextActivities"]) == ["category"]


def test_sealed_text_travels_beside_the_statement_and_not_in_it(app: Flask) -> None:
    recorded = reflection_written(jwe="head.key.iv.cipher.tag")

    (attachment,) = recorded.attachments
    (described,) = recorded.statement["attachments"]
    assert attachment.content == b"head.key.iv.cipher.tag"
    assert described["sha2"] == sha256(attachment.content).hexdigest()
    assert described["length"] == len(attachment.content)
    assert described["contentType"] == "application/jose"
    assert "cipher" not in json.dumps(recorded.statement)


def test_only_what_may_carry_text_carries_text(app: Flask) -> None:
    with pytest.raises(ValueError, match="carries no text"):
        statement.made(
            actor_name=uuid4(),
            verb=vocabulary.COMPLETED,
            object=statement.unit("u01", name="One"),
            at=AT,
            where=Where(programme_id="llr", registration=uuid4()),
            sealed=[Sealed("a.b.c.d.e")],
        )


def test_a_statement_outside_the_profile_is_refused(app: Flask) -> None:
    with pytest.raises(ValueError, match="no statement with"):
        statement.made(
            actor_name=uuid4(),
            verb=vocabulary.ATTENDED,
            object=statement.unit("u01", name="One"),
            at=AT,
            where=Where(programme_id="llr", registration=uuid4()),
        )


def test_every_pair_of_verb_and_kind_is_one_shape() -> None:
    pairs = [(shape.verb.id, shape.kind.id) for shape in vocabulary.SHAPES]

    assert len(pairs) == len(set(pairs))
    assert {shape.name for shape in vocabulary.SHAPES} > vocabulary.COMPLETION_SHAPES


def test_the_decision_page_names_every_shape() -> None:
    page = Path(__file__).parents[2] / "docs" / "decisions" / "0150-the-vocabulary.md"
    named = re.findall(r"[a-z]+(?:-[a-z]+)+", page.read_text().partition("| --- |")[2])

    assert {shape.name for shape in vocabulary.SHAPES} <= set(named)


def test_a_question_lists_its_options_and_the_good_ones(app: Flask) -> None:
    question = statement.choice_question(
        "units", "u01", "quiz", "q1",
        name="What is your role?",
        choices={"solve": "Work out who is right", "ease": "Help the heat come down"},
        correct=["ease"],
    )  # fmt: skip

    definition = question["definition"]
    assert definition["interactionType"] == "choice"
    assert definition["correctResponsesPattern"] == ["ease"]
    assert definition["choices"][0] == {
        "id": "solve",
        "description": {"en-GB": "Work out who is right"},
    }


@given(st.datetimes(datetime(1970, 1, 2), timezones=st.timezones()))  # noqa: DTZ001
@hypothesis_settings(suppress_health_check=[HealthCheck.too_slow])
def test_a_timestamp_is_utc_to_the_millisecond_and_never_later_than_the_deed(
    moment: datetime,
) -> None:
    written = timestamp(moment)

    read = datetime.strptime(written, "%Y-%m-%dT%H:%M:%S.%fZ").replace(tzinfo=UTC)
    assert timedelta() <= moment - read < timedelta(milliseconds=1)


@pytest.mark.parametrize(
    ("duration", "written"),
    [
        (timedelta(), "PT0S"),
        (timedelta(minutes=5), "PT5M"),
        (timedelta(hours=26, seconds=1), "PT26H1S"),
        (timedelta(seconds=90.257), "PT1M30.25S"),
        (timedelta(milliseconds=100), "PT0.1S"),
        (timedelta(milliseconds=9), "PT0S"),
    ],
)
def test_a_duration_is_written_with_designators(duration: timedelta, written: str) -> None:
    assert iso_duration(duration) == written


def test_time_does_not_run_backwards() -> None:
    with pytest.raises(ValueError, match="not negative"):
        iso_duration(timedelta(seconds=-1))
