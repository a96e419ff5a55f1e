"""A programme's own pages are read by those who learn or work in it, and by nobody else."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from abp_lms import clock
from abp_lms.accounts.models import RoleName
from abp_lms.clock import LONDON
from abp_lms.programme import queries
from tests.counting import counted_queries
from tests.factories import make_academy, make_person, make_role
from tests.programme.factories import make_cohort, make_place
from tests.sign_in import sign_in


def participant(programme_id: str):
    academy = make_academy(programme_id=programme_id)
    person = make_person(RoleName.PARTICIPANT)
    return make_place(person=person, cohort=make_cohort(academy=academy)).person


@pytest.mark.parametrize("programme_id", ["llr", "hw", "university"])
def test_the_workbook_leads_to_the_pages_of_its_programme_alone(
    client: FlaskClient, programme_id: str
) -> None:
    sign_in(client, participant(programme_id))
    own = queries.programme(programme_id).pages
    others = {
        page for one in queries.programmes().values() for page in one.pages if page not in own
    }

    workbook = client.get("/workbook").text

    assert own
    assert others
    for page in own:
        assert f'href="/programme/{page}"' in workbook
        assert client.get(f"/programme/{page}").status_code == 200
    for page in others:
        assert f'href="/programme/{page}"' not in workbook
        assert client.get(f"/programme/{page}").status_code == 404


@pytest.mark.parametrize(
    ("programme_id", "said"),
    [
        (
            "llr",
            ["Active Bystander Champion", "26 weeks", "2 hours 30 minutes a week", "one a month"],
        ),
        ("hw", ["Your own pace", "health, social care, emergency services, charity"]),
        ("university", ["education", "participant"]),
    ],
)
def test_a_programme_says_what_it_is_and_what_it_takes(
    client: FlaskClient, programme_id: str, said: list[str]
) -> None:
    sign_in(client, participant(programme_id))
    programme = queries.programme(programme_id)
    assert 'href="/programme"' in client.get("/workbook").text

    page = client.get("/programme").text

    assert programme.about in page
    for words in (programme.area, *said):
        assert words in page
    for one in programme.pages:
        assert f'href="/programme/{one}"' in page


def test_whoever_is_in_no_programme_has_no_page_about_one(client: FlaskClient) -> None:
    sign_in(client, make_person())

    assert client.get("/programme").status_code == 404


def test_who_runs_sets_finds_the_page_beside_the_guides(client: FlaskClient) -> None:
    facilitator = make_person()
    academy = make_academy(programme_id="hw")
    make_role(person_id=facilitator.id, name=RoleName.FACILITATOR, academy_id=academy.id)
    sign_in(client, facilitator)

    guides = client.get("/guides").text

    assert 'href="/programme/own-pace"' in guides
    page = client.get("/programme/own-pace").text
    assert "At your own pace" in page
    assert back_link(page) == ("/guides", "Back to guides")


def test_from_the_page_a_learner_comes_back_to_the_workbook(client: FlaskClient) -> None:
    sign_in(client, participant("hw"))

    page = client.get("/programme/own-pace").text

    assert back_link(page) == ("/workbook", "Back to your workbook")


def back_link(page: str) -> tuple[str, str]:
    """Where the back link of a page leads, and what it says."""
    link = re.search(r"<a [^>]*nhsuk-back-link[^>]*>", page)
    assert link
    address = re.search(r'href="([^"]*)"', link[0])
    assert address
    return address[1], page[link.end() : page.index("</a>", link.end())].strip()


def test_who_belongs_to_no_programme_finds_no_page(client: FlaskClient) -> None:
    sign_in(client, make_person())

    assert client.get("/programme/own-pace").status_code == 404


def test_a_page_past_its_review_says_so(client: FlaskClient) -> None:
    person = participant("hw")
    sign_in(client, person)
    assert "due for review" not in client.get("/programme/own-pace").text

    with clock.at(clock.now().replace(year=2030, tzinfo=LONDON)):
        sign_in(client, person)
        assert "due for review" in client.get("/programme/own-pace").text


def test_the_page_costs_no_query_of_its_own(app: Flask, client: FlaskClient) -> None:
    sign_in(client, participant("hw"))
    client.get("/programme/own-pace")

    with counted_queries() as page:
        client.get("/programme/own-pace")
    with counted_queries() as plain:
        client.get("/privacy")

    assert len(page) == len(plain)
