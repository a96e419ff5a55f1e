"""Turns refusals and faults into answers: a page for people, problem+json (RFC 9457) for machines."""

from __future__ import annotations

import logging
from http import HTTPStatus
from typing import Any

from flask import Flask, Response, current_app, jsonify, render_template, request
from sqlalchemy.exc import OperationalError
from werkzeug.exceptions import HTTPException, InternalServerError

from abp_lms.database import session
from abp_lms.errors import Forbidden, NotFound, Refused, TooMany

log = logging.getLogger(__name__)

_SENTENCES = {
    400: "We could not read what was sent. Go back, load the page again, and try again.",
    404: "We cannot find that page. Check the address, or start again from the front page.",
    405: "That address does not take what was sent. Start again from the front page.",
    413: "That is more than we can take in one go. Go back and send less.",
    415: "We cannot read that kind of content.",
}
_ANY_OTHER = "We cannot answer that. Start again from the front page."
_OUR_FAULT = (
    "Something went wrong on our side. What you saved before is safe. Try again in a minute."
)
_AWAY = "The service cannot be reached for the moment. What you saved before is safe. Try again in a minute."


def wants_json() -> bool:
    """Whether the asker is a script (fetch, a machine) rather than a person with a page."""
    best = request.accept_mimetypes.best_match(
        ["text/html", "application/json", "application/problem+json"]
    )
    return request.is_json or (best is not None and best != "text/html")


def answer(status: int, sentence: str, **more: Any) -> Response:
    """The answer to a request that fails."""
    title = HTTPStatus(status).phrase
    if wants_json():
        response = jsonify(
            {"type": "about:blank", "title": title, "status": status, "detail": sentence} | more
        )
        response.content_type = "application/problem+json"
    else:
        response = Response(render_template("errors/error.html", status=status, sentence=sentence))
    response.status_code = status
    return response


def init_app(app: Flask) -> None:
    @app.errorhandler(Refused)
    def refused(refusal: Refused) -> Response:
        session.rollback()
        match refusal:
            case NotFound():
                status = 404
            case Forbidden():
                status = 403
            case TooMany():
                status = 429
            case _:
                status = 409
        response = answer(status, refusal.sentence)
        if isinstance(refusal, TooMany):
            response.headers["Retry-After"] = str(refusal.seconds)
        return response

    @app.errorhandler(HTTPException)
    def http_fault(fault: HTTPException) -> Response | HTTPException:
        session.rollback()
        if fault.code is None or fault.code < 400:
            return fault
        if isinstance(fault, InternalServerError):
            # Also what breaks while another fault is being answered.
            return _broken(fault.original_exception or fault)
        response = answer(fault.code, _SENTENCES.get(fault.code, _ANY_OTHER))
        for name, value in fault.get_headers():
            if name.lower() not in {"content-type", "content-length"}:
                response.headers[name] = value
        return response

    @app.errorhandler(Exception)
    def broken(fault: Exception) -> Response:
        session.rollback()
        return _broken(fault)


def _broken(fault: BaseException) -> Response:
    """What is said of a fault of ours: 503 while the database is away or too busy, else 500."""
    # The kind and place of the fault, never its message: that may hold what somebody typed.
    at = fault.__traceback__
    while at is not None and at.tb_next is not None:
        at = at.tb_next
    where = f"{at.tb_frame.f_code.co_filename}:{at.tb_lineno}" if at else "?"
    log.error("%s at %s while answering %s", type(fault).__name__, where, request.endpoint)
    is_away = isinstance(fault, OperationalError)
    status, sentence = (503, _AWAY) if is_away else (500, _OUR_FAULT)
    if wants_json():
        response = answer(status, sentence)
    else:
        # No layout, no database: this page must work when nothing else does.
        page = current_app.jinja_env.get_template("errors/fault.html")
        response = Response(page.render(sentence=sentence), status=status)
    if is_away:
        response.headers["Retry-After"] = "60"
    return response
