"""The LRS as a WSGI application: finds the resource, sees to version and credential, answers.

Plain WSGI rather than a framework: reading a page of statements costs less than a framework's
dispatch.
"""

import logging
import time
import traceback
from collections.abc import Callable, Iterable
from http import HTTPStatus
from itertools import count
from pathlib import Path
from typing import Any
from uuid import uuid4

import orjson
from sqlalchemy.exc import SQLAlchemyError

from lrs import versions
from lrs.concurrency import is_known
from lrs.errors import Invalid, MethodNotAllowed, NotFound, Refusal, StoreFailed
from lrs.resources import (
    about,
    activities,
    activity_profile,
    agent_profile,
    agents,
    alternate,
    bodies,
    browsers,
    health,
    problems,
    state,
    statements,
)
from lrs.resources.access import Access
from lrs.resources.exchange import Environ, Methods, Reply, Request, Site
from lrs.resources.room import Room
from lrs.settings import Settings
from lrs.statements import times
from lrs.storage import dialects
from lrs.storage.migrations import migrate
from lrs.storage.statements import consistent_through
from lrs.storage.writer import Writer

StartResponse = Callable[[str, list[tuple[str, str]]], Any]

RESOURCES: dict[str, Methods] = {
    "/statements": statements.METHODS,
    "/activities": activities.METHODS,
    "/activities/state": state.METHODS,
    "/activities/profile": activity_profile.METHODS,
    "/agents": agents.METHODS,
    "/agents/profile": agent_profile.METHODS,
}
OPEN: dict[str, Callable[[Site], Reply]] = {"/about": about.get, "/health": health.get}
MORE = "/statements/more/"

STATUS_LINES = {status.value: f"{status.value} {status.phrase}" for status in HTTPStatus}

log = logging.getLogger("lrs")
_PACKAGE = Path(__file__).parent


def create_app(settings: Settings) -> "Lrs":
    """An LRS on the database that the settings name, its tables brought up to date."""
    database = dialects.connect(settings.url)
    migrate(database)
    return Lrs(Site(settings, database, Writer(database)))


