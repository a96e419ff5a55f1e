"""Resources: what is known of each, for everybody."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from abp_lms.accounts.models import RoleName
from abp_lms.library import queries
from tests.factories import make_person
from tests.sign_in import sign_in

LABELS = (
    "Provider",
    "Year",
    "Contributed by",
    "Authored by",
    "Licence",
    "Audience access level",
    "We last checked this page on",
)


def test_the_list_leads_to_each_resource(client: FlaskClient) -> None:
    page = client.get("/resources").text

    listed = queries.resources()
    assert "llr-resources-page" in listed
    for one in listed:
        assert f'href="/resources/{one}"' in page


def test_each_says_what_is_known_of_it_and_what_is_not(client: FlaskClient) -> None:
    for one in queries.resources().values():
        page = client.get(f"/resources/{one.id}").text
        for label in LABELS:
            assert f'nhsuk-summary-list__key">{label}</dt>' in page, one.id

    page = client.get("/resources/llr-resources-page").text
    for words in (
        'Authored by</dt><dd class="nhsuk-summary-list__value">not stated',
        'Licence</dt><dd class="nhsuk-summary-list__value">not stated',
        'Year</dt><dd class="nhsuk-summary-list__value">not stated',
        "20 November 2026",
        'href="https://leicesterleicestershireandrutlandhwp.uk/active-bystander-resource-page/"',
    ):
        assert words in page


def test_it_says_that_sign_in_is_needed_before_one_goes(client: FlaskClient) -> None:
    assert "(sign-in needed there)" in client.get("/resources/philpot-cctv").text


def test_an_unknown_resource_is_not_found(client: FlaskClient) -> None:
    assert client.get("/resources/nothing-here").status_code == 404


@pytest.mark.parametrize("role", [RoleName.PARTICIPANT, RoleName.ACADEMY])
def test_the_menu_leads_there(client: FlaskClient, role: RoleName) -> None:
    sign_in(client, make_person(role))

    assert 'href="/resources"' in client.get("/account").text
