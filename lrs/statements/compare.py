"""Do two statements say the same? (Data 2.3.1, Statement Comparison Requirements)"""

from typing import Any

from lrs.statements import times
from lrs.statements.parts import Json, changed

ASSIGNED_BY_LRS = ("id", "authority", "stored", "version")
NOT_COMPARED = (*ASSIGNED_BY_LRS, "attachments")


def equivalent(one: Json, other: Json) -> bool:
    """True when two valid statements differ in nothing but what immutability leaves open.

    Open are: what an LRS assigns, definitions of activities, display of verbs, the zone of a
    timestamp, the order of a group's members, attachments, durations beyond 0.01 second, and
    whether letters are capital where that says nothing (UUIDs, language tags, hashes, the domain of
    an e-mail address).
    """
    if "timestamp" not in one or "timestamp" not in other:
        one = {**one, "timestamp": ""}
        other = {**other, "timestamp": ""}
    return _same(_essence(one), _essence(other))


def _essence(statement: Json) -> Json:
    result = changed(statement, actor=_plain_actor, activity=_only_id, verb=_only_id)
    for name in NOT_COMPARED:
        result.pop(name, None)
    result["timestamp"] = times.instant(result.get("timestamp", ""))
    if "duration" in result.get("result", {}):
        duration = times.comparable_duration(result["result"]["duration"])
        result["result"] = {**result["result"], "duration": duration}
    if result["object"].get("objectType") == "SubStatement":
        result["object"] = _essence(result["object"])
    if result["object"].get("objectType") == "StatementRef":
        result["object"] = _in_lower_case(result["object"], "id")
    if "context" in result:
        context = _in_lower_case(result["context"], "registration", "language")
        if "statement" in context:
            context["statement"] = _in_lower_case(context["statement"], "id")
        result["context"] = context
    return result


def _plain_actor(actor: Json) -> Json:
    result = _in_lower_case({"objectType": "Agent", **actor}, "mbox_sha1sum")
    if "mbox" in actor:
        local, _, domain = actor["mbox"].rpartition("@")
        result["mbox"] = f"{local}@{domain.lower()}"
    if "member" in actor:
        members = map(_plain_actor, actor["member"])
        result["member"] = sorted(members, key=lambda member: sorted(map(repr, member.items())))
    return result


def _in_lower_case(value: Json, *names: str) -> Json:
    return {name: item.lower() if name in names else item for name, item in value.items()}


def _only_id(value: Json) -> Json:
    return {"id": value["id"]}


def _same(one: Any, other: Any) -> bool:
    """Equality of JSON values: unlike Python's, true is not 1."""
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(_same(one[key], other[key]) for key in one)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(_same, one, other))
    return isinstance(one, bool) == isinstance(other, bool) and bool(one == other)
