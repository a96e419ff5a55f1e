"""What a resource is given, and what it gives back."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from hashlib import sha1
from types import MappingProxyType
from typing import Any
from urllib.parse import parse_qsl

import orjson

from lrs.errors import Fault, Forbidden, Invalid, TooLarge
from lrs.settings import Settings
from lrs.statements import exact
from lrs.statements.edition import Edition
from lrs.storage.credentials import Credential
from lrs.storage.dialects import Database
from lrs.storage.writer import Writer

Environ = dict[str, Any]

MOST_VALUES = 1_000_000
"""Values in one JSON text. A hostile one could have millions, each many times as large in memory."""


@dataclass(frozen=True, slots=True)
class Site:
    """One installation: what every resource works with."""

    settings: Settings
    database: Database
    writer: Writer


@dataclass(eq=False)
class Request:
    """A request that has passed the door: its version is spoken here, its credential is known."""

    environ: Environ
    body: bytes
    edition: Edition
    credential: Credential
    tail: str = ""
    """What follows the resource's own path."""

    def header(self, name: str) -> str | None:
        """The value of a header, if it was sent."""
        key = name.upper().replace("-", "_")
        value: str | None = self.environ.get(
            key if key in ("CONTENT_TYPE", "CONTENT_LENGTH") else f"HTTP_{key}"
        )
        return value or None

    @property
    def method(self) -> str:
        """The method, in capital letters."""
        method: str = self.environ["REQUEST_METHOD"]
        return method

    @property
    def media_type(self) -> str:
        """The content type without its parameters, in lower case."""
        return (self.header("Content-Type") or "").partition(";")[0].strip().lower()

    @cached_property
    def query(self) -> Mapping[str, str]:
        """The parameters as sent; raises `Invalid` when one is repeated or is not UTF-8."""
        return _known_query(self.environ.get("QUERY_STRING", ""))

    def require(self, *scopes: str) -> None:
        """Raise `Forbidden` unless the credential has one of these scopes (Communication 4.2)."""
        if self.credential.scopes.isdisjoint((*scopes, "all")):
            raise Forbidden(f"This needs a credential with the scope {' or '.join(scopes)}.")

    def json(self) -> Any:
        """The body as JSON; raises `Invalid` when it is not."""
        return parsed_json(self.body, "body")


@dataclass(slots=True)
class Reply:
    """An answer, before it is labelled with its version."""

    status: int
    body: bytes = b""
    content_type: str = "application/json"
    headers: list[tuple[str, str]] = field(default_factory=list)


def entity_tag(body: bytes) -> tuple[str, str]:
    """The header ETag as xAPI 1.0.3 wants it: SHA-1 in lower case (Communication 3.1)."""
    return ("ETag", f'"{sha1(body, usedforsecurity=False).hexdigest()}"')


Handler = Callable[[Site, Request], Reply]
Methods = Mapping[str, Handler]


def parsed_json(text: bytes, path: str, *, unique: bool = True) -> Any:
    """What a JSON text says; raises `Invalid` with the reason, `TooLarge` for too many values.

    Unless `unique` is false, members of one name are a reason.
    """
    if len(text) > MOST_VALUES and sum(map(text.count, (b",", b"[", b"{"))) > MOST_VALUES:
        raise TooLarge(f"The JSON of a request may have at most {MOST_VALUES:,} values.")
    try:
        return exact.loads(text, unique=unique)
    except exact.Repeated as repeated:
        root = path if path.startswith("?") else "$"
        rule = "must be there only once in its object: nobody can tell which one counts"
        faults = [Fault(root + one, rule, "Data 2.2 (RFC 8259, 4)") for one in repeated.paths]
        raise Invalid("A property is there more than once.", faults) from None
    except orjson.JSONDecodeError as error:
        where = f"line {error.lineno}, column {error.colno}"
        raise Invalid(
            f"This is not valid JSON: {error.msg} ({where}).",
            [Fault(path, f"must be JSON in UTF-8 ({where})", "Communication 1.4")],
        ) from None


@lru_cache(maxsize=1024)
def _known_query(text: str) -> Mapping[str, str]:
    """Clients send the same query again and again."""
    return MappingProxyType(parsed_query(text))


def parsed_query(text: str) -> dict[str, str]:
    """The parameters of a query string; raises `Invalid` when one is repeated or is not UTF-8."""
    try:
        pairs = parse_qsl(text, keep_blank_values=True, errors="strict", max_num_fields=100)
    except ValueError:
        rule = "must be URL-encoded UTF-8, with at most 100 parameters"
        raise Invalid(f"The query {rule}.", [Fault("?", rule, "Communication 1.4")]) from None
    query: dict[str, str] = {}
    faults = []
    for name, value in pairs:
        if name in query:
            faults.append(Fault(f"?{name}", "must be given only once", "Communication 3.2"))
        if "\0" in name + value:
            rule = "must not contain the character NUL"
            faults.append(Fault(f"?{name}", rule, "Communication 3.2"))
        query[name] = value
    if faults:
        raise Invalid("The parameters are not as they should be.", faults)
    return query
