"""Refusals as answers: JSON (RFC 9457), or plain text or HTML for who asks for that.

Communication 3.2: the client's Accept decides, and all three are there.
"""

from html import escape
from typing import Any

import orjson
from werkzeug.datastructures import MIMEAccept
from werkzeug.http import parse_accept_header

from lrs.resources.exchange import Environ, Reply

JSON = "application/problem+json"
_OFFERED = (JSON, "application/json", "text/plain", "text/html")

_PAGE = """\
<!DOCTYPE html>
<html lang="en">
<meta charset="utf-8">
<title>{title}</title>
<h1>{title}</h1>
<p>{detail}</p>
{faults}</html>
"""


def answer(problem: dict[str, Any], environ: Environ) -> Reply:
    """The answer to a request that is refused, or that failed."""
    accepted = parse_accept_header(environ.get("HTTP_ACCEPT"), MIMEAccept)
    kind = accepted.best_match(_OFFERED, default=JSON)
    varies = [("Vary", "Accept")]
    if kind == "text/plain":
        return Reply(problem["status"], _text(problem), "text/plain; charset=utf-8", varies)
    if kind == "text/html":
        return Reply(problem["status"], _page(problem), "text/html; charset=utf-8", varies)
    return Reply(problem["status"], orjson.dumps(problem), JSON, varies)


def _text(problem: dict[str, Any]) -> bytes:
    lines = [problem["title"], "", problem["detail"]]
    lines += [f"- {line}" for line in _faults(problem)]
    return "\n".join([*lines, ""]).encode()


def _page(problem: dict[str, Any]) -> bytes:
    faults = "".join(f"<li>{escape(line)}</li>\n" for line in _faults(problem))
    return _PAGE.format(
        title=escape(problem["title"]),
        detail=escape(problem["detail"]),
        faults=f"<ul>\n{faults}</ul>\n" if faults else "",
    ).encode()


def _faults(problem: dict[str, Any]) -> list[str]:
    return [
        f"{fault['path']} {fault['rule']} ({fault['section']})"
        for fault in problem.get("faults", ())
    ]
