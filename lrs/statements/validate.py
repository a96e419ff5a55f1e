"""Is this a statement? If not: every fault, where it is, which rule, and where that is written."""

from typing import Any

from lrs.errors import Fault
from lrs.statements import values
from lrs.statements.activities import activity
from lrs.statements.actors import actor, agent, authority, group
from lrs.statements.edition import V1, V2, Edition
from lrs.statements.shapes import Shape, array_of, often, one_of
from lrs.statements.values import Check

VOIDED = "http://adlnet.gov/expapi/verbs/voided"

verb = often(
    Shape(
        "a Verb", "Data 2.4.3", {"id": values.iri, "display": values.language_map}, required=("id",)
    )
)
statement_ref = Shape(
    "a StatementRef",
    "Data 2.4.4.3",
    {"objectType": one_of(("StatementRef",), "Data 2.4.4.3"), "id": values.uuid},
    required=("objectType", "id"),
)
_attachment = Shape(
    "an Attachment",
    "Data 2.4.11",
    {
        "usageType": values.iri,
        "display": values.language_map,
        "description": values.language_map,
        "contentType": values.media_type,
        "length": values.octets,
        "sha2": values.sha2,
        "fileUrl": values.iri,
    },
    required=("usageType", "display", "contentType", "length", "sha2"),
)
_score = Shape(
    "a Score",
    "Data 2.4.5.1",
    dict.fromkeys(("scaled", "raw", "min", "max"), values.number),
)


def score(value: Any, path: str, faults: list[Fault]) -> None:
    """A Score: -1 to 1 when scaled, min below max, raw between them (Data 2.4.5.1)."""
    _score(value, path, faults)
    if not isinstance(value, dict):
        return
    numbers = {key: item for key, item in value.items() if values.is_number(item)}
    if not -1 <= numbers.get("scaled", 0) <= 1:
        faults.append(Fault(f"{path}.scaled", "must be from -1 to 1", "Data 2.4.5.1"))
    lowest, highest = numbers.get("min"), numbers.get("max")
    if lowest is not None and highest is not None and lowest >= highest:
        faults.append(Fault(f"{path}.min", "must be less than max", "Data 2.4.5.1"))
    raw = numbers.get("raw")
    if raw is not None and (
        (lowest is not None and raw < lowest) or (highest is not None and raw > highest)
    ):
        faults.append(Fault(f"{path}.raw", "must lie between min and max", "Data 2.4.5.1"))


result = Shape(
    "a Result",
    "Data 2.4.5",
    {
        "score": score,
        "success": values.boolean,
        "completion": values.boolean,
        "response": values.string,
        "duration": values.duration,
        "extensions": values.extensions,
    },
)

_activities = array_of(activity, "Data 2.4.6.2")


def _one_or_more_activities(value: Any, path: str, faults: list[Fault]) -> None:
    if isinstance(value, dict):
        activity(value, path, faults)
    else:
        _activities(value, path, faults)


context_activities = Shape(
    "contextActivities",
    "Data 2.4.6.2",
    dict.fromkeys(("parent", "grouping", "category", "other"), _one_or_more_activities),
)


def _related(object_type: str, key: str, check: Check) -> Check:
    section = "4.2.2.5 (xAPI 2.0)"
    return Shape(
        f"a {object_type}",
        section,
        {
            "objectType": one_of((object_type,), section),
            key: check,
            "relevantTypes": array_of(values.iri, section, at_least=1),
        },
        required=("objectType", key),
    )


def _context(edition: Edition) -> Shape:
    properties: dict[str, Check] = {
        "registration": values.uuid,
        "instructor": actor,
        "team": group,
        "contextActivities": context_activities,
        "revision": values.string,
        "platform": values.string,
        "language": values.language_tag,
        "statement": statement_ref,
        "extensions": values.extensions,
    }
    if edition.has_context_agents:
        section = "4.2.2.5 (xAPI 2.0)"
        properties["contextAgents"] = array_of(_related("contextAgent", "agent", agent), section)
        properties["contextGroups"] = array_of(_related("contextGroup", "group", group), section)
    return Shape("a Context", "Data 2.4.6", properties)


