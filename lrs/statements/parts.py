"""Where in a statement its agents, activities and verb are, at every depth.

Filters, `format=ids` and `format=canonical` all go by this one description.
"""

from collections.abc import Callable, Iterator
from typing import Any

Json = dict[str, Any]
Change = Callable[[Json], Json]


def is_actor(target: Json) -> bool:
    """True when a statement's object is an Agent or a Group."""
    return target.get("objectType") in ("Agent", "Group")


def is_activity(target: Json) -> bool:
    """True when a statement's object is an Activity, which is also what no objectType means."""
    return bool(target.get("objectType", "Activity") == "Activity")


def actor_and_object(statement: Json) -> Iterator[Json]:
    """The Agents and Groups that the `agent` filter looks at (Communication 2.1.3)."""
    yield statement["actor"]
    if is_actor(statement["object"]):
        yield statement["object"]


def all_actors(statement: Json) -> Iterator[Json]:
    """The Agents and Groups that `related_agents` adds, those of a SubStatement too."""
    yield from actor_and_object(statement)
    if "authority" in statement:
        yield statement["authority"]
    context = statement.get("context", {})
    for name in ("instructor", "team"):
        if name in context:
            yield context[name]
    for relation in context.get("contextAgents", ()):
        yield relation["agent"]
    for relation in context.get("contextGroups", ()):
        yield relation["group"]
    if statement["object"].get("objectType") == "SubStatement":
        yield from all_actors(statement["object"])


def all_activities(statement: Json) -> Iterator[Json]:
    """The Activities that `related_activities` looks at, those of a SubStatement too.

    The values of contextActivities may still be single, as a client may send them.
    """
    target = statement["object"]
    if is_activity(target):
        yield target
    for value in statement.get("context", {}).get("contextActivities", {}).values():
        if isinstance(value, dict):
            yield value
        else:
            yield from value
    if target.get("objectType") == "SubStatement":
        yield from all_activities(target)


def changed(statement: Json, *, actor: Change, activity: Change, verb: Change) -> Json:
    """A copy whose agents, activities and verb, at every depth, went through these functions.

    A lone activity in contextActivities becomes an array (Data 2.4.6.2).
    """
    result = {**statement, "actor": actor(statement["actor"]), "verb": verb(statement["verb"])}
    target = statement["object"]
    if is_actor(target):
        result["object"] = actor(target)
    elif is_activity(target):
        result["object"] = activity(target)
    elif target["objectType"] == "SubStatement":
        result["object"] = changed(target, actor=actor, activity=activity, verb=verb)
    if "authority" in statement:
        result["authority"] = actor(statement["authority"])
    if "context" in statement:
        result["context"] = _changed_context(statement["context"], actor, activity)
    return result


def _changed_context(context: Json, actor: Change, activity: Change) -> Json:
    result = dict(context)
    for name in ("instructor", "team"):
        if name in context:
            result[name] = actor(context[name])
    for name, key in (("contextAgents", "agent"), ("contextGroups", "group")):
        if name in context:
            result[name] = [{**one, key: actor(one[key])} for one in context[name]]
    if "contextActivities" in context:
        result["contextActivities"] = {
            name: [activity(one) for one in ([value] if isinstance(value, dict) else value)]
            for name, value in context["contextActivities"].items()
        }
    return result
