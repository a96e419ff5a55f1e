"""Reads what was sent, and no more than is allowed; packs what is sent back."""

import gzip
import zlib
from functools import lru_cache
from io import BytesIO

from werkzeug.http import parse_accept_header

from lrs.errors import Fault, Invalid, LengthRequired, TooLarge
from lrs.resources.exchange import Environ

WORTH_PACKING = 1024


def read(environ: Environ, most: int) -> bytes:
    """The body, unpacked; raises `TooLarge` beyond `most` bytes, before or after unpacking."""
    length = environ.get("CONTENT_LENGTH") or ""
    if not length and not environ.get("HTTP_TRANSFER_ENCODING"):
        return b""
    too_large = TooLarge(f"A request may have at most {most} bytes.")
    if length and not (length.isascii() and length.isdigit()):
        raise _invalid("Content-Length", "must be a whole number", "RFC 9110, 8.6")
    if length and int(length) > most:
        raise too_large
    if not length and not _shows_its_end(environ):
        raise LengthRequired("Send the header Content-Length, or JSON, multipart/mixed or gzip.")
    body: bytes = environ["wsgi.input"].read(int(length) if length else most + 1)
    if len(body) > most:
        raise too_large
    if length and len(body) < int(length):
        raise _invalid("body", "must be as long as its Content-Length says", "RFC 9110, 8.6")
    encoding = environ.get("HTTP_CONTENT_ENCODING", "identity").strip().lower()
    if encoding == "gzip":
        return _unpacked(body, most, too_large)
    if encoding != "identity":
        raise _invalid("Content-Encoding", "must be gzip or identity", "RFC 9110, 8.4")
    return body


def _shows_its_end(environ: Environ) -> bool:
    """True for what is not well-formed when its end is missing.

    Of other chunked bodies the server hands over the beginning when a connection breaks.
    """
    content_type: str = environ.get("CONTENT_TYPE", "").lower()
    is_packed: bool = environ.get("HTTP_CONTENT_ENCODING", "").strip().lower() == "gzip"
    return is_packed or content_type.startswith(("application/json", "multipart/mixed"))


def _unpacked(body: bytes, most: int, too_large: TooLarge) -> bytes:
    try:
        with gzip.GzipFile(fileobj=BytesIO(body)) as members:
            result = members.read(most + 1)
    except (OSError, EOFError, zlib.error):
        raise _invalid(
            "Content-Encoding", "must be what the body is: it is not whole gzip", "RFC 9110, 8.4"
        ) from None
    if len(result) > most:
        raise too_large
    return result


def packed(body: bytes, environ: Environ) -> bytes | None:
    """The body in gzip, when the client accepts that and it saves something."""
    accepted = environ.get("HTTP_ACCEPT_ENCODING")
    if len(body) < WORTH_PACKING or accepted is None or not _accepts_gzip(accepted):
        return None
    return gzip.compress(body, compresslevel=5, mtime=0)


@lru_cache(maxsize=256)
def _accepts_gzip(header: str) -> bool:
    return parse_accept_header(header)["gzip"] > 0


def _invalid(path: str, rule: str, section: str) -> Invalid:
    return Invalid(f"The {path} {rule}.", [Fault(path, rule, section)])
