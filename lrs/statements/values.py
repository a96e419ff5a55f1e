"""The simple values that statements and parameters are made of, each with its rule in plain words.

A check takes a value, the path it was found at and the list of faults, and adds to the list.
"""

import re
from collections.abc import Callable
from functools import lru_cache
from itertools import takewhile
from typing import Any

import orjson

from lrs.errors import MOST_FAULTS, Fault
from lrs.statements import exact, times

Check = Callable[[Any, str, list[Fault]], None]

DEEPEST = 243
"""Levels of arrays and objects in extensions, so that the whole statement has at most 254."""

_IRI_CHARACTERS = r"(?:[^\s<>\"{}|\\^`%#\[\]\x00-\x20\x7f-\x9f]++|%[0-9A-Fa-f]{2})*+"
_IRI = re.compile(
    r"[A-Za-z][A-Za-z0-9+.\-]*:(?=.)"
    rf"(?://(?:[^\s/?#\[\]@]*@)?\[[0-9A-Fa-fvV:.]+\](?=[:/?#]|\Z))?"  # a host in brackets
    rf"{_IRI_CHARACTERS}(?:#{_IRI_CHARACTERS})?"
)
_UUID = re.compile(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_MAILTO = re.compile(r"mailto:[^\s@<>\"\x00-\x20]+@[^\s@<>\"?\x00-\x20]+")
_SHA1 = re.compile(r"[0-9a-fA-F]{40}")
_SHA2 = re.compile(r"[0-9a-fA-F]{56}|[0-9a-fA-F]{64}|[0-9a-fA-F]{96}|[0-9a-fA-F]{128}")
_MEDIA_TYPE = re.compile(
    r"[A-Za-z0-9!#$&^_.+\-]+/[A-Za-z0-9!#$&^_.+\-*]+(?:[\t ]*;[\t\x20-\x7e\xa0-\U0010ffff]*)?"
)
_VERSION_1 = re.compile(r"1\.0(?:\.\d+)?", re.ASCII)
_VERSION_1_OR_2 = re.compile(r"[12]\.0(?:\.\d+)?", re.ASCII)
_LANGUAGE_TAG = re.compile(
    r"""(?:
      (?:[a-z]{2,3}(?:-[a-z]{3}){0,3}|[a-z]{4}|[a-z]{5,8})   # language and its extensions
      (?:-[a-z]{4})?                                         # script
      (?:-(?:[a-z]{2}|\d{3}))?                               # region
      (?:-(?:[a-z0-9]{5,8}|\d[a-z0-9]{3}))*                  # variants
      (?:-[a-wy-z0-9](?:-[a-z0-9]{2,8})+)*                   # extensions
      (?:-x(?:-[a-z0-9]{1,8})+)?                             # private use
    | x(?:-[a-z0-9]{1,8})+
    | en-gb-oed|i-(?:ami|bnn|default|enochian|hak|klingon|lux|mingo|navajo|pwn|tao|tay|tsu)
    | sgn-(?:be-fr|be-nl|ch-de)
    )""",
    re.ASCII | re.IGNORECASE | re.VERBOSE,
)


def is_iri(value: str) -> bool:
    """True for a string with a scheme and none of the characters IRIs exclude (Data 4.3)."""
    return _is_short_iri(value) if len(value) < 200 else _IRI.fullmatch(value) is not None


@lru_cache(maxsize=8192)
def _is_short_iri(value: str) -> bool:
    """Verbs, activities and home pages come again and again."""
    return _IRI.fullmatch(value) is not None


def is_language_tag(value: str) -> bool:
    """True for a well-formed RFC 5646 tag: no repeated singleton and no repeated variant."""
    if len(value) == 2 or (len(value) == 5 and value[2] == "-"):
        # As nearly all are: a language, perhaps with a region
        return value.isascii() and value[:2].isalpha() and (value[3:] or "x").isalpha()
    if _LANGUAGE_TAG.fullmatch(value) is None:
        return False
    before_private_use = re.split(r"-x-|^x-", value.lower())[0].split("-")
    singletons = [part for part in before_private_use if len(part) == 1]
    before_extensions = takewhile(lambda part: len(part) > 1, before_private_use[1:])
    variants = [part for part in before_extensions if len(part) > 4 or part[0].isdigit()]
    return all(len(parts) == len(set(parts)) for parts in (singletons, variants))


def _string_check(accepts: Callable[[str], object], rule: str, section: str) -> Check:
    def check(value: Any, path: str, faults: list[Fault]) -> None:
        if not isinstance(value, str) or not accepts(value):
            faults.append(Fault(path, rule, section))

    return check


def string(value: Any, path: str, faults: list[Fault]) -> None:
    """Any text, even an empty one (Data 2.2)."""
    if not isinstance(value, str):
        faults.append(Fault(path, "must be a string", "Data 2.2"))


iri = _string_check(
    is_iri,
    "must be an IRI with a scheme, such as https://example.org/x, with % only before two "
    "hexadecimal digits, [ ] only around the host's IP address, and # only once",
    "Data 4.3",
)
uuid = _string_check(
    _UUID.fullmatch, "must be a UUID in its standard form of 36 characters", "Data 4.4"
)
timestamp = _string_check(
    lambda value: times.instant(value) is not None,
    "must be an ISO 8601 timestamp, such as 2024-12-05T17:30:00.000Z, whose offset is not -00",
    "Data 4.5",
)
rfc_3339_timestamp = _string_check(
    times.is_rfc_3339,
    "must be a timestamp of RFC 3339, with seconds and with Z or an offset (not -00:00), such as "
    "2024-12-05T17:30:00.000Z",
    "4.2.7 (xAPI 2.0)",
)
duration = _string_check(
    times.is_duration,
    "must be an ISO 8601 duration, such as PT5M30S, with a fraction in its last part at most",
    "Data 4.6",
)
language_tag = _string_check(
    is_language_tag, "must be an RFC 5646 language tag, such as en-GB", "Data 4.2"
)
mailto = _string_check(
    _MAILTO.fullmatch, "must be an e-mail address that starts with mailto:", "Data 2.4.2.3"
)
sha1 = _string_check(_SHA1.fullmatch, "must be a SHA-1 of 40 hexadecimal digits", "Data 2.4.2.3")
sha2 = _string_check(
    _SHA2.fullmatch, "must be the hexadecimal SHA-2 of the attachment", "Data 2.4.11"
)
media_type = _string_check(
    _MEDIA_TYPE.fullmatch, "must be a media type, such as application/pdf", "Data 2.4.11"
)
version_1 = _string_check(_VERSION_1.fullmatch, "must be 1.0 or start with 1.0.", "Data 2.4.10")
version_1_or_2 = _string_check(
    _VERSION_1_OR_2.fullmatch, "must be 1.0 or start with 1.0. or 2.0.", "4.2.4.3 (xAPI 2.0)"
)


def boolean(value: Any, path: str, faults: list[Fault]) -> None:
    """true or false; the strings "true" and "false" are not (Data 2.2)."""
    if value is not True and value is not False:
        faults.append(Fault(path, "must be true or false, without quotes", "Data 2.2"))


def number(value: Any, path: str, faults: list[Fault]) -> None:
    """A JSON number; Python counts True as one, JSON does not (Data 2.2)."""
    if not is_number(value):
        faults.append(Fault(path, "must be a number, without quotes", "Data 2.2"))


def is_number(value: Any) -> bool:
    """True for what was a number in JSON."""
    return isinstance(value, int | float) and not isinstance(value, bool)


def octets(value: Any, path: str, faults: list[Fault]) -> None:
    """A length: a whole number from 0 (Data 2.4.11)."""
    if not is_number(value) or value < 0 or value != int(value):
        faults.append(Fault(path, "must be a whole number of bytes, from 0", "Data 2.4.11"))


def language_map(value: Any, path: str, faults: list[Fault]) -> None:
    """An object of language tags and strings (Data 4.2)."""
    if not isinstance(value, dict):
        faults.append(Fault(path, "must be an object of language tags and texts", "Data 4.2"))
        return
    for tag, text in value.items():
        if not isinstance(text, str):
            faults.append(Fault(f"{path}[{tag!r}]", "must be a string", "Data 4.2"))
        if not is_language_tag(tag):
            faults.append(
                Fault(f"{path}[{tag!r}]", "must be keyed by an RFC 5646 language tag", "Data 4.2")
            )
        if len(faults) >= MOST_FAULTS:
            return


def extensions(value: Any, path: str, faults: list[Fault]) -> None:
    """An object whose keys are IRIs; its values are the client's business (Data 4.1).

    They must not be nested deeper than the LRS can write as JSON again.
    """
    if not isinstance(value, dict):
        faults.append(Fault(path, "must be an object whose keys are IRIs", "Data 4.1"))
        return
    try:
        orjson.dumps([[[[[[[[[[value]]]]]]]]]])
        is_too_deep = False
    except TypeError:  # or it has an integer beyond 64 bits
        is_too_deep = exact.is_nested_deeper(value, DEEPEST + 1)
    if is_too_deep:
        rule = f"must not be nested deeper than {DEEPEST} levels"
        faults.append(Fault(path, rule, "Data 4.1"))
    for key in value:
        if not is_iri(key):
            faults.append(Fault(f"{path}[{key!r}]", "must be keyed by an IRI", "Data 4.1"))
        if len(faults) >= MOST_FAULTS:
            return
