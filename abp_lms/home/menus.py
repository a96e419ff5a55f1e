"""The menu, the account corner and the footer: what a person of each role can go to."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from flask import Flask, request
from flask_login import current_user
from flask_wtf.csrf import generate_csrf
from markupsafe import Markup

from abp_lms.accounts.models import RoleName
from abp_lms.home.house import current_house
from abp_lms.settings import current

_HELP = ("Get support", "/support")


def navigation_items() -> list[dict[str, Any]]:
    """Where this person can go; help stands last on every page, signed in or not."""
    return [
        {"text": text, "href": address, "current": _is_here(address)}
        for text, address in [*_places(), _HELP]
    ]


def away_items() -> list[dict[str, Any]]:
    """Where anybody can go without a connection."""
    return [
        {"text": text, "href": address, "current": _is_here(address)}
        for text, address in [("On this device", "/offline"), _HELP]
    ]


def _places() -> Iterator[tuple[str, str]]:
    if not current_user.is_authenticated:
        return
    house = current_house()
    # Whose front page is their work needs no second way to it.
    if current_user.has(RoleName.PARTICIPANT) or not current_user.has(
        RoleName.LINE_MANAGER, RoleName.ACADEMY
    ):
        yield "Home", "/"
    if current_user.has(RoleName.LINE_MANAGER):
        yield "My people", "/my-people"
    if current_user.has(RoleName.ACADEMY):
        yield "Academy", "/academy"
    if current_user.has(RoleName.PARTICIPANT):
        yield house.workbook_word.capitalize(), "/workbook"
        yield "Masterclasses", "/masterclasses"
        if house.has_line_managers:
            yield "What my manager sees", "/what-my-manager-sees"
    if current_user.has(
        RoleName.LINE_MANAGER, RoleName.FACILITATOR, RoleName.TRAINER, RoleName.ACADEMY
    ):
        yield "Guides", "/guides"
    if current_user.has(RoleName.PARTICIPANT, RoleName.ACADEMY):
        yield "Resources", "/resources"


def _is_here(address: str) -> bool:
    return request.path == address or (address != "/" and request.path.startswith(address + "/"))


def account_items() -> list[dict[str, Any]]:
    if not current_user.is_authenticated:
        return []
    return [
        {"text": current_user.name, "icon": True, "href": "/account"},
        # A form of its own: a link would let any other site sign people out.
        {
            "html": Markup(
                '<form class="nhsuk-header__account-form" action="/sign-out" method="post">'
                '<input type="hidden" name="csrf_token" value="{}">'
                '<button class="nhsuk-header__account-button">Sign out</button></form>'
            ).format(generate_csrf())
        },
    ]


def footer_items() -> list[dict[str, Any]]:
    items = [
        {"text": "Accessibility", "href": "/accessibility"},
        {"text": "Cookies", "href": "/cookies"},
        {"text": "Privacy", "href": "/privacy"},
    ]
    if current().has_mailbox:
        items.append({"text": "Mailbox of this demo", "href": "/mailbox"})
    return items


def init_app(app: Flask) -> None:
    for function in (navigation_items, account_items, footer_items, away_items):
        app.template_global()(function)
