"""Get support: one's own organisation first, then the country; for anybody, and with nothing of anybody."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

from flask import Flask
from flask.testing import FlaskClient

from abp_lms.accounts.models import RoleName
from abp_lms.programme import queries
from abp_lms.settings import Settings, use
from tests.counting import counted_queries
from tests.factories import make_academy, make_line_management, make_organisation, make_person
from tests.learning.workbook.written import PROGRAMME, write_content
from tests.programme.factories import make_cohort, make_place
from tests.sign_in import sign_in

SOAR = "Soar Valley Hospitals NHS Trust"


def headings(page: str) -> list[str]:
    return re.findall(r"<h[23][^>]*>([^<]*)<", page[page.index("<main") : page.index("</main>")])


def test_a_participants_own_organisation_stands_before_the_country(
    app: Flask, client: FlaskClient
) -> None:
    person = make_person(organisation_id=make_organisation(name=SOAR).id)
    make_place(person=person)
    sign_in(client, person)

    page = client.get("/support").text

    assert headings(page) == [
        "In your own organisation",
        SOAR,
        "For everybody on the Active Bystander Programme",
        "Outside your organisation",
    ]
    assert page.index("Freedom to Speak Up Guardian") < page.index("Samaritans")
    assert 'href="tel:01164960141"' in page
    assert "Charnfield" not in page
    assert "Most organisations have these" not in page
    assert 'href="/support/llr"' in page


def test_whose_organisation_gave_no_contacts_is_told_what_most_have(
    app: Flask, client: FlaskClient
) -> None:
    person = make_person(organisation_id=make_organisation(name="A small charity").id)
    make_place(person=person)
    sign_in(client, person)

    page = client.get("/support").text

    assert "Most organisations have these:" in page
    assert "For everybody on the Active Bystander Programme" in page
    assert SOAR not in page


def test_somebody_without_a_place_finds_the_programme_they_work_for(
    app: Flask, client: FlaskClient
) -> None:
    manager = make_person(RoleName.LINE_MANAGER)
    place = make_place(cohort=make_cohort(academy=make_academy(programme_id="hw")))
    make_line_management(person_id=place.person_id, manager_id=manager.id)
    sign_in(client, manager)

    assert 'href="/support/hw"' in client.get("/support").text


def test_signed_out_every_programme_is_one_link_away(client: FlaskClient) -> None:
    page = client.get("/support").text

    assert "Most organisations have these:" in page
    for programme_id in ("llr", "hw", "university"):
        assert f'href="/support/{programme_id}"' in page
        assert client.get(f"/support/{programme_id}").status_code == 200


def test_a_programmes_page_holds_every_organisation_and_says_what_is_made_up(
    client: FlaskClient,
) -> None:
    page = client.get("/support/llr").text

    groups = queries.programme("llr").support
    for group in groups:
        assert (group.organisation or "For everybody") in page
        assert all(contact.name in page for contact in group.contacts)
    assert page.index(SOAR) < page.index("Most organisations have these") < page.index("Samaritans")
    assert "examples and reach nobody" in page
    assert 'id="quick-exit"' in page


def test_a_programmes_page_is_the_same_for_everybody(app: Flask) -> None:
    person = make_person(given_name="Zuleika", organisation_id=make_organisation(name=SOAR).id)
    make_place(person=person)
    inside = app.test_client()
    sign_in(inside, person)

    shown = [one.get("/support/llr").text for one in (inside, app.test_client())]

    mains = [page[page.index("<main") : page.index("</main>")] for page in shown]
    assert mains[0] == mains[1]
    assert "Zuleika" not in mains[0]


def test_a_programme_that_is_not_there_is_not_found(client: FlaskClient) -> None:
    assert client.get("/support/nowhere").status_code == 404


def test_a_contact_without_a_way_to_it_says_so(
    client: FlaskClient, settings: Settings, tmp_path: Path
) -> None:
    contact = "{id: planted, name: <b>Chaplain</b>, what: <i>Listens</i>.}"
    written = f"{PROGRAMME}support:\n  - contacts:\n      - {contact}\n"
    use(replace(settings, content=write_content(tmp_path / "content", llr=written)))

    page = client.get("/support/llr").text

    assert "&lt;b&gt;Chaplain" in page
    assert "&lt;i&gt;Listens" in page
    assert "We have no number for this yet." in page
    assert 'href="tel:"' not in page


def test_the_page_asks_the_database_as_often_for_anybody(app: Flask, client: FlaskClient) -> None:
    person = make_person(organisation_id=make_organisation(name=SOAR).id)
    make_place(person=person)
    sign_in(client, person)
    client.get("/support")

    with counted_queries() as signed_in:
        client.get("/support")
    with counted_queries() as signed_out:
        app.test_client().get("/support/llr")

    assert len(signed_in) <= 6
    assert len(signed_out) <= 1
