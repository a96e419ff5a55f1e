"""Get support and a programme's own pages: no barrier that a machine can find, and out at once."""

from __future__ import annotations

import pytest
from flask import Flask

from abp_lms.database import session
from tests.factories import make_organisation, make_person
from tests.journeys.axe import complaints
from tests.journeys.conftest import Somebody, Surfer
from tests.programme.factories import make_place

pytestmark = pytest.mark.journey


@pytest.fixture
def participant(app: Flask) -> Somebody:
    organisation = make_organisation(name="Soar Valley Hospitals NHS Trust")
    person = make_person(organisation_id=organisation.id)
    make_place(person=person)
    found = Somebody(person.id, person.email)
    session.rollback()
    return found


def test_no_page_of_support_has_a_barrier(surf: Surfer, participant: Somebody) -> None:
    found: list[str] = []

    for path in ("/support", "/support/llr", "/support/university"):
        surf.go(path)
        found += complaints(surf.page)
    surf.be(participant)
    for path in ("/support", "/programme/two-workshops"):
        surf.go(path)
        found += complaints(surf.page)

    assert found == []


def test_leaving_takes_the_page_out_of_the_way_back(surf: Surfer) -> None:
    elsewhere = "https://www.bbc.co.uk/weather"
    surf.context.route(elsewhere, lambda route: route.fulfill(body="Fine and dry"))
    surf.go("/privacy")
    surf.go("/support/llr")

    surf.page.get_by_role("button", name="Leave this page now").click()

    surf.page.wait_for_url(elsewhere)
    surf.page.go_back()
    assert surf.page.url.endswith("/privacy")
