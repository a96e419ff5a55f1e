"""What holds for one report at a time holds when many arrive at once."""

from __future__ import annotations

from flask import Flask

from abp_lms.accounts.models import Academy, RoleName
from abp_lms.database import session
from abp_lms.moderation.rules import MOST_HIDINGS, Category
from tests.accounts.test_concurrency import at_once
from tests.factories import make_person, make_role
from tests.moderation.conftest import ITEMS, UNIT, browser_of, issues, mails, report
from tests.programme.factories import make_cohort, make_place
from tests.sign_in import csrf_token


def test_clicks_at_once_are_one_report_and_one_e_mail(app: Flask, academy: Academy) -> None:
    person = make_person(RoleName.PARTICIPANT)
    make_place(person=person, cohort=make_cohort(academy=academy))
    clients = [browser_of(app, person) for _ in range(4)]
    tokens = {client: csrf_token(client.get(f"{UNIT}/report").text) for client in clients}
    session.remove()

    statuses = at_once(
        clients,
        lambda client: (
            client.post(
                f"{UNIT}/report",
                data={"csrf_token": tokens[client], "category": "typing errors", "text": ""},
            ).status_code
        ),
    )

    assert statuses == [303] * 4
    assert len(issues()) == 1
    assert len(mails()) == 1


def test_nobody_outruns_the_count_of_what_they_may_hide(app: Flask, academy: Academy) -> None:
    person = make_person(RoleName.PARTICIPANT)
    make_place(person=person, cohort=make_cohort(academy=academy))
    clients = [browser_of(app, person) for _ in ITEMS]
    pages = dict(zip(clients, ITEMS, strict=True))
    tokens = {
        client: csrf_token(client.get(f"{page}/report").text) for client, page in pages.items()
    }
    session.remove()

    at_once(
        clients,
        lambda client: (
            client.post(
                f"{pages[client]}/report",
                data={"csrf_token": tokens[client], "category": Category.SAFETY.value, "text": ""},
            ).status_code
        ),
    )

    assert len(issues()) == len(ITEMS)
    assert sum(issue.hides for issue in issues()) == MOST_HIDINGS


def test_of_two_decisions_at_once_one_counts(app: Flask, academy: Academy) -> None:
    reporter = make_person(RoleName.PARTICIPANT)
    make_place(person=reporter, cohort=make_cohort(academy=academy))
    report(browser_of(app, reporter), UNIT, Category.SAFETY.value)
    [issue] = issues()
    address = f"/academy/issues/{issue.id}"
    clients = []
    for _ in range(2):
        person = make_person()
        make_role(person_id=person.id, name=RoleName.ACADEMY, academy_id=academy.id)
        clients.append(browser_of(app, person))
    tokens = {client: csrf_token(client.get(address).text) for client in clients}
    before = len(mails())
    session.remove()

    statuses = at_once(
        clients,
        lambda client: (
            client.post(
                address, data={"csrf_token": tokens[client], "outcome": "mended", "answer": ""}
            ).status_code
        ),
    )

    assert statuses == [303, 409]
    assert len(mails()) == before + 1
