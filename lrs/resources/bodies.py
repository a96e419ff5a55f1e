"""Reads what was sent, and no more than is allowed; packs what is sent back."""

import gzip
import zlib

from lrs.errors import Invalid, TooLarge
from lrs.resources.exchange import Environ

WORTH_PACKING = 1024


def read(environ: Environ, most: int) -> bytes:
    """The body, unpacked; raises `TooLarge` beyond `most` bytes, before or after unpacking."""
    too_large = TooLarge(f"A request may have at most {most} bytes.")
    length = environ.get("CONTENT_LENGTH") or ""
    if length and not (length.isascii() and length.isdigit()):
        raise Invalid("The header Content-Length must be a whole number.")
    if length and int(length) > most:
        raise too_large
    if not length and not environ.get("HTTP_TRANSFER_ENCODING"):
        return b""
    body: bytes = environ["wsgi.input"].read(int(length) if length else most + 1)
    if len(body) > most:
        raise too_large
    if length and len(body) < int(length):
        raise Invalid("The body is shorter than its Content-Length.")
    encoding = environ.get("HTTP_CONTENT_ENCODING", "identity").strip().lower()
    if encoding == "gzip":
        return _unpacked(body, most, too_large)
    if encoding != "identity":
        raise Invalid("The Content-Encoding must be gzip or identity.")
    return body


def _unpacked(body: bytes, most: int, too_large: TooLarge) -> bytes:
    unpacker = zlib.decompressobj(wbits=31)
    try:
        result = unpacker.decompress(body, most + 1)
    except zlib.error:
        raise Invalid("The body is not valid gzip, as its Content-Encoding says.") from None
    if len(result) > most:
        raise too_large
    if not unpacker.eof:
        raise Invalid("The gzip body ends too early.")
    return result


def packed(body: bytes, environ: Environ) -> bytes | None:
    """The body in gzip, when the client accepts that and it saves something."""
    accepted = environ.get("HTTP_ACCEPT_ENCODING", "")
    if len(body) < WORTH_PACKING or "gzip" not in accepted or "gzip;q=0" in accepted:
        return None
    return gzip.compress(body, compresslevel=5, mtime=0)
