"""Joins sign-in to Flask-Login: the cookie names a row of ours, and the row decides."""

from __future__ import annotations

from flask import Flask


def init_app(app: Flask) -> None:
    """Tell Flask-Login how to find who is signed in."""
