"""JSON in and out without loss: no digit of an integer, and no member of an object, goes missing.

orjson reads integers beyond 64 bits as floats, and of members with the same name keeps the last.
Nearly no text has either. Whether this one may is seen by writing what was read: that costs a
fraction of the reading. Only then is it read again, by the standard library.
"""

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import orjson

from lrs.errors import MOST_FAULTS

_ZEROS = bytes.maketrans(b"123456789", b"000000000")
_SPACE = b" \t\r\n"
_LONG = b"0" * 19
"""The fewest digits of an integer beyond 64 bits."""
_LARGE = 1024 * 1024
"""Bytes of a text that is not copied only to be compared."""
_DEEPEST = 254
"""Arrays and objects in each other that orjson writes."""


class Repeated(ValueError):
    """Objects have several members of one name; `paths` lead there, each from the text's root."""

    def __init__(self, paths: Sequence[str]) -> None:
        super().__init__(paths)
        self.paths = paths


def loads(text: bytes, *, unique: bool = True) -> Any:
    """What a JSON text says; raises `orjson.JSONDecodeError` when it is none.

    Raises `Repeated` when an object has several members of one name, for nobody can tell which one
    counts (RFC 8259, 4); unless `unique` is false, then the last does.
    """
    value = orjson.loads(text)
    try:
        written = orjson.dumps(value)
        is_whole = (
            written == text
            or (
                len(text) < _LARGE
                and written.translate(None, _SPACE) == text.translate(None, _SPACE)
            )
            or _is_only_spelt_otherwise(text, written)
        )
        return value if is_whole else _read_again(text, unique=unique)
    except (TypeError, RecursionError):  # nested too deep; what statements may have is not
        return value


def dumps(value: Any) -> bytes:
    """The JSON text of a value; raises `TypeError` when it is nested deeper than 254 levels."""
    try:
        # A copy: behind what it has written, orjson keeps kilobytes of spare room.
        return memoryview(orjson.dumps(value)).tobytes()
    except TypeError:
        if is_nested_deeper(value, _DEEPEST):
            raise
        # An integer beyond 64 bits
        return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def is_nested_deeper(value: Any, levels: int) -> bool:
    """True when more arrays and objects than `levels` lie in each other."""
    found = [value]
    for _ in range(levels + 1):
        found = [one for one in found if isinstance(one, dict | list)]
        if not found:
            return False
        found = [item for one in found for item in _items(one)]
    return True


def _is_only_spelt_otherwise(text: bytes, written: bytes) -> bool:
    """True when no integer is long, and no colon is gone; a text may write one as `\\u003a`."""
    return (
        text.count(b":") == written.count(b":")
        and b"\\u003" not in text
        and not _has_long_integer(text)
    )


def _has_long_integer(text: bytes) -> bool:
    """Looks at one piece after the other: a large text is not copied."""
    pieces = (text[at : at + _LARGE + len(_LONG)] for at in range(0, len(text), _LARGE))
    return any(_LONG in piece.translate(_ZEROS) for piece in pieces)


def _items(value: dict[str, Any] | list[Any]) -> list[Any]:
    return list(value.values()) if isinstance(value, dict) else value


def _read_again(text: bytes, *, unique: bool) -> Any:
    repeated: dict[int, tuple[dict[str, Any], list[str]]] = {}
    """By its identity: an object, and the names that several of its members have."""

    def members(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(pairs)
        if len(found) < len(pairs):
            uses = Counter(name for name, _ in pairs)
            repeated[id(found)] = (found, [name for name in found if uses[name] > 1])
        return found

    value = json.loads(text, object_pairs_hook=members)
    if repeated and unique:
        raise Repeated(_paths(value, repeated))
    return value


def _paths(value: Any, repeated: Mapping[int, tuple[dict[str, Any], list[str]]]) -> list[str]:
    found: list[str] = []
    waiting = [("", value)]
    while waiting and len(found) < MOST_FAULTS:
        path, one = waiting.pop()
        if id(one) in repeated:
            found += [f"{path}.{name}" for name in repeated[id(one)][1]]
        if isinstance(one, dict):
            waiting += [(f"{path}.{name}", item) for name, item in one.items()]
        if isinstance(one, list):
            waiting += [(f"{path}[{number}]", item) for number, item in enumerate(one)]
    return found[:MOST_FAULTS]
