"""Whose house a page stands in: name and look by programme data, never an NHS brand for a university."""

from __future__ import annotations

import re
from dataclasses import dataclass

from flask import Blueprint, Flask, Response, g
from flask_login import current_user
from sqlalchemy import Select, select

from abp_lms.accounts.guards import public
from abp_lms.accounts.models import Academy, LineManagement
from abp_lms.database import session
from abp_lms.errors import NotFound
from abp_lms.programme import queries
from abp_lms.programme.models import Cohort, Place
from abp_lms.programme.outline import Contact, Programme


@dataclass(frozen=True)
class House:
    """`name`: nhs or plain; `title`: the service's name; `colour`: of the header, as #rrggbb;
    `contact`: whom to ask for help, once we know whose programme it is.
    """

    name: str
    title: str
    colour: str
    contact: Contact | None = None
    workbook_word: str = "workbook"
    has_line_managers: bool = True


# Before we know who somebody is, nobody's brand.
UNKNOWN = House(name="plain", title="Active Bystander Learning", colour="#005b6e")

house = Blueprint("house", __name__)


def current_house() -> House:
    """The house of the programme in which this person learns, or for which they work."""
    programme = current_programme()
    return _house_of(programme) if programme else UNKNOWN


def current_programme() -> Programme | None:
    """The programme in which this person learns, or for which they work; asked once a request."""
    if "programme" not in g:
        g.programme = _programme() if current_user.is_authenticated else None
    return g.programme  # type: ignore[no-any-return]


def _programme() -> Programme | None:
    place = queries.current_place(current_user.id)
    if place is not None:
        return place.programme
    programme_id = session.scalar(_of_the_academy()) or session.scalar(_of_the_people())
    return queries.programmes().get(programme_id or "")


def _of_the_academy() -> Select[str]:
    academies = [academy for _, academy, _ in current_user.roles if academy is not None]
    return (
        select(Academy.programme_id)
        .where(Academy.id.in_(academies))
        .order_by(Academy.name)
        .limit(1)
    )


def _of_the_people() -> Select[str]:
    """A line manager's house is that of the people they manage; of several, the newest cohort's."""
    return (
        select(Cohort.programme_id)
        .join(Place, Place.cohort_id == Cohort.id)
        .join(LineManagement, LineManagement.person_id == Place.person_id)
        .where(LineManagement.manager_id == current_user.id, LineManagement.ends_on.is_(None))
        .order_by(Cohort.starts_on.desc(), Cohort.id)
        .limit(1)
    )


def _house_of(programme: Programme) -> House:
    colour = programme.colour or "#005eb8"
    return House(
        name=programme.house,
        title=programme.name,
        colour=colour.lower(),
        contact=programme.contact,
        workbook_word=programme.workbook_word,
        has_line_managers=programme.line_manager,
    )


@house.get("/house/<colour>.css")
@public
def colours(colour: str) -> Response:
    """The few rules that depend on a house's colour; a page may hold no style of its own (CSP)."""
    if not re.fullmatch(r"[0-9a-f]{6}", colour):
        raise NotFound()
    rules = (
        f".nhsuk-header, .nhsuk-header__navigation {{ background-color: #{colour}; }}\n"
        ".nhsuk-header__account { background-color: rgb(0 0 0 / 25%); }\n"
    )
    response = Response(rules, mimetype="text/css")
    response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    return response


def init_app(app: Flask) -> None:
    app.register_blueprint(house)

    @app.context_processor
    def add_house() -> dict[str, House]:
        return {"house": current_house()}
