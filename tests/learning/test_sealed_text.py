"""A planted phrase is found nowhere but on its author's own pages."""

from __future__ import annotations

import json
import logging
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from flask import Flask
from sqlalchemy import select

from abp_lms.accounts.models import Person, RoleName
from abp_lms.database import Base, session
from abp_lms.learning.models import Reminder, SharedPlan
from abp_lms.learning.workbook import Unit
from abp_lms.settings import Settings
from tests.conftest import ON_POSTGRESQL
from tests.factories import make_line_management, make_person, make_role
from tests.learning import walking
from tests.learning.conftest import Learner, make_learner
from tests.learning.test_drafts import address, draft, send
from tests.sign_in import sign_in

PHRASE = "violet-umbrella-37"
LETTER = "/workbook/units/closing/letter"
PLAN = "/workbook/units/u23/plan"
# A statement of a scale: it stands in no plain column, so whoever finds it opened the answers.
RATED = "lower-the-heat"


@pytest.fixture
def planted(app: Flask, learner: Learner, unit: Unit, caplog: pytest.LogCaptureFixture) -> Learner:
    """Somebody who wrote the phrase wherever the workbook takes text, and rated themselves."""
    caplog.set_level(logging.DEBUG)
    manager = make_person()
    make_role(person_id=learner.person.id, name=RoleName.PARTICIPANT)
    sign_in(learner.client, learner.person)
    make_line_management(person_id=learner.person.id, manager_id=manager.id)
    walking.complete(learner.client, unit, text=PHRASE)
    walking.practise(learner.client, unit, note=PHRASE)
    send(learner.client, address(unit), draft(PHRASE + " draft"))
    send(learner.client, address(unit), draft(PHRASE + " elsewhere"))
    walking.practise(learner.client, unit, approach="", note=PHRASE)
    walking.send(learner.client, LETTER, letter=PHRASE, when="90", how="written")
    walking.send(learner.client, PLAN, act=PHRASE, how="written")
    share(learner)
    walking.send(learner.client, "/workbook/my-sentences", text=PHRASE)
    walking.send(learner.client, "/workbook/safety-card/write", person=PHRASE)
    rating = "/workbook/units/orientation/rate/how-sure/five"
    walking.send(learner.client, rating, **{f"item-{RATED}": "4"})
    return learner


def share(learner: Learner) -> None:
    path = "/workbook/plan/share"
    token = walking.fields_of(learner.client.get(path).text)
    looked = learner.client.post(f"{path}/look", data=token | {"show": "act"})
    shared = learner.client.post(path, data=walking.fields_of(looked.text))
    assert shared.status_code == 303


def test_no_table_holds_it(planted: Learner) -> None:
    looked_at = 0
    for table in Base.metadata.sorted_tables:
        for row in session.execute(select(table)):
            looked_at += 1
            for sealed in (PHRASE, RATED):
                assert sealed not in repr(tuple(row)), table.name
                for value in row:
                    if isinstance(value, bytes):
                        assert sealed.encode() not in value, table.name
    assert looked_at > 40


def test_no_file_holds_it(planted: Learner, settings: Settings) -> None:
    files = [path for path in Path(settings.data).rglob("*") if path.is_file()]

    assert ON_POSTGRESQL or any(path.name.startswith("abp_lms.sqlite3") for path in files)
    for path in files:
        for sealed in (PHRASE, RATED):
            assert sealed.encode() not in path.read_bytes(), path


def test_no_log_holds_it(planted: Learner, caplog: pytest.LogCaptureFixture) -> None:
    assert PHRASE not in caplog.text
    assert RATED not in caplog.text


def test_its_author_finds_it(planted: Learner, unit: Unit) -> None:
    base = f"/workbook/units/{unit.id}"
    for path in (
        "/workbook/my-words",
        "/workbook/my-sentences",
        "/workbook/safety-card",
        f"{base}/reflect/{unit.reflections[0].id}",
        f"{base}/practise",
        LETTER,
        PLAN,
        "/workbook/plan",
        "/what-my-manager-sees",
        f"/workbook/letters/{letter_id()}",
    ):
        assert PHRASE in planted.client.get(path).text, path


def test_nobody_else_finds_it(app: Flask, planted: Learner, unit: Unit) -> None:
    somebody = make_learner(app)
    base = f"/workbook/units/{unit.id}"

    for path in (
        "/",
        "/workbook",
        "/workbook/my-words",
        "/workbook/my-words/download",
        "/workbook/my-sentences",
        "/workbook/safety-card",
        "/workbook/safety-card/write",
        base,
        f"{base}/complete",
        f"{base}/reflect/{unit.reflections[0].id}",
        f"{base}/practise",
        address(unit),
        LETTER,
        PLAN,
        "/workbook/plan",
        "/workbook/plan/share",
        "/what-my-manager-sees",
        f"/workbook/letters/{letter_id()}",
        "/workbook/nowhere",
    ):
        assert PHRASE not in somebody.client.get(path).text, path


def letter_id() -> UUID:
    return session.scalars(select(Reminder.id)).one()


def test_of_the_managers_pages_only_the_one_it_was_shared_on_holds_it(
    app: Flask, planted: Learner
) -> None:
    manager_id = session.scalars(select(SharedPlan.manager_id)).one()
    manager = session.get_one(Person, manager_id)
    make_role(person_id=manager_id, name=RoleName.LINE_MANAGER)
    desk = app.test_client()
    sign_in(desk, manager)

    about = f"/my-people/{planted.person.id}"
    assert desk.get(about).text.count(PHRASE) == 1
    for path in ("/", "/my-people", LETTER, PLAN, "/workbook/plan", "/workbook/my-words"):
        assert PHRASE not in desk.get(path).text, path
    for table in Base.metadata.sorted_tables:
        for row in session.execute(select(table)):
            assert PHRASE not in repr(tuple(row)), table.name


def test_no_error_page_or_address_holds_it(
    app: Flask, learner: Learner, unit: Unit, monkeypatch: pytest.MonkeyPatch
) -> None:
    from abp_lms.learning.actions import reflections

    def fail(*_given: object, **_named: object) -> None:
        raise ValueError(PHRASE)

    monkeypatch.setattr(reflections, "save", fail)
    monkeypatch.setattr(app, "testing", False)
    monkeypatch.setitem(app.config, "PROPAGATE_EXCEPTIONS", False)
    page = f"/workbook/units/{unit.id}/reflect/{unit.reflections[0].id}"

    answer = walking.send(learner.client, page, what=PHRASE, how="written")

    assert answer.status_code == 500
    assert PHRASE not in answer.text


def test_a_stolen_sign_in_of_somebody_else_opens_nothing(app: Flask, planted: Learner) -> None:
    """Even with another person's row in hand, what was sealed to one key stays shut to another."""
    from abp_lms import sealing
    from abp_lms.learning.models import ReflectionSave
    from abp_lms.settings import current

    somebody = make_person()
    client = app.test_client()
    sign_in(client, somebody)
    text = session.scalars(select(ReflectionSave.sealed).limit(1)).one()
    assert text is not None

    with pytest.raises(sealing.CannotOpen):
        sealing.open_sealed(text, somebody.wrapped_private_key, current().installation_key())


def test_two_seals_of_the_same_words_differ(learner: Learner, unit: Unit) -> None:
    from abp_lms.learning.actions import drafts

    first, second = (
        drafts.seal_boxes(learner.person.id, {"what": PHRASE, "n": str(uuid4())}) for _ in range(2)
    )

    assert first != second
    assert json.dumps(PHRASE) not in first
