"""Writes a plan on one page, and shares a copy of it with a line manager."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Flask
from flask.testing import FlaskClient

from abp_lms.accounts.models import Person, RoleName
from tests.factories import (
    make_line_management,
    make_person,
)
from tests.learning import walking
from tests.learning.conftest import Learner, make_learner
from tests.sign_in import sign_in

PAGE = "/workbook/units/u23/plan"
MINE = "/workbook/plan"
SHARE = "/workbook/plan/share"
ACT = "When it goes quiet I ask the violet umbrella."
NEED = "Ten minutes on Tuesdays, apricot."


@dataclass(frozen=True)
class Pair:
    """A participant with a plan, and their line manager, each in a browser."""

    learner: Learner
    manager: Person
    desk: FlaskClient

    @property
    def about(self) -> str:
        return f"/my-people/{self.learner.person.id}"


def make_pair(app: Flask) -> Pair:
    learner = make_learner(
        app, person=make_person(RoleName.PARTICIPANT, given_name="Ada", family_name="Okafor")
    )
    manager = make_person(RoleName.LINE_MANAGER, given_name="Grace", family_name="Mensah")
    make_line_management(person_id=learner.person.id, manager_id=manager.id)
    desk = app.test_client()
    sign_in(desk, manager)
    write(learner)
    return Pair(learner, manager, desk)


def write(learner: Learner, how: str = "written", **boxes: str):  # type: ignore[no-untyped-def]
    return walking.send(learner.client, PAGE, how=how, **(boxes or {"act": ACT, "manager": NEED}))


def look(pair: Pair, *show: str):  # type: ignore[no-untyped-def]
    chosen = walking.fields_of(pair.learner.client.get(SHARE).text)
    return pair.learner.client.post(f"{SHARE}/look", data=chosen | {"show": list(show)})


def share(pair: Pair, *show: str):  # type: ignore[no-untyped-def]
    show = show or ("act", "manager")
    seen = walking.fields_of(look(pair, *show).text)
    return pair.learner.client.post(SHARE, data=seen | {"show": list(show)})


def unshare(pair: Pair):  # type: ignore[no-untyped-def]
    fields = walking.fields_of(pair.learner.client.get(MINE).text)
    return pair.learner.client.post("/workbook/plan/unshare", data=fields)


def part_about_the_plan(page: str) -> str:
    """From the heading to the question that ends the part."""
    start = page.index("shares with you</h2>")
    return page[start : page.index("what here could I unlock?", start)]
