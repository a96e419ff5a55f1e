"""multipart/mixed: statements with their attachments (RFC 2046, Communication 1.5.2)."""

import hashlib
import re
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import chain

from werkzeug.http import parse_options_header

from lrs.errors import Fault, Invalid, TooLarge

_SECTION = "Communication 1.5.2"
_HASHES = {56: "sha224", 64: "sha256", 96: "sha384", 128: "sha512"}
MOST_PARTS = 10_000
"""A hostile message could have millions of empty ones."""
_HEADER_NAME = re.compile(r"[!#$%&'*+\-.^_`|~0-9A-Za-z]+", re.ASCII)
_BOUNDARY = re.compile(r"[0-9A-Za-z'()+_,\-./:=? ]{0,69}[0-9A-Za-z'()+_,\-./:=?]", re.ASCII)


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a message; the names of its headers are in lower case."""

    headers: Mapping[str, str]
    body: bytes


def parse(body: bytes, content_type: str) -> list[Part]:
    """The parts of a message; raises `Invalid` when it is not well-formed."""
    boundary = parse_options_header(content_type)[1].get("boundary", "")
    if not _BOUNDARY.fullmatch(boundary):
        raise _invalid("Content-Type", "must name a boundary of 1 to 70 characters")
    line = rb"--" + re.escape(boundary.encode()) + rb"(--)?[\t ]*(?=\r\n|\Z)"
    # The first delimiter may open the body, without a line end of its own.
    first = re.compile(line).match(body)
    further = re.compile(rb"\r\n" + line).finditer(body)
    parts: list[Part] = []
    start: int | None = None
    for match in chain([first] if first else [], further):
        if start is not None:
            parts.append(_part(body, start, match.start(), len(parts)))
        if len(parts) > MOST_PARTS:
            raise TooLarge(f"A request may have at most {MOST_PARTS} parts.")
        start = match.end()
        if match[1]:
            return parts
    raise _invalid("body", "must end with its boundary and two hyphens")


def _part(text: bytes, start: int, end: int, number: int) -> Part:
    # A part without headers starts with the empty line itself.
    empty_line = text.find(b"\r\n\r\n", start, end)
    if empty_line < 0:
        raise _invalid(f"part {number}", "must have an empty line between its headers and its body")
    headers: dict[str, str] = {}
    for line in filter(None, text[start:empty_line].split(b"\r\n")):
        try:
            name, colon, value = line.decode().partition(":")
        except UnicodeDecodeError:
            name, colon, value = "", "", ""
        if not colon or not _HEADER_NAME.fullmatch(name):
            raise _invalid(f"part {number}", "must have headers of the form Name: value")
        if headers.setdefault(name.lower(), value.strip()) != value.strip():
            raise _invalid(f"part {number}", f"must say only one thing in its header {name}")
    return Part(headers, text[empty_line + 4 : end])


def attachments(parts: Iterable[Part]) -> dict[str, Part]:
    """The parts after the first, by the SHA-2 they name and have; raises with every fault."""
    faults: list[Fault] = []
    found: dict[str, Part] = {}
    for number, part in enumerate(parts, start=1):
        declared = part.headers.get("x-experience-api-hash", "").lower()
        algorithm = _HASHES.get(len(declared))
        where = f"part {number}"
        if part.headers.get("content-transfer-encoding", "").lower() != "binary":
            rule = "must have the header Content-Transfer-Encoding: binary"
            faults.append(Fault(where, rule, _SECTION))
        if algorithm is None:
            rule = "must have the header X-Experience-API-Hash with the SHA-2 of its body"
            faults.append(Fault(where, rule, _SECTION))
        elif hashlib.new(algorithm, part.body).hexdigest() != declared:
            rule = "has a body whose SHA-2 is not the one in X-Experience-API-Hash"
            faults.append(Fault(where, rule, _SECTION))
        found[declared] = part
    if faults:
        raise Invalid("The attachments are not as they should be.", faults)
    return found


def compose(parts: Iterable[Part]) -> tuple[str, bytes]:
    """The content type and the body of a message that holds these parts."""
    boundary = f"xapi-{secrets.token_hex(16)}"
    pieces = []
    for part in parts:
        head = "".join(f"{name}: {value}\r\n" for name, value in part.headers.items())
        pieces += [f"--{boundary}\r\n{head}\r\n".encode(), part.body, b"\r\n"]
    pieces.append(f"--{boundary}--\r\n".encode())
    return f"multipart/mixed; boundary={boundary}", b"".join(pieces)


def _invalid(path: str, rule: str) -> Invalid:
    return Invalid(
        f"This is not well-formed multipart/mixed: {path} {rule}.", [Fault(path, rule, _SECTION)]
    )
