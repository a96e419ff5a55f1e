"""The academy looks into a report, decides, and the reporter learns what came of it."""

from __future__ import annotations

from uuid import uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient

from abp_lms.accounts.models import Academy
from abp_lms.moderation import queries
from abp_lms.moderation.rules import Category
from tests.counting import counted_queries
from tests.factories import make_academy
from tests.moderation.conftest import (
    ITEMS,
    MASTERCLASS,
    RESOURCE,
    UNIT,
    WORDS,
    decide,
    issues,
    mails,
    make_participant,
    make_staff,
    report,
)
from tests.sign_in import csrf_token

SAFETY = Category.SAFETY.value
LIST = "/academy/issues"


@pytest.mark.parametrize("page", ITEMS)
@pytest.mark.parametrize(
    ("outcome", "hidden", "words"),
    [
        ("put back", False, "Put back as it was"),
        ("mended", False, "Mended"),
        ("kept hidden", True, "Kept hidden"),
    ],
)
def test_a_decision_shows_or_hides_and_the_reporter_learns_it(
    reporter: FlaskClient,
    colleague: FlaskClient,
    staff: FlaskClient,
    page: str,
    outcome: str,
    hidden: bool,
    words: str,
) -> None:
    report(reporter, page, SAFETY, WORDS)
    assert WORDS in staff.get(f"{LIST}/{issues()[0].id}").text
    assert "Ada Okafor" in staff.get(f"{LIST}/{issues()[0].id}").text

    assert decide(staff, issues()[0].id, outcome, "It was the third line.").status_code == 303

    assert ("is hidden for now" in colleague.get(page).text) is hidden
    mine = reporter.get("/issues").text
    assert words in mine
    assert "It was the third line." in mine
    mail = mails()[-1]
    assert mail.to_address == issues()[0].reporter.email
    assert mail.body.rstrip().endswith("/issues")
    assert "third line" not in mail.body
    assert WORDS not in mail.body


def test_a_report_that_hid_nothing_can_be_left_or_acted_on(
    reporter: FlaskClient, colleague: FlaskClient, staff: FlaskClient
) -> None:
    report(reporter, UNIT, Category.FACTUAL.value)
    report(reporter, RESOURCE, Category.OTHER.value)
    first, second = issues()

    decide(staff, first.id, "put back")
    decide(staff, second.id, "kept hidden")

    assert colleague.get(UNIT).status_code == 200
    assert colleague.get(RESOURCE).status_code == 404
    assert "Left as it is" in reporter.get("/issues").text


def test_something_is_hidden_until_every_report_that_hides_it_is_decided(
    reporter: FlaskClient, colleague: FlaskClient, staff: FlaskClient
) -> None:
    report(reporter, UNIT, SAFETY)
    report(colleague, UNIT, Category.COPYRIGHT.value)
    first, second = issues()

    decide(staff, first.id, "put back")
    assert reporter.get(UNIT).status_code == 404

    decide(staff, second.id, "mended")
    assert reporter.get(UNIT).status_code == 200


def test_what_is_kept_hidden_can_come_back_and_nothing_else_is_decided_twice(
    reporter: FlaskClient, staff: FlaskClient
) -> None:
    report(reporter, UNIT, SAFETY)
    [issue] = issues()
    decide(staff, issue.id, "kept hidden")
    page = staff.get(f"{LIST}/{issue.id}")

    assert decide(staff, issue.id, "mended").status_code == 303
    assert reporter.get(UNIT).status_code == 200
    assert 'name="outcome"' in page.text
    again = staff.post(
        f"{LIST}/{issue.id}",
        data={"csrf_token": _token(staff), "outcome": "kept hidden", "answer": ""},
    )
    assert again.status_code == 409
    assert "Somebody has decided this already." in again.text
    assert reporter.get(UNIT).status_code == 200


