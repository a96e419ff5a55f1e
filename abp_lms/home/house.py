"""Whose house a page stands in: name and look by programme data, never an NHS brand for a university."""

from __future__ import annotations

import re
from dataclasses import dataclass

from flask import Blueprint, Flask, Response

from abp_lms.accounts.guards import public
from abp_lms.errors import NotFound


@dataclass(frozen=True)
class House:
    """`name`: nhs or plain; `title`: the service's name; `colour`: of the header, as #rrggbb."""

    name: str
    title: str
    colour: str


# Before we know who somebody is, nobody's brand.
UNKNOWN = House(name="plain", title="Active Bystander Learning", colour="#005b6e")

house = Blueprint("house", __name__)


def current_house() -> House:
    return UNKNOWN


@house.get("/house/<colour>.css")
@public
def colours(colour: str) -> Response:
    """The few rules that depend on a house's colour; a page may hold no style of its own (CSP)."""
    if not re.fullmatch(r"[0-9a-f]{6}", colour):
        raise NotFound()
    header = ".nhsuk-header, .nhsuk-header__navigation, .nhsuk-header__container"
    response = Response(f"{header} {{ background-color: #{colour}; }}\n", mimetype="text/css")
    response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    return response


def init_app(app: Flask) -> None:
    app.register_blueprint(house)

    @app.context_processor
    def add_house() -> dict[str, House]:
        return {"house": current_house()}
