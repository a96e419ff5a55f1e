"""Reads what was sent, and no more than is allowed; packs what is sent back."""

import gzip
import zlib
from collections.abc import Callable
from functools import lru_cache
from io import BytesIO

from werkzeug.http import parse_accept_header

from lrs.errors import Fault, Invalid, LengthRequired, TooLarge
from lrs.resources.exchange import Environ
from lrs.resources.room import SMALL, Room

WORTH_PACKING = 1024
GZIP = ("gzip", "x-gzip")
"""Two names of one form (RFC 9110, 8.4.1.3)."""


def read(environ: Environ, most: int, room: Room) -> bytes:
    """The body, unpacked; raises `TooLarge` beyond `most` bytes, before or after unpacking.

    A large one enters the room.
    """
    length = environ.get("CONTENT_LENGTH") or ""
    if not length and not environ.get("HTTP_TRANSFER_ENCODING"):
        return b""
    if length and not (length.isascii() and length.isdigit()):
        raise _invalid("Content-Length", "must be a whole number", "RFC 9110, 8.6")
    if length and int(length) > most:
        raise _too_large(most)
    if not length and not _shows_its_end(environ):
        raise LengthRequired("Send the header Content-Length, or JSON, multipart/mixed or gzip.")
    encoding = environ.get("HTTP_CONTENT_ENCODING", "identity").strip().lower()
    if encoding not in (*GZIP, "identity"):
        raise _invalid("Content-Encoding", "must be gzip or identity", "RFC 9110, 8.4")
    is_packed = encoding != "identity"
    if length:
        room.enter(most if is_packed and int(length) > SMALL else int(length))
        body: bytes = environ["wsgi.input"].read(int(length))
    else:
        body = _whole(environ["wsgi.input"].read, most, room)
    if len(body) > most:
        raise _too_large(most)
    if length and len(body) < int(length):
        raise _invalid("body", "must be as long as its Content-Length says", "RFC 9110, 8.6")
    if is_packed:
        body = _unpacked(body, most, room)
        if len(body) > most:
            raise _too_large(most)
    return body


def _whole(read_some: Callable[[int], bytes], most: int, room: Room) -> bytes:
    """What nobody said the length of; ends beyond `most` bytes."""
    beginning = read_some(min(SMALL, most + 1))
    if len(beginning) < SMALL or len(beginning) > most:
        return beginning
    room.enter(most)
    return beginning + read_some(most + 1 - len(beginning))


def _shows_its_end(environ: Environ) -> bool:
    """True for what is not well-formed when its end is missing.

    Of other chunked bodies the server hands over the beginning when a connection breaks.
    """
    content_type: str = environ.get("CONTENT_TYPE", "").lower()
    is_packed: bool = environ.get("HTTP_CONTENT_ENCODING", "").strip().lower() in GZIP
    return is_packed or content_type.startswith(("application/json", "multipart/mixed"))


def _unpacked(body: bytes, most: int, room: Room) -> bytes:
    try:
        with gzip.GzipFile(fileobj=BytesIO(body)) as members:
            return _whole(members.read, most, room)
    except (OSError, EOFError, zlib.error):
        raise _invalid(
            "Content-Encoding", "must be what the body is: it is not whole gzip", "RFC 9110, 8.4"
        ) from None


def packed(body: bytes, environ: Environ) -> bytes | None:
    """The body in gzip, when the client accepts that and it saves something."""
    accepted = environ.get("HTTP_ACCEPT_ENCODING")
    if len(body) < WORTH_PACKING or accepted is None or not _accepts_gzip(accepted):
        return None
    return gzip.compress(body, compresslevel=5, mtime=0)


@lru_cache(maxsize=256)
def _accepts_gzip(header: str) -> bool:
    return parse_accept_header(header)["gzip"] > 0


def _too_large(most: int) -> TooLarge:
    return TooLarge(f"A request may have at most {most} bytes.")


def _invalid(path: str, rule: str, section: str) -> Invalid:
    return Invalid(f"The {path} {rule}.", [Fault(path, rule, section)])
