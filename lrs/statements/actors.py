"""Agents and Groups, and what identifies them (Data 2.4.2)."""

from typing import Any

from lrs.errors import Fault
from lrs.statements import values
from lrs.statements.shapes import Shape, array_of, often, one_of

IDENTIFIERS = ("mbox", "mbox_sha1sum", "openid", "account")
"""The Inverse Functional Identifiers: each names one Agent or Group for ever (Data 2.4.2.3)."""

_account = Shape(
    "an account",
    "Data 2.4.2.4",
    {"homePage": values.iri, "name": values.string},
    required=("homePage", "name"),
)
_identified: dict[str, values.Check] = {
    "name": values.string,
    "mbox": values.mailto,
    "mbox_sha1sum": values.sha1,
    "openid": values.iri,
    "account": _account,
}
_agent = Shape(
    "an Agent", "Data 2.4.2.1", {"objectType": one_of(("Agent",), "Data 2.4.2.1"), **_identified}
)


def agent(value: Any, path: str, faults: list[Fault]) -> None:
    """An Agent: exactly one identifier, and no members (Data 2.4.2.1)."""
    _agent(value, path, faults)
    if isinstance(value, dict) and len(value.keys() & IDENTIFIERS) != 1:
        faults.append(
            Fault(path, f"must have exactly one of {', '.join(IDENTIFIERS)}", "Data 2.4.2.1")
        )


_group = Shape(
    "a Group",
    "Data 2.4.2.2",
    {
        "objectType": one_of(("Group",), "Data 2.4.2.2"),
        **_identified,
        "member": array_of(agent, "Data 2.4.2.2"),
    },
    required=("objectType",),
)


def group(value: Any, path: str, faults: list[Fault]) -> None:
    """A Group: one identifier, or none but members; its members are Agents (Data 2.4.2.2)."""
    _group(value, path, faults)
    if not isinstance(value, dict):
        return
    identifiers = len(value.keys() & IDENTIFIERS)
    if identifiers > 1:
        faults.append(
            Fault(path, f"must have at most one of {', '.join(IDENTIFIERS)}", "Data 2.4.2.2")
        )
    elif identifiers == 0 and not value.get("member"):
        faults.append(
            Fault(f"{path}.member", "is required in a Group without an identifier", "Data 2.4.2.2")
        )


def _actor(value: Any, path: str, faults: list[Fault]) -> None:
    if isinstance(value, dict) and value.get("objectType") == "Group":
        group(value, path, faults)
    else:
        agent(value, path, faults)


actor = often(_actor)
"""An Agent, or a Group when its objectType says so (Data 2.4.2)."""


def authority(value: Any, path: str, faults: list[Fault]) -> None:
    """An Agent; as a Group it can only be the two Agents of three-legged OAuth (Data 2.4.9)."""
    actor(value, path, faults)
    if isinstance(value, dict) and value.get("objectType") == "Group":
        members = value.get("member")
        if value.keys() & IDENTIFIERS or not isinstance(members, list) or len(members) != 2:
            faults.append(
                Fault(path, "must be an Agent, or a nameless Group of two Agents", "Data 2.4.9")
            )


def identifier(value: dict[str, Any]) -> str | None:
    """The identifier of a valid Agent or Group as one string; None for an anonymous Group."""
    if "account" in value:
        account = value["account"]
        return f"account {account['homePage']} {account['name']}"
    for key in ("mbox", "mbox_sha1sum", "openid"):
        if key in value:
            return f"{key} {value[key]}"
    return None
