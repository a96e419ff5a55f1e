"""The alternate request syntax of 1.0.3: a POST form that stands for another request.

Communication 1.3. For clients that can neither choose a method nor set headers.
"""

import io
from urllib.parse import urlencode

from lrs.errors import Fault, Invalid
from lrs.resources import bodies
from lrs.resources.exchange import Environ, parsed_query
from lrs.resources.room import Room
from lrs.versions import HEADER, edition_of

_HEADERS = (
    "Authorization",
    HEADER,
    "Content-Type",
    "Content-Length",
    "If-Match",
    "If-None-Match",
)
_METHODS = ("GET", "HEAD", "PUT", "POST", "DELETE")
_SECTION = "Communication 1.3"


def is_used(environ: Environ) -> bool:
    """True for a POST whose query string has a method."""
    query = environ.get("QUERY_STRING", "")
    return (
        environ["REQUEST_METHOD"] == "POST"
        and ("method=" in query)
        and ("method" in parsed_query(query))
    )


def rewritten(environ: Environ, most: int, room: Room) -> Environ:
    """The request that was meant; raises `Invalid` for a form that stands for none."""
    _require_syntax(environ)
    query = parsed_query(environ["QUERY_STRING"])
    if query.keys() != {"method"} or query["method"] not in _METHODS:
        rule = f"must be alone in the query string, and one of {', '.join(_METHODS)}"
        raise Invalid(f"The parameter method {rule}.", [Fault("?method", rule, _SECTION)])
    try:
        form = parsed_query(bodies.read(environ, most, room).decode())
    except UnicodeDecodeError:
        rule = "must be a URL-encoded form in UTF-8"
        raise Invalid(f"The body {rule}.", [Fault("body", rule, _SECTION)]) from None
    meant = dict(environ)
    # The form's own type is not that of its content; statements can only be JSON.
    is_statements = environ.get("PATH_INFO") == "/statements"
    meant["CONTENT_TYPE"] = "application/json" if is_statements else "text/plain"
    by_name = {name.lower(): name for name in _HEADERS}
    parameters = []
    content = b""
    for name, value in form.items():
        if name == "content":
            content = value.encode()
        elif name.lower() in by_name:
            key = name.upper().replace("-", "_")
            meant[key if key.startswith("CONTENT_") else f"HTTP_{key}"] = value
        else:
            parameters.append((name, value))
    _require_syntax(meant)
    meant.update(
        {
            "REQUEST_METHOD": query["method"],
            "QUERY_STRING": urlencode(parameters),
            "CONTENT_LENGTH": str(len(content)),
            "wsgi.input": io.BytesIO(content),
        }
    )
    meant.pop("HTTP_CONTENT_ENCODING", None)
    return meant


def _require_syntax(environ: Environ) -> None:
    """Raise unless the version has this syntax; what needs a version will miss it later."""
    version = environ.get("HTTP_X_EXPERIENCE_API_VERSION")
    if version is not None and not edition_of(version).has_alternate_syntax:
        rule = "is not a parameter: xAPI 2.0 has no alternate request syntax"
        raise Invalid(f"method {rule}.", [Fault("?method", rule, _SECTION)])
