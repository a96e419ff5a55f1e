"""Somebody says that something is wrong: who is told, what is hidden, what stays done."""

from __future__ import annotations

import logging
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from abp_lms import clock
from abp_lms.accounts.models import Academy, AuditEntry, RoleName
from abp_lms.database import session
from abp_lms.learning import queries
from abp_lms.learning.models import ReflectionSave, UnitCompletion
from abp_lms.moderation.rules import URGENT, Category
from tests.factories import make_academy, make_person
from tests.learning import walking
from tests.moderation.conftest import (
    ITEMS,
    MASTERCLASS,
    RESOURCE,
    UNIT,
    WORDS,
    browser_of,
    decide,
    issues,
    mails,
    make_participant,
    report,
)

SAFETY = Category.SAFETY.value


@pytest.mark.parametrize("page", ITEMS)
def test_every_item_has_the_link_and_the_form_says_who_reads_it(
    reporter: FlaskClient, academy: Academy, page: str
) -> None:
    assert f'href="{page}/report"' in reporter.get(page).text

    form = reporter.get(f"{page}/report").text

    assert f"{academy.name} reads what you send here, with your name." in form
    assert form.count('type="radio"') == len(Category)
    assert "mailto:llr.academy@nhs.net" in form


@pytest.mark.parametrize(
    "piece",
    ["", "/read/{page}", "/scenario", "/reflect/{prompt}", "/practise", "/recall/{question}"],
)
def test_every_page_of_a_unit_has_the_link(reporter: FlaskClient, piece: str) -> None:
    unit = queries.the_workbook().units["u02"]
    assert unit.quiz
    path = UNIT + piece.format(
        page=unit.pages[0].id, prompt=unit.reflections[0].id, question=unit.quiz.questions[0].id
    )

    assert f'href="{UNIT}/report"' in reporter.get(path).text


@pytest.mark.parametrize("page", ITEMS)
@pytest.mark.parametrize("category", Category)
def test_what_is_urgent_is_hidden_from_everybody_at_once_and_the_rest_stays(
    app: Flask, reporter: FlaskClient, colleague: FlaskClient, page: str, category: Category
) -> None:
    elsewhere = make_participant(app, make_academy())

    answer = report(reporter, page, category.value)

    assert answer.status_code == 303
    hidden = category in URGENT
    for client in (reporter, colleague, elsewhere):
        seen = client.get(page)
        assert ("is hidden for now" in seen.text) is hidden
        assert seen.status_code == (404 if hidden else 200)
    if page != UNIT:
        assert ("is hidden for now" in app.test_client().get(page).text) is hidden


def test_only_that_item_is_hidden(reporter: FlaskClient) -> None:
    report(reporter, UNIT, SAFETY)

    for page in ("/workbook/units/u01", MASTERCLASS, RESOURCE, "/workbook", "/resources"):
        assert reporter.get(page).status_code == 200, page


def test_every_page_of_a_hidden_unit_is_hidden_but_what_one_sends_is_taken(
    reporter: FlaskClient, colleague: FlaskClient
) -> None:
    # given somebody in the middle of writing
    unit = queries.the_workbook().units["u02"]
    prompt = f"{UNIT}/reflect/{unit.reflections[0].id}"
    fields = walking.fields_of(colleague.get(prompt).text)

    report(reporter, UNIT, SAFETY)

    assert "is hidden for now" in colleague.get(f"{UNIT}/read/{unit.pages[0].id}").text
    assert "is hidden for now" in colleague.get(prompt).text
    sent = colleague.post(prompt, data=fields | {"what": "I was writing.", "how": "written"})
    assert sent.status_code == 303
    assert session.scalars(select(ReflectionSave)).one().unit_id == "u02"
    assert "I was writing." in colleague.get("/workbook/my-words").text


def test_units_done_stay_done_and_the_next_step_goes_round_what_is_hidden(
    reporter: FlaskClient, colleague: FlaskClient
) -> None:
    units = queries.the_workbook().units
    walking.complete(colleague, units["u02"])
    walking.read(colleague, units["orientation"])
    before = colleague.get("/workbook").text

    report(reporter, "/workbook/units/orientation", SAFETY)
    report(reporter, UNIT, SAFETY)

    after = colleague.get("/workbook").text
    assert "1 of 26 units done" in before
    assert "1 of 26 units done" in after
    assert units["orientation"].title in before.partition("Next:")[2].partition("</p>")[0]
    assert units["u01"].title in after.partition("Next:")[2].partition("</p>")[0]
    assert "Hidden for now" in colleague.get("/workbook/months/start").text
    assert "Hidden for now" not in colleague.get("/workbook/months/month-1").text
    assert "You have completed" in colleague.get(f"{UNIT}/complete").text
    assert session.scalars(select(UnitCompletion)).one().unit_id == "u02"


