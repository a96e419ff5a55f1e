"""Do two statements say the same? (Data 2.3.1, Statement Comparison Requirements)"""

from typing import Any

from lrs.statements import times
from lrs.statements.parts import Json, changed

ASSIGNED_BY_LRS = ("id", "authority", "stored", "version")
NOT_COMPARED = (*ASSIGNED_BY_LRS, "attachments")


def equivalent(one: Json, other: Json) -> bool:
    """True when two valid statements differ in nothing but what immutability leaves open.

    Open are: what an LRS assigns, definitions of activities, display of verbs, the zone of a
    timestamp, the order of a group's members, attachments, and durations beyond 0.01 second.
    """
    if "timestamp" not in one or "timestamp" not in other:
        one = {**one, "timestamp": ""}
        other = {**other, "timestamp": ""}
    return _same(_essence(one), _essence(other))


def _essence(statement: Json) -> Json:
    result = changed(statement, actor=_sorted_members, activity=_only_id, verb=_only_id)
    for name in NOT_COMPARED:
        result.pop(name, None)
    result["timestamp"] = times.instant(result.get("timestamp", ""))
    if "duration" in result.get("result", {}):
        duration = times.comparable_duration(result["result"]["duration"])
        result["result"] = {**result["result"], "duration": duration}
    if result["object"].get("objectType") == "SubStatement":
        result["object"] = _essence(result["object"])
    return result


def _sorted_members(actor: Json) -> Json:
    result = {"objectType": "Agent", **actor}
    if "member" in actor:
        members = ({"objectType": "Agent", **member} for member in actor["member"])
        result["member"] = sorted(members, key=lambda member: sorted(map(repr, member.items())))
    return result


def _only_id(value: Json) -> Json:
    return {"id": value["id"]}


def _same(one: Any, other: Any) -> bool:
    """Equality of JSON values: unlike Python's, true is not 1."""
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(_same(one[key], other[key]) for key in one)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(_same, one, other))
    return isinstance(one, bool) == isinstance(other, bool) and bool(one == other)
