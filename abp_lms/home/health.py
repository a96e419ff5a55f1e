"""Whether the installation works, for whoever watches over it: no sign-in, no names."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask import Blueprint, Response, current_app, jsonify
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from abp_lms import __version__
from abp_lms.accounts.guards import public
from abp_lms.clock import now
from abp_lms.database import session
from abp_lms.recording import heartbeat, queries

health = Blueprint("health", __name__)

# The worker leaves a sign of life every ten seconds.
_ALIVE = timedelta(seconds=60)


@health.get("/health")
@public
def report() -> Response:
    """200 when all works, 503 when something is down; which, the body says."""
    facts: dict[str, Any] = {
        "version": __version__,
        "database": "down",
        "record_store": _record_store(),
        "worker": "down",
        "oldest_undelivered_seconds": None,
    }
    try:
        session.execute(text("SELECT 1"))
        seen = heartbeat.last(heartbeat.WORKER)
        facts |= {
            "database": "up",
            "worker": "up" if seen is not None and now() - seen < _ALIVE else "down",
            "oldest_undelivered_seconds": queries.oldest_undelivered(),
        }
    except SQLAlchemyError:
        session.rollback()
    healthy = "down" not in facts.values()
    response = jsonify({"status": "up" if healthy else "down", **facts})
    response.status_code = 200 if healthy else 503
    return response


def _record_store() -> str:
    answers = current_app.extensions["record_store_answers"]
    if answers is None:
        return "elsewhere"
    return "up" if answers() else "down"
