"""Makes what is sent smaller: static files, and pages in which nothing of the request stands.

Whoever listens on the line and can make a browser ask, again and again, for a page in which words of
the asker's choice stand beside a secret, learns the secret from the sizes of the compressed answers
(the BREACH attack). So a page is compressed only where its address alone chose what is on it.
"""

from __future__ import annotations

import gzip
from functools import lru_cache

from flask import Flask, Response, request

_FILES = {"text/css", "text/javascript", "image/svg+xml"}
_TOO_SMALL = 500  # bytes; they fit into one packet as they are


def init_app(app: Flask) -> None:
    @app.after_request
    def compress(response: Response) -> Response:
        # One validator for an answer as it is and made smaller (RFC 9110, section 8.8.1).
        etag, _ = response.get_etag()
        if etag:
            response.set_etag(etag, weak=True)
        is_file = response.mimetype in _FILES
        if response.status_code != 200 or not (is_file or _is_page_of_its_address(response)):
            return response
        response.vary.add("Accept-Encoding")
        if not request.accept_encodings.quality("gzip"):
            return response
        response.direct_passthrough = False
        plain = response.get_data()
        if len(plain) < _TOO_SMALL:
            return response
        response.set_data(_compressed_once(plain) if is_file else gzip.compress(plain, 6, mtime=0))
        response.headers["Content-Encoding"] = "gzip"
        response.headers.pop("Accept-Ranges", None)
        return response


def _is_page_of_its_address(response: Response) -> bool:
    return (
        response.mimetype == "text/html"
        and not response.is_streamed
        and request.method in ("GET", "HEAD")
        and not request.query_string
    )


@lru_cache(maxsize=64)
def _compressed_once(file: bytes) -> bytes:
    return gzip.compress(file, 9, mtime=0)