def test_open_reports_come_first_and_the_desk_counts_them(
    reporter: FlaskClient, staff: FlaskClient
) -> None:
    for page in ITEMS:
        report(reporter, page, "typing errors")
    decide(staff, issues()[-1].id, "mended")
    decide(staff, issues()[0].id, "mended")

    page = staff.get(LIST).text
    desk = staff.get("/academy").text

    opened = page.index(str(issues()[1].id))
    assert all(opened < page.index(str(one.id)) for one in (issues()[0], issues()[2]))
    assert f'<a href="{LIST}">Reported issues that wait for you</a>' in desk


def test_no_report_is_out_of_reach(
    reporter: FlaskClient, staff: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queries, "PAGE", 2)
    for page in ITEMS:
        report(reporter, page, "typing errors")
    newest_first = [str(one.id) for one in reversed(issues())]

    first, second = (staff.get(f"{LIST}?page={number}").text for number in (1, 2))

    assert [one in first for one in newest_first] == [True, True, False]
    assert [one in second for one in newest_first] == [False, False, True]
    assert f'href="{LIST}?page=2"' in first
    assert f'href="{LIST}?page=3"' not in second
    for odd in ("0", "-1", "x", "9" * 30):
        assert staff.get(f"{LIST}?page={odd}").status_code == 200


def test_the_academy_can_look_at_what_is_hidden(
    app: Flask, reporter: FlaskClient, staff: FlaskClient
) -> None:
    report(reporter, MASTERCLASS, SAFETY)

    assert staff.get(MASTERCLASS).status_code == 200
    assert reporter.get(MASTERCLASS).status_code == 404


def test_another_academy_sees_that_something_is_hidden_and_nothing_of_the_report(
    app: Flask, academy: Academy, reporter: FlaskClient
) -> None:
    others = make_staff(app, make_academy())
    report(reporter, UNIT, SAFETY, WORDS)
    [issue] = issues()

    page = others.get(LIST).text

    assert "Hidden because of a report to another academy" in page
    assert "llr.academy@nhs.net" in page
    for secret in (WORDS, "Okafor", str(issue.id), SAFETY):
        assert secret not in page
    assert others.get(f"{LIST}/{issue.id}").status_code == 404
    sent = others.post(
        f"{LIST}/{issue.id}", data={"csrf_token": _token(others), "outcome": "put back"}
    )
    assert sent.status_code == 404
    assert reporter.get(UNIT).status_code == 404


def test_nobody_reads_what_somebody_else_reported(
    app: Flask, academy: Academy, reporter: FlaskClient, colleague: FlaskClient
) -> None:
    report(reporter, UNIT, "other", WORDS)

    assert WORDS in reporter.get("/issues").text
    assert WORDS not in colleague.get("/issues").text
    assert colleague.get(LIST).status_code == 403
    assert colleague.get(f"{LIST}/{issues()[0].id}").status_code == 403


def test_a_decision_needs_an_outcome_and_a_report(
    staff: FlaskClient, reporter: FlaskClient
) -> None:
    report(reporter, UNIT, "other")

    refused = decide(staff, issues()[0].id, "", "Kept words.")

    assert refused.status_code == 422
    assert "Choose what you decided" in refused.text
    assert "Kept words." in refused.text
    assert decide(staff, issues()[0].id, "burnt").status_code == 422
    assert staff.get(f"{LIST}/{uuid4()}").status_code == 404


def test_the_account_leads_to_what_one_reported(reporter: FlaskClient) -> None:
    assert 'href="/issues"' in reporter.get("/account").text
    assert "You have not reported anything." in reporter.get("/issues").text


def test_the_number_of_queries_does_not_grow_with_the_reports(
    app: Flask, academy: Academy, reporter: FlaskClient, staff: FlaskClient
) -> None:
    def queries_of(client: FlaskClient, page: str) -> int:
        with counted_queries() as sent:
            client.get(page)
        return len(sent)

    def everything() -> list[int]:
        return [queries_of(staff, LIST), queries_of(reporter, "/issues"), queries_of(staff, UNIT)]

    report(reporter, UNIT, "other")
    before = everything()
    for client in (reporter, make_participant(app, academy), make_participant(app, academy)):
        for page in (RESOURCE, MASTERCLASS):
            report(client, page, "typing errors")

    assert everything() == before


def _token(client: FlaskClient) -> str:
    return csrf_token(client.get("/account").text)