def timestamp_of(edition: Edition) -> Check:
    """The check of a timestamp, in a statement or a parameter."""
    return values.rfc_3339_timestamp if edition.wants_rfc_3339 else values.timestamp


def _rules_across(value: Any, path: str, faults: list[Fault]) -> None:
    """The rules that bind several properties of a Statement or a SubStatement."""
    target = value.get("object")
    object_type = target.get("objectType", "Activity") if isinstance(target, dict) else None
    context = value.get("context")
    if isinstance(context, dict) and object_type != "Activity":
        for name in ("revision", "platform"):
            if name in context:
                rule = "may only be used when the object is an Activity"
                faults.append(Fault(f"{path}.context.{name}", rule, "Data 2.4.6"))
    spoken = value.get("verb")
    if isinstance(spoken, dict) and spoken.get("id") == VOIDED and object_type != "StatementRef":
        rule = "must be a StatementRef when the verb is voided"
        faults.append(Fault(f"{path}.object", rule, "Data 2.3.2"))


_IN_BOTH: dict[str, Check] = {
    "actor": actor,
    "verb": verb,
    "result": result,
    "attachments": array_of(_attachment, "Data 2.4.11"),
}
_REQUIRED = ("actor", "verb", "object")
_PLAIN_OBJECTS: dict[str, Check] = {
    "Activity": activity,
    "Agent": agent,
    "Group": group,
    "StatementRef": statement_ref,
}


def _object(checks: dict[str, Check]) -> Check:
    rule = "must be one of " + ", ".join(checks)

    def check(value: Any, path: str, faults: list[Fault]) -> None:
        if not isinstance(value, dict):
            faults.append(Fault(path, "must be an object", "Data 2.4.4"))
            return
        object_type = value.get("objectType", "Activity")
        kind = checks.get(object_type) if isinstance(object_type, str) else None
        if kind is None:
            faults.append(Fault(f"{path}.objectType", rule, "Data 2.4.4"))
        else:
            kind(value, path, faults)

    return check


def _statement(edition: Edition) -> Check:
    context = _context(edition)
    timestamp = timestamp_of(edition)
    sub_shape = Shape(
        "a SubStatement",
        "Data 2.4.4.3",
        {
            **_IN_BOTH,
            "timestamp": timestamp,
            "objectType": one_of(("SubStatement",), "Data 2.4.4.3"),
            "context": context,
            "object": _object(_PLAIN_OBJECTS),
        },
        required=("objectType", *_REQUIRED),
    )

    def sub_statement(value: Any, path: str, faults: list[Fault]) -> None:
        sub_shape(value, path, faults)
        _rules_across(value, path, faults)

    shape = Shape(
        "a Statement",
        "Data 2.4",
        {
            **_IN_BOTH,
            "timestamp": timestamp,
            "id": values.uuid,
            "context": context,
            "object": _object({**_PLAIN_OBJECTS, "SubStatement": sub_statement}),
            "stored": timestamp,
            "authority": authority,
            "version": (
                values.version_1_or_2
                if edition.statement_version.startswith("2")
                else values.version_1
            ),
        },
        required=_REQUIRED,
    )

    def statement(value: Any, path: str, faults: list[Fault]) -> None:
        shape(value, path, faults)
        if isinstance(value, dict):
            _rules_across(value, path, faults)

    return statement


_STATEMENTS = {V1: _statement(V1), V2: _statement(V2)}


def faults_of(value: Any, edition: Edition, path: str = "$") -> list[Fault]:
    """Every fault of what should be a statement; none means that it is one."""
    faults: list[Fault] = []
    _STATEMENTS[edition](value, path, faults)
    return faults