def test_the_academy_is_told_at_once_without_a_word_of_the_report(reporter: FlaskClient) -> None:
    report(reporter, UNIT, SAFETY, WORDS)

    [issue] = issues()
    told = {mail.to_address: mail for mail in mails()}
    own = told.pop("llr.academy@nhs.net")
    assert own.subject.startswith("Hidden: ")
    assert f"/academy/issues/{issue.id}" in own.body
    assert "you can put it back" in own.body
    # and every other academy that shows the item
    assert told
    assert all(mail.subject.startswith("Hidden for now: ") for mail in told.values())
    for mail in (own, *told.values()):
        assert WORDS not in mail.subject + mail.body
        assert "Okafor" not in mail.subject + mail.body


def test_what_stays_up_is_a_task_for_the_academy_alone(reporter: FlaskClient) -> None:
    report(reporter, UNIT, Category.TYPING.value)

    [mail] = mails()
    assert mail.to_address == "llr.academy@nhs.net"
    assert "It stays where it is." in mail.body


def test_no_log_and_no_audit_holds_what_was_written(
    reporter: FlaskClient, staff: FlaskClient, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)

    report(reporter, UNIT, SAFETY, WORDS)
    decide(staff, issues()[0].id, "put back", WORDS)

    assert WORDS not in caplog.text
    entries = [one for one in session.scalars(select(AuditEntry)) if one.subject_kind == "issue"]
    assert {one.deed for one in entries} == {"reported an issue", "decided an issue"}
    assert all(WORDS not in repr(one.detail) for one in entries)


def test_a_report_needs_a_category_and_keeps_what_was_typed(reporter: FlaskClient) -> None:
    answer = report(reporter, UNIT, "", "On page two.")

    assert answer.status_code == 422
    assert "Choose what is wrong" in answer.text
    assert "On page two." in answer.text
    assert report(reporter, UNIT, "rudeness").status_code == 422
    assert report(reporter, UNIT, SAFETY, "x" * 2001).status_code == 422
    assert issues() == []


def test_characters_that_no_database_holds_do_no_harm(reporter: FlaskClient) -> None:
    assert report(reporter, UNIT, "other", "One\x00 two").status_code == 303

    assert issues()[0].text == "One two"


def test_two_clicks_are_one_report(reporter: FlaskClient) -> None:
    for _ in range(2):
        assert report(reporter, UNIT, SAFETY).status_code == 303

    assert len(issues()) == 1


def test_one_person_hides_two_things_a_day_at_most_and_the_rest_is_still_told(
    reporter: FlaskClient,
) -> None:
    pages = (UNIT, MASTERCLASS, RESOURCE)
    for page in pages:
        report(reporter, page, SAFETY)

    assert [reporter.get(page).status_code for page in pages] == [404, 404, 200]
    assert len(issues()) == 3


def test_one_person_reports_five_times_a_day_at_most(reporter: FlaskClient) -> None:
    categories = [one.value for one in Category if one not in URGENT]
    for category in categories:
        assert report(reporter, UNIT, category).status_code == 303
    for category in categories[:2]:
        assert report(reporter, RESOURCE, category).status_code == 303

    refused = report(reporter, MASTERCLASS, "other", "One more.")

    assert refused.status_code == 429
    assert "One more." in refused.text
    assert len(issues()) == 5
    with clock.at(clock.now() + timedelta(hours=25)):
        again = browser_of(reporter.application, issues()[0].reporter)
        assert report(again, MASTERCLASS, "other").status_code == 303


def test_what_the_academy_put_back_the_same_person_does_not_hide_again(
    reporter: FlaskClient, colleague: FlaskClient, staff: FlaskClient
) -> None:
    report(reporter, UNIT, SAFETY)
    decide(staff, issues()[0].id, "put back")

    report(reporter, UNIT, SAFETY)
    assert colleague.get(UNIT).status_code == 200

    report(colleague, UNIT, SAFETY)
    assert reporter.get(UNIT).status_code == 404


def test_whoever_has_no_academy_is_told_where_to_write(client: FlaskClient, app: Flask) -> None:
    manager = browser_of(app, make_person(RoleName.LINE_MANAGER))

    page = manager.get(f"{RESOURCE}/report").text

    assert "mailto:llr.academy@nhs.net" in page
    assert 'type="radio"' not in page
    answer = manager.get(f"{MASTERCLASS}/report")
    assert "mailto:" in answer.text
    assert client.get(f"{RESOURCE}/report").location.startswith("/sign-in")


def test_a_unit_of_another_programme_cannot_be_reported(reporter: FlaskClient) -> None:
    for missing in ("/workbook/units/nowhere", "/resources/nowhere", "/masterclasses/nowhere"):
        assert reporter.get(f"{missing}/report").status_code == 404
