"""One's own account, and the local mailbox."""

from __future__ import annotations

from datetime import date

from flask.testing import FlaskClient

from tests.factories import make_line_management, make_organisation, make_person
from tests.sign_in import sign_in


def test_the_account_page_says_where_i_work_and_who_manages_me_since_when(
    client: FlaskClient,
) -> None:
    organisation = make_organisation(name="Weavers' Trust")
    person = make_person(organisation_id=organisation.id)
    manager = make_person(given_name="Maya", family_name="Ortiz")
    make_line_management(person_id=person.id, manager_id=manager.id, starts_on=date(2024, 12, 5))

    sign_in(client, person)
    page = client.get("/account").text

    assert "Weavers&#39; Trust" in page
    assert "Maya Ortiz, since 5 December 2024" in page
