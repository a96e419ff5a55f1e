"""Query parameters, held to the same standards as the values of statements (Data 2.2)."""

from collections.abc import Mapping
from typing import Any

from lrs.errors import Fault, Invalid
from lrs.resources.exchange import parsed_json
from lrs.statements import times, values
from lrs.statements.actors import IDENTIFIERS, actor
from lrs.statements.actors import agent as check_agent
from lrs.statements.values import Check

_UNKNOWN = "is not a parameter of this resource; parameters are case-sensitive"


def check(
    query: Mapping[str, str], known: Mapping[str, Check], required: tuple[str, ...] = ()
) -> None:
    """Raise `Invalid` with every fault of the parameters (Communication 3.2)."""
    faults: list[Fault] = []
    for name, value in query.items():
        one = known.get(name)
        if one is None:
            faults.append(Fault(f"?{name}", _UNKNOWN, "Communication 3.2"))
        else:
            one(value, f"?{name}", faults)
    for name in required:
        if name not in query:
            faults.append(Fault(f"?{name}", "is required", "Communication 2.0"))
    if faults:
        raise Invalid("The parameters are not as they should be.", faults)


def agent(value: str, path: str, faults: list[Fault]) -> None:
    """An Agent in JSON, as the document resources and Agents want it."""
    _json(check_agent, value, path, faults)


def agent_or_group(value: str, path: str, faults: list[Fault]) -> None:
    """An Agent or an identified Group in JSON, as the filter `agent` wants it."""
    _json(actor, value, path, faults)
    try:
        parsed = parsed_json(value.encode(), path)
    except Invalid:
        return
    if isinstance(parsed, dict) and not parsed.keys() & IDENTIFIERS:
        faults.append(Fault(path, "must be identified", "Communication 2.1.3"))


def _json(one: Check, value: str, path: str, faults: list[Fault]) -> None:
    try:
        one(parsed_json(value.encode(), path), path, faults)
    except Invalid as invalid:
        faults.extend(invalid.faults)


def boolean(value: str, path: str, faults: list[Fault]) -> None:
    """true or false, as in JSON."""
    if value not in ("true", "false"):
        faults.append(Fault(path, "must be true or false", "Communication 2.1.3"))


def limit(value: str, path: str, faults: list[Fault]) -> None:
    """A whole number from 0, which stands for as many as the server allows."""
    if not (value.isascii() and value.isdigit() and len(value) < 10):
        faults.append(Fault(path, "must be a whole number from 0", "Communication 2.1.3"))


def statement_format(value: str, path: str, faults: list[Fault]) -> None:
    """ids, exact or canonical."""
    if value not in ("ids", "exact", "canonical"):
        faults.append(Fault(path, "must be ids, exact or canonical", "Communication 2.1.3"))


def instant(query: Mapping[str, str], name: str) -> int | None:
    """A timestamp that passed its check, as microseconds since 1970."""
    return times.instant(query[name]) if name in query else None


def parsed_agent(query: Mapping[str, str]) -> dict[str, Any]:
    """The parameter `agent`, after it passed its check."""
    found: dict[str, Any] = parsed_json(query["agent"].encode(), "?agent")
    return found


IRI, UUID, TEXT = values.iri, values.uuid, values.string
