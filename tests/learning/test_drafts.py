"""Drafts on the server: sealed, newest first, never dropped, only their author's."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from abp_lms.database import session
from abp_lms.learning.models import Draft, ReflectionSave, SetAside
from abp_lms.learning.workbook import Unit
from tests.factories import PASSWORD
from tests.learning import walking
from tests.learning.conftest import Learner, make_learner

NOW = datetime(2026, 11, 3, 14, 2, tzinfo=UTC)


def send(client: FlaskClient, path: str, body: object) -> TestResponse:
    token = client.get("/workbook/drafts/session", headers={"Accept": "application/json"}).json
    assert token
    return client.post(path, json=body, headers={"X-CSRFToken": token["csrf_token"]})


def draft(text: str, **given: object) -> dict[str, object]:
    return {
        "boxes": {"what": text},
        "edited_at": NOW.isoformat(),
        "writer": str(uuid4()),
        "counter": 1,
        "base": 0,
    } | given


def address(unit: Unit) -> str:
    return f"/workbook/drafts/{unit.id}/{unit.reflections[0].id}"


def shown(learner: Learner, unit: Unit) -> dict[str, object]:
    found = learner.client.get(address(unit)).json
    assert found is not None
    return found


def count(table: type) -> int:
    return session.scalar(select(func.count()).select_from(table)) or 0


def test_a_draft_is_answered_with_the_time_it_was_saved(learner: Learner, unit: Unit) -> None:
    answer = send(learner.client, address(unit), draft("On the stairs."))

    assert answer.status_code == 200
    assert answer.json is not None
    assert set(answer.json) == {"saved_at", "version", "set_aside"}
    datetime.strptime(answer.json["saved_at"], "%H:%M")  # noqa: DTZ007
    page = learner.client.get(f"/workbook/units/{unit.id}/reflect/{unit.reflections[0].id}")
    assert "On the stairs." in page.text


def test_a_draft_is_no_save_and_no_statement(learner: Learner, unit: Unit) -> None:
    send(learner.client, address(unit), draft("Not yet."))

    assert count(ReflectionSave) == 0
    assert "not saved yet" in learner.client.get("/workbook/my-words").text


def test_older_words_of_the_same_hand_never_overwrite_newer(learner: Learner, unit: Unit) -> None:
    writer = str(uuid4())
    send(learner.client, address(unit), draft("First and second.", writer=writer, counter=2))

    send(learner.client, address(unit), draft("First.", writer=writer, counter=1))

    assert shown(learner, unit)["boxes"]["what"] == "First and second."
    assert count(SetAside) == 0


def test_a_hand_that_has_seen_the_newest_words_replaces_them(learner: Learner, unit: Unit) -> None:
    first = send(learner.client, address(unit), draft("One."))
    assert first.json

    send(learner.client, address(unit), draft("One. Two.", base=first.json["version"]))

    assert shown(learner, unit)["boxes"]["what"] == "One. Two."
    assert count(SetAside) == 0


@pytest.mark.parametrize(
    ("minutes", "in_the_boxes", "kept_beside"), [(5, "Phone.", "Ward."), (-5, "Ward.", "Phone.")]
)
def test_words_of_two_hands_are_both_kept_and_the_newer_are_shown(
    learner: Learner, unit: Unit, minutes: int, in_the_boxes: str, kept_beside: str
) -> None:
    send(learner.client, address(unit), draft("Ward."))

    later = (NOW + timedelta(minutes=minutes)).isoformat()
    answer = send(learner.client, address(unit), draft("Phone.", edited_at=later))

    assert answer.json is not None
    assert answer.json["set_aside"] is True
    assert shown(learner, unit)["boxes"]["what"] == in_the_boxes
    page = learner.client.get(f"/workbook/units/{unit.id}/reflect/{unit.reflections[0].id}")
    assert "Another version" in page.text
    assert kept_beside in page.text


def test_a_hand_that_goes_on_typing_after_a_conflict_replaces_nothing_unseen(
    learner: Learner, unit: Unit
) -> None:
    send(learner.client, address(unit), draft("Phone."))
    ward = draft("Ward", edited_at=(NOW - timedelta(hours=1)).isoformat())

    for _sent in range(2):
        first = send(learner.client, address(unit), ward)
    assert first.json is not None
    assert first.json["version"] == ward["base"]
    assert count(SetAside) == 1
    session.rollback()
    on = ward | {"boxes": {"what": "Ward, going on."}, "counter": 2}
    on["edited_at"] = (NOW + timedelta(minutes=1)).isoformat()
    second = send(learner.client, address(unit), on | {"base": first.json["version"]})

    assert second.json is not None
    assert second.json["set_aside"] is True
    page = learner.client.get(f"/workbook/units/{unit.id}/reflect/{unit.reflections[0].id}").text
    assert "Ward, going on." in page
    assert "Phone." in page


def test_the_author_can_use_the_version_that_was_set_aside_or_delete_it(
    learner: Learner, unit: Unit
) -> None:
    send(learner.client, address(unit), draft("Ward."))
    send(learner.client, address(unit), draft("Phone."))
    page = f"/workbook/units/{unit.id}/reflect/{unit.reflections[0].id}"
    choose = f"/workbook/units/{unit.id}/set-aside/"

    token = walking.fields_of(learner.client.get(page).text)
    form = {"csrf_token": token["csrf_token"], "prompt": unit.reflections[0].id}
    first = session.scalars(select(SetAside.id)).one()
    session.rollback()
    used = learner.client.post(f"{choose}{first}", data=form | {"do": "use"})

    assert used.status_code == 303
    assert shown(learner, unit)["boxes"]["what"] == "Ward."
    second = session.scalars(select(SetAside.id)).one()
    session.rollback()
    learner.client.post(f"{choose}{second}", data=form | {"do": "delete"})
    assert count(SetAside) == 0
    assert shown(learner, unit)["boxes"]["what"] == "Ward."


def test_somebody_else_reaches_neither_draft_nor_set_aside(
    app: Flask, learner: Learner, unit: Unit
) -> None:
    send(learner.client, address(unit), draft("Ward."))
    send(learner.client, address(unit), draft("Phone."))
    somebody = make_learner(app)

    assert shown(somebody, unit)["boxes"] == {}
    other = session.scalars(select(SetAside.id)).one()
    session.rollback()
    token = walking.fields_of(somebody.client.get("/workbook/this-device").text)
    answer = somebody.client.post(
        f"/workbook/units/{unit.id}/set-aside/{other}",
        data={"csrf_token": token["csrf_token"], "do": "delete", "prompt": "x"},
    )
    assert answer.status_code == 404
    assert count(SetAside) == 1


def test_saving_settles_the_draft_and_late_words_of_its_hand_change_nothing(
    learner: Learner, unit: Unit
) -> None:
    writer = str(uuid4())
    send(learner.client, address(unit), draft("Almost", writer=writer, counter=1))
    walking.send(
        learner.client,
        f"/workbook/units/{unit.id}/reflect/{unit.reflections[0].id}",
        what="Almost done.",
        how="written",
        writer=writer,
        counter="3",
    )

    send(learner.client, address(unit), draft("Almost do", writer=writer, counter=2))

    assert shown(learner, unit)["boxes"]["what"] == "Almost done."
    assert session.scalars(select(Draft.sealed)).one() is None


def test_a_save_never_drops_what_another_hand_wrote_meanwhile(learner: Learner, unit: Unit) -> None:
    page = f"/workbook/units/{unit.id}/reflect/{unit.reflections[0].id}"
    form = walking.fields_of(learner.client.get(page).text)
    send(learner.client, address(unit), draft("From the phone."))

    learner.client.post(page, data=form | {"what": "From the ward.", "how": "written"})

    text = learner.client.get(page).text
    assert "From the phone." in text
    assert "From the ward." in text


@pytest.mark.parametrize("how", ["on-paper", "skip"])
def test_words_typed_beside_paper_or_skip_stay_as_a_draft(
    learner: Learner, unit: Unit, how: str
) -> None:
    page = f"/workbook/units/{unit.id}/reflect/{unit.reflections[0].id}"

    walking.send(learner.client, page, what="Half a thought", how=how)

    assert "Half a thought" in learner.client.get(page).text


def test_words_sent_after_the_sign_in_ended_come_back_and_replace_nothing_unseen(
    learner: Learner, unit: Unit
) -> None:
    page = f"/workbook/units/{unit.id}/reflect/{unit.reflections[0].id}"
    form = walking.fields_of(learner.client.get(page).text)
    send(learner.client, address(unit), draft("From the phone."))
    learner.client.delete_cookie("abl")

    asked = learner.client.post(page, data=form | {"what": "From the ward.", "how": "written"})
    assert asked.status_code == 401
    back = learner.client.post(
        "/sign-in",
        data=walking.fields_of(asked.text) | {"email": learner.person.email, "password": PASSWORD},
    )

    assert back.location == page
    shown_again = learner.client.get(page).text
    assert "From the ward." in shown_again
    again = walking.fields_of(shown_again)
    learner.client.post(page, data=again | {"what": "From the ward.", "how": "written"})
    text = learner.client.get(page).text
    assert "From the phone." in text
    assert "From the ward." in text


def test_without_a_sign_in_a_script_is_told_so(app: Flask, unit: Unit) -> None:
    client = app.test_client()

    for path in ("/workbook/drafts/session", address(unit)):
        answer = client.get(path, headers={"Accept": "application/json"})
        assert answer.status_code == 401
        assert answer.content_type == "application/problem+json"


@pytest.mark.parametrize(
    "body",
    ["words", [], {}, {"boxes": 3}, {"items": []}, {"items": {str(n): "x" for n in range(51)}}],
)
def test_what_cannot_be_read_is_a_clear_fault(learner: Learner, unit: Unit, body: object) -> None:
    for path in (address(unit), "/workbook/drafts/sync"):
        assert send(learner.client, path, body).status_code == 400


def test_words_that_are_too_long_are_refused_and_shown_again(learner: Learner, unit: Unit) -> None:
    page = f"/workbook/units/{unit.id}/reflect/{unit.reflections[0].id}"
    long = "word " * 5000

    answer = walking.send(learner.client, page, what=long, how="written")

    assert answer.status_code == 422
    assert "Shorten this to 20,000 characters" in answer.text
    assert answer.text.count("word ") >= 5000


def test_nothing_is_kept_on_the_device_when_the_person_says_so(
    learner: Learner, unit: Unit
) -> None:
    page = f"/workbook/units/{unit.id}/reflect/{unit.reflections[0].id}"
    assert 'data-keep="yes"' in learner.client.get(page).text

    walking.send(learner.client, "/workbook/this-device", keep="no")

    text = learner.client.get(page).text
    assert 'data-keep="no"' in text
    assert "You chose to keep nothing on this device" in text
