"""Mounts `abp_lms` at / and `lrs` at /xapi, and starts both with one command; alone knows both."""

from __future__ import annotations

import argparse
import os
import signal
import sys
from pathlib import Path

from alembic.util import CommandError
from granian import Granian
from granian.constants import Interfaces
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.middleware.dispatcher import DispatcherMiddleware

import abp_lms.app
import abp_lms.settings
import lrs.app
import lrs.settings
from abp_lms import database
from abp_lms.content_files import ContentError
from abp_lms.demo import cast, story
from abp_lms.recording import destinations
from abp_lms.settings import BrokenSetting
from abp_lms.worker import Worker
from lrs.resources import health
from lrs.server import (
    STOP_WITHIN,
    OnOneProcessor,
    address_of,
    end_with_the_parent,
    keep_memory_together,
)
from lrs.storage import credentials

OWN_CREDENTIAL = "Active Bystander Learning"
EVERYWHERE = ("0.0.0.0", "::")  # noqa: S104  to listen there is the operator's choice
OWN_SCOPES = ("statements/write", "statements/read/mine")


def create_application() -> OnOneProcessor:
    """Both programs as one WSGI application, with the worker beside them unless settings say otherwise."""
    keep_memory_together()
    settings = abp_lms.settings.read()
    record_store = lrs.app.create_app(lrs.settings.Settings.from_environment())
    platform = abp_lms.app.create_app(
        settings, record_store_answers=lambda: health.get(record_store.site).status == 200
    )
    if settings.worker:
        Worker(platform).start()
    end_with_the_parent()
    return OnOneProcessor(DispatcherMiddleware(platform, {"/xapi": record_store}))


def prepare(settings: abp_lms.settings.Settings) -> None:
    """Tables of both programs, a credential between them, and the demo's people: each made once."""
    record_store = lrs.app.create_app(lrs.settings.Settings.from_environment())
    database.migrate(settings.database, settings.migrations / "abp_lms")
    platform = abp_lms.app.create_app(settings)
    with platform.app_context(), database.unit_of_work():
        own = destinations.own()
        if settings.lrs_key:
            key, secret = settings.lrs_key, settings.lrs_secret
        elif own is not None:
            key, secret = own.key, destinations.secret_of(own)
        else:
            store = record_store.site.database
            key, secret = credentials.create(store, name=OWN_CREDENTIAL, scopes=OWN_SCOPES)
        destinations.ensure_first(settings.xapi_endpoint, key, secret)
    if settings.mode == "demo":
        with platform.app_context():
            story.load_once()


def greeting(settings: abp_lms.settings.Settings) -> str:
    """What the person who started it reads."""
    lines = [f"Active Bystander Learning serves {settings.public_url}"]
    if settings.mode == "demo":
        newcomer, *others = cast.everybody()
        lines += ["", f"Sign in with the password: {cast.PASSWORD}"]
        seen = set()
        for actor in (newcomer, *others):
            if actor.role not in seen:
                seen.add(actor.role)
                lines.append(f"  {actor.role.value:<14}{actor.email}")
        lines += ["  (everybody: .venv/bin/abp demo people)", ""]
    lines.append(f"Data: {settings.data}    Stop: Ctrl-C")
    return "\n".join(lines)


def main() -> None:
    """Serve on one address until stopped; what stands in the way is one sentence and exit code 2."""
    parser = argparse.ArgumentParser(prog="wsgi.py", description=__doc__)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", default="8000")
    parser.add_argument("--data", type=Path, default=Path("data"))
    given = parser.parse_args()
    # An interrupt raised as an exception can be lost in a callback; a set-up cut short is taken back
    # by the databases themselves.
    signal.signal(signal.SIGINT, lambda *_: os._exit(130))
    try:
        address, port = _free_address(given.host, given.port)
        os.environ["ABP_DATA"] = os.environ["LRS_DATA"] = str(given.data.expanduser().resolve())
        shown = "127.0.0.1" if given.host in EVERYWHERE else given.host
        os.environ.setdefault("ABP_PUBLIC_URL", f"http://{shown}:{port}")
        settings = abp_lms.settings.read()
        os.environ.setdefault("LRS_AUTHORITY_HOME", settings.home_page)
        lrs.settings.Settings.from_environment()
        _make_writable(settings.data)
        prepare(settings)
    except (BrokenSetting, ContentError, lrs.settings.BrokenSetting) as fault:
        _leave(str(fault))
    except CommandError as fault:
        _leave(f"ABP_MIGRATIONS: {fault}")
    except SQLAlchemyError as fault:
        _leave(f"A database cannot be used: {database.reason(fault)}")
    print(greeting(settings), flush=True)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    Granian(
        "wsgi:create_application",
        factory=True,
        address=address,
        port=port,
        interface=Interfaces.WSGI,
        blocking_threads=8,
        log_enabled=False,
        workers_kill_timeout=STOP_WITHIN,
    ).serve()


def _free_address(host: str, text: str) -> tuple[str, int]:
    if not text.isdigit() or not 0 < int(text) < 65536:
        raise BrokenSetting(f"PORT is {text!r}; it takes a number from 1 to 65535.")
    try:
        return address_of(host, int(text)), int(text)
    except OSError as fault:
        why = (fault.strerror or str(fault)).partition(" (")[0].lower()
        raise BrokenSetting(
            f"Port {text} on {host} cannot be used: {why}. "
            f"Name another one: make run PORT={int(text) % 65535 + 1}"
        ) from fault


def _make_writable(folder: Path) -> None:
    try:
        # Databases and keys: nobody else on this machine has business here.
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        probe = folder / ".writable"
        probe.touch()
        probe.unlink()
    except OSError as fault:
        raise BrokenSetting(
            f"The data folder {folder} cannot be written to: {(fault.strerror or str(fault)).lower()}. "
            "Name another one: make run DATA=folder"
        ) from fault


def _leave(sentence: str) -> None:
    print(" ".join(sentence.split()), file=sys.stderr)
    sys.exit(2)


if __name__ == "__main__":
    main()
