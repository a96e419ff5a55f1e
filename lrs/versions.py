"""Which edition of xAPI a request speaks, by its version header (Communication 3.3)."""

import re
from functools import lru_cache

from lrs.errors import Fault, Invalid
from lrs.statements.edition import V1, V2, Edition

HEADER = "X-Experience-API-Version"

_V1 = re.compile(r"1\.0(?:\.\d+)?", re.ASCII)
_V2 = re.compile(r"2\.0(?:\.\d+)?", re.ASCII)


@lru_cache(maxsize=64)
def edition_of(header: str | None) -> Edition:
    """The edition; raises `Invalid` when the header is missing or names another one."""
    if header is None:
        rule = "is required: 1.0.3 or 2.0.0"
    elif _V1.fullmatch(header):
        return V1
    elif _V2.fullmatch(header):
        return V2
    else:
        rule = "must be 1.0, or start with 1.0. or 2.0."
    raise Invalid(
        f"The header {HEADER} {rule}.", [Fault(HEADER, rule, "Communication 3.3 (2.0: 4.1.2)")]
    )
