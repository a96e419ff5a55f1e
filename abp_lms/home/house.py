"""Whose house a page stands in: name and look by programme data, never an NHS brand for a university."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Flask


@dataclass(frozen=True)
class House:
    """`name`: nhs or plain; `colour`: of the header where plain; `title`: the service's name."""

    name: str
    title: str
    colour: str
    programme_id: str | None


# Before we know who somebody is, nobody's brand.
UNKNOWN = House(
    name="plain", title="Active Bystander Learning", colour="#212b32", programme_id=None
)


def current_house() -> House:
    return UNKNOWN


def init_app(app: Flask) -> None:
    @app.context_processor
    def add_house() -> dict[str, House]:
        return {"house": current_house()}
