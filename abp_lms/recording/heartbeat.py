"""Knows when the worker was last alive, whichever process it runs in."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from abp_lms.clock import now
from abp_lms.database import session
from abp_lms.recording.models import Heartbeat

WORKER = "worker"


def beat(name: str) -> None:
    """Note that `name` is alive at this moment."""
    session.merge(Heartbeat(name=name, at=now()))


def last(name: str) -> datetime | None:
    """When `name` was last alive; None when it never was."""
    return session.scalar(select(Heartbeat.at).where(Heartbeat.name == name))
