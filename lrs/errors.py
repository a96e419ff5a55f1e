"""The refusals of the LRS: what went wrong, in words a person can act on."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any, ClassVar

MOST_FAULTS = 200
"""When a request has so many, no more are looked for: a hostile one could have millions."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One broken rule: where (a JSON path, or the name of a parameter or header), which, and why.

    `section` names the paragraph of xAPI 1.0.3 ("Data" is its Part Two, "Communication" its Part
    Three) or, for what only xAPI 2.0 has, of IEEE 9274.1.1.
    """

    path: str
    rule: str
    section: str


class Refusal(Exception):
    """A request that is answered with `status` and a problem document (RFC 9457)."""

    status: ClassVar[int] = 400
    title: ClassVar[str] = "The request breaks a rule of xAPI"
    headers: Sequence[tuple[str, str]] = ()

    def __init__(self, detail: str, faults: Sequence[Fault] = ()) -> None:
        super().__init__(detail)
        self.detail = detail
        self.faults = faults

    def problem(self) -> dict[str, Any]:
        """The members of the problem document."""
        document: dict[str, Any] = {
            "type": "about:blank",
            "title": self.title,
            "status": self.status,
            "detail": self.detail,
        }
        if self.faults:
            document["faults"] = [asdict(fault) for fault in self.faults]
        return document


class Invalid(Refusal):
    """400: something in the request does not follow the specification."""


class Unauthorized(Refusal):
    """401: who is asking?"""

    status = 401
    title = "A credential is needed"
    headers = (("WWW-Authenticate", 'Basic realm="xAPI", charset="UTF-8"'),)


class Forbidden(Refusal):
    """403: the credential is known, but its scopes do not cover this."""

    status = 403
    title = "The credential does not allow this"


class NotFound(Refusal):
    """404: nothing is stored there."""

    status = 404
    title = "Nothing is stored here"


class MethodNotAllowed(Refusal):
    """405: the resource exists but cannot be used in this way."""

    status = 405
    title = "The resource has no such method"

    def __init__(self, detail: str, allowed: Sequence[str]) -> None:
        super().__init__(detail)
        self.headers = (("Allow", ", ".join(allowed)),)


class Conflict(Refusal):
    """409: something else is already stored there."""

    status = 409
    title = "Something else is already stored there"


class LengthRequired(Refusal):
    """411: nobody could tell whether the body was cut off on its way."""

    status = 411
    title = "The request has to say how long it is"


class PreconditionFailed(Refusal):
    """412: If-Match or If-None-Match does not hold."""

    status = 412
    title = "The precondition does not hold"


class TooLarge(Refusal):
    """413: larger than this installation accepts."""

    status = 413
    title = "The request is larger than this LRS accepts"


class TooManyRequests(Refusal):
    """429: the credential asks faster than this installation allows."""

    status = 429
    title = "Too many requests"

    def __init__(self, detail: str, retry_after: int) -> None:
        super().__init__(detail)
        self.headers = (("Retry-After", str(retry_after)),)


class Busy(Refusal):
    """503: there is no room for so large a request now."""

    status = 503
    title = "The LRS is busy"
    headers = (("Retry-After", "10"),)


class StoreFailed(Exception):
    """The database could not do what it was asked; nothing of it was done."""
