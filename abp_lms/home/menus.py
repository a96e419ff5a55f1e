"""The menu, the account corner and the footer: what a person of each role can go to."""

from __future__ import annotations

from typing import Any

from flask import Flask
from flask_login import current_user


def navigation_items() -> list[dict[str, Any]]:
    return []


def account_items() -> list[dict[str, Any]]:
    if not current_user.is_authenticated:
        return []
    return [
        {"text": current_user.name, "icon": True, "href": "/account"},
        {"text": "Sign out", "href": "/sign-out"},
    ]


def footer_items() -> list[dict[str, Any]]:
    return [{"text": "Get support", "href": "/support"}]


def init_app(app: Flask) -> None:
    for function in (navigation_items, account_items, footer_items):
        app.template_global()(function)
