"""Somebody who moves from one area's programme to another's, and all that is kept of them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from abp_lms.accounts.models import RoleName
from abp_lms.database import Base, session
from abp_lms.learning import my_progress, queries
from abp_lms.learning.actions import moving
from abp_lms.learning.rules import State
from abp_lms.learning.workbook import Unit
from abp_lms.programme.queries import current_place
from tests.factories import make_academy, make_person
from tests.learning import walking
from tests.learning.test_drafts import draft, send
from tests.programme.factories import START, make_cohort, make_place

MONTH_THREE = datetime(2026, 11, 10, 12, 30, tzinfo=UTC)
FIRST_DAYS = MONTH_THREE - timedelta(weeks=9)


# Units 7 and 8 are one in Worcester, and so are 2 and 3; of those only unit 2 is done.


DONE = ("orientation", "u01", "u02", "u04", "u05", "u06", "u07", "u08", "u09")


# What says where a person is and what was sent about it, rather than what they did.


ABOUT_THE_PLACE = {
    "place",
    "role",
    "login_session",
    "outbox_entry",
    "queued_mail",
    "line_management",
}


@dataclass(frozen=True)
class Mover:
    """Somebody in month three of Leicester's programme, with a chair waiting in Worcester."""

    person_id: UUID
    place_id: UUID
    llr: UUID
    hw: UUID
    client: FlaskClient

    def move(self, cohort_id: UUID) -> None:
        place = current_place(self.person_id)
        assert place
        moving.move(place_id=place.place_id, cohort_id=cohort_id, by_id=None)
        session.commit()

    def states(self) -> dict[str, State]:
        place = current_place(self.person_id)
        assert place
        months = my_progress.progress(self.person_id, place.programme).months
        return {unit.entry.id: unit.state for month in months for unit in month.units}


def make_mover(app: Flask) -> Mover:
    llr = make_cohort(name="Autumn", ends_on=START + timedelta(weeks=30))
    hw = make_cohort(academy=make_academy(programme_id="hw", name="Worcester"), name="First")
    place = make_place(cohort=llr, person=make_person(RoleName.PARTICIPANT))
    client = app.test_client()
    return Mover(place.person_id, place.id, llr.id, hw.id, client)


def begin(client: FlaskClient, units: Mapping[str, Unit]) -> None:
    """Half of unit 3, and each piece of unit 10."""
    half, begun = units["u03"], units["u10"]
    for page in half.pages[:2]:
        walking.send(client, f"/workbook/units/u03/read/{page.id}")
    send(client, f"/workbook/drafts/u03/{half.reflections[0].id}", draft("Half a thought"))
    walking.send(client, f"/workbook/units/u10/read/{begun.pages[0].id}")
    begin_scenario(client, begun)
    prompt = begun.reflections[0].id
    walking.send(client, f"/workbook/units/u10/reflect/{prompt}", what="Kept", how="written")
    send(client, f"/workbook/drafts/u10/{prompt}", draft("And a second thought"))
    approach = begun.practice.approaches[0].id
    day = {"done_on[day]": "7", "done_on[month]": "9", "done_on[year]": "2026"}
    logged = walking.practise(client, begun, approach, note="A private note", **day)
    assert logged.status_code == 303
    question = begun.quiz.questions[0]
    walking.send(client, f"/workbook/units/u10/recall/{question.id}", chosen=question.options[1].id)


def begin_scenario(client: FlaskClient, unit: Unit) -> None:
    """Two decisions into it."""
    assert unit.scenario
    steps = {step.id: step for step in unit.scenario.steps}
    setting = {"setting": unit.scenario.settings[-1].id} if unit.scenario.settings else {}
    at = walking.send(client, f"/workbook/units/{unit.id}/scenario", **setting).location
    for _ in range(2):
        step = steps[at.rsplit("/", 1)[1]]
        at = walking.send(client, at, choice=step.options[-1].id).location


def rows_of(person_id: UUID) -> dict[str, list[dict[str, Any]]]:
    """Every row that is kept about what the person did, by table."""
    session.commit()
    return {
        table.name: sorted(
            (dict(row) for row in session.execute(mine).mappings()), key=lambda row: str(row)
        )
        for table in Base.metadata.sorted_tables
        if "person_id" in table.c and table.name not in ABOUT_THE_PLACE
        for mine in [select(table).where(table.c.person_id == person_id)]
    }


def pages_of(client: FlaskClient) -> dict[str, str]:
    """What each page of the programme's workbook says, in every unit that has been begun."""
    units = queries.the_workbook().units
    addresses = ["/", "/workbook", "/workbook/my-words", "/what-my-manager-sees"]
    addresses += [f"/workbook/months/{month}" for month in ("start", "month-1", "month-3")]
    for unit_id in (*DONE, "u03", "u10"):
        unit, base = units[unit_id], f"/workbook/units/{unit_id}"
        assert unit.quiz
        addresses += [base, f"{base}/complete", f"{base}/practise"]
        addresses += [f"{base}/scenario"] if unit.scenario else []
        addresses += [f"{base}/read/{page.id}" for page in unit.pages]
        addresses += [f"{base}/reflect/{one.id}" for one in unit.reflections]
        addresses += [f"{base}/recall/{one.id}" for one in unit.quiz.questions]
    return {address: main_of(client, address) for address in addresses}


def main_of(client: FlaskClient, address: str) -> str:
    answer = client.get(address, follow_redirects=True)
    assert answer.status_code == 200, address
    page = answer.text[answer.text.index("<main") : answer.text.index("</main>")]
    # Tokens and keys are made anew for each form.
    page = re.sub(r'<input[^>]*type="hidden"[^>]*>', "", page)
    return re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27}", "", page)