class Lrs:
    """Answers xAPI requests below wherever it is mounted."""

    def __init__(self, site: Site) -> None:
        self.site = site
        # Together they name a request; to draw a number for each would let other threads in.
        self._run = uuid4().hex[:16]
        self._requests = count(1)
        self._access = Access(site.database, site.settings.requests_per_minute)
        self._room = Room()

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        """Answer one request (WSGI)."""
        began = time.perf_counter()
        request_id = (
            environ.get("HTTP_X_REQUEST_ID", "")[:100] or f"{self._run}-{next(self._requests)}"
        )
        label = self._label(environ)
        extra = [("X-Request-ID", request_id)]
        try:
            if environ.get("PATH_INFO", "").startswith("/statements"):
                moment = consistent_through(self.site.database)
                extra.append(("X-Experience-API-Consistent-Through", times.text(moment)))
            if alternate.is_used(environ):
                environ = alternate.rewritten(environ, self.site.settings.max_body, self._room)
                label = self._label(environ)
            reply = self._reply(environ)
        except Refusal as refusal:
            reply = problems.answer(refusal.problem(), environ)
            reply.headers.extend(refusal.headers)
        except (SQLAlchemyError, StoreFailed) as error:
            log.error("the database failed: request %s, %s", request_id, _kind_and_place(error))
            reply = _failure(503, "The LRS cannot use its database now. Try again later.", environ)
            reply.headers.append(("Retry-After", "5"))
        except Exception as error:
            log.error("a fault of the LRS: request %s, %s", request_id, _kind_and_place(error))
            reply = _failure(500, "This is a fault of the LRS. Nothing was stored.", environ)
        finally:
            self._room.leave()
        extra.append((versions.HEADER, label))
        if self.site.settings.log_requests:
            _log(environ, reply, request_id, time.perf_counter() - began)
        return self._send(environ, reply, extra, start_response)

    def _reply(self, environ: Environ) -> Reply:
        path, method = environ.get("PATH_INFO", ""), environ["REQUEST_METHOD"]
        tail = ""
        if path.startswith(MORE):
            methods, tail = statements.MORE, path.removeprefix(MORE)
        elif path in RESOURCES:
            methods = RESOURCES[path]
        elif path in OPEN:
            methods = {"GET": lambda site, _request: OPEN[path](site)}
        else:
            raise NotFound("There is no such resource here.")
        handler = methods.get("GET" if method == "HEAD" else method)
        if method == "OPTIONS":
            return browsers.preflight(_possible(methods))
        if handler is None:
            raise MethodNotAllowed(f"{method} is not possible here.", allowed=_possible(methods))
        if path in OPEN:
            return OPEN[path](self.site)
        request = Request(
            environ=environ,
            edition=versions.edition_of(environ.get("HTTP_X_EXPERIENCE_API_VERSION")),
            credential=self._access.credential(environ.get("HTTP_AUTHORIZATION")),
            body=bodies.read(environ, self.site.settings.max_body, self._room),
            tail=tail,
        )
        return handler(self.site, request)

    def _label(self, environ: Environ) -> str:
        """The version of the answer: that of the request, if it is one that is spoken here."""
        try:
            return versions.edition_of(environ.get("HTTP_X_EXPERIENCE_API_VERSION")).label
        except Invalid:
            return self.site.settings.label_version

    def _send(
        self,
        environ: Environ,
        reply: Reply,
        extra: list[tuple[str, str]],
        start_response: StartResponse,
    ) -> Iterable[bytes]:
        if "HTTP_IF_NONE_MATCH" in environ and reply.status == 200:
            reply = _unless_known(environ["HTTP_IF_NONE_MATCH"], reply)
        body = reply.body
        headers = [*reply.headers, *extra]
        if reply.status not in (204, 304):
            packed = bodies.packed(body, environ)
            if packed is not None:
                body = packed
                # What is packed has another entity tag (Communication 3.1).
                headers = [(k, f"W/{v}" if k == "ETag" else v) for k, v in headers]
                headers.append(("Content-Encoding", "gzip"))
            headers.append(("Vary", "Accept-Encoding"))
            headers.append(("Content-Type", reply.content_type))
            headers.append(("Content-Length", str(len(body))))
        headers += browsers.headers(environ, self.site.settings.cors_origins)
        start_response(STATUS_LINES[reply.status], headers)
        return [] if environ["REQUEST_METHOD"] == "HEAD" else [body]


def _unless_known(if_none_match: str, reply: Reply) -> Reply:
    """304 for who has just this already (RFC 9110, 13.1.2)."""
    etag = dict(reply.headers).get("ETag")
    if etag is None or not is_known(etag.strip('"'), if_none_match):
        return reply
    return Reply(304, headers=[*reply.headers, ("Vary", "Accept-Encoding")])


def _possible(methods: Methods) -> list[str]:
    return sorted({*methods, "OPTIONS"} | ({"HEAD"} if "GET" in methods else set()))


def _failure(status: int, detail: str, environ: Environ) -> Reply:
    title = HTTPStatus(status).phrase
    problem = {"type": "about:blank", "title": title, "status": status, "detail": detail}
    return problems.answer(problem, environ)


def _kind_and_place(error: BaseException) -> str:
    """What an operator needs; never the message, which may hold what people said."""
    places = [
        f"{Path(frame.filename).name}:{frame.lineno}"
        for frame in traceback.extract_tb(error.__traceback__)
        if Path(frame.filename).is_relative_to(_PACKAGE)
    ]
    kinds = []
    cause: BaseException | None = error
    while cause is not None:
        code = getattr(cause, "sqlstate", None) or getattr(cause, "sqlite_errorname", "")
        kinds.append(f"{type(cause).__name__} {code}".strip())
        cause = cause.__cause__
    return f"{' from '.join(kinds)} at {' > '.join(places)}"


def _log(environ: Environ, reply: Reply, request_id: str, seconds: float) -> None:
    """One line about a request: never a parameter, a header or a body, which may name people."""
    entry = {
        "request": request_id,
        "method": environ["REQUEST_METHOD"],
        "path": environ.get("PATH_INFO", "").partition("more/")[0],
        "status": reply.status,
        "bytes": len(reply.body),
        "milliseconds": round(seconds * 1000, 3),
    }
    log.info("%s", orjson.dumps(entry).decode())
