"""Preconditions: nobody overwrites what changed since they read it (Communication 3.1)."""

from werkzeug.http import parse_etags

from lrs.errors import Conflict, Fault, Invalid, PreconditionFailed


def check_preconditions(
    *, etag: str | None, if_match: str | None, if_none_match: str | None
) -> None:
    """Raise `PreconditionFailed` unless the headers hold for what is stored (None: nothing is)."""
    if if_match is not None:
        wanted = parse_etags(if_match)
        if etag is None or not (wanted.star_tag or wanted.contains_weak(etag)):
            raise PreconditionFailed(
                "The document is not what If-Match says: it was changed or removed since you "
                "fetched it. Fetch it again, apply your change, and send its new ETag."
            )
    if if_none_match is not None and etag is not None and is_known(etag, if_none_match):
        raise PreconditionFailed(
            "There is a document already, and If-None-Match says that there must be none. "
            "Fetch it, and send its ETag in If-Match to replace it."
        )


def is_known(etag: str, if_none_match: str) -> bool:
    """True when the header If-None-Match names this entity tag, or any."""
    known = parse_etags(if_none_match)
    return known.star_tag or known.contains_weak(etag)


def require_precondition(
    *, etag: str | None, if_match: str | None, if_none_match: str | None, for_new: bool
) -> None:
    """Refuse a PUT that says nothing about what it expects to find.

    409 when there is a document; when there is none, 400 if `for_new` (1.0.3 wants the header on
    every PUT of a profile).
    """
    if if_match is not None or if_none_match is not None:
        return
    if etag is not None:
        raise Conflict(
            "There is a document already. Fetch it to see its current state, then send its ETag in "
            "the header If-Match to replace it."
        )
    if for_new:
        rule = "or If-None-Match is required to PUT a profile"
        raise Invalid(
            f"The header If-Match {rule}.", [Fault("If-Match", rule, "Communication 3.1")]
        )
