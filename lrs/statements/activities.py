"""Activities and their definitions (Data 2.4.4.1)."""

from typing import Any

from lrs.errors import Fault
from lrs.statements import values
from lrs.statements.shapes import Shape, array_of, often, one_of

COMPONENT_LISTS = ("choices", "scale", "source", "target", "steps")
LANGUAGE_MAPS = ("name", "description")

_INTERACTION_TYPES = (
    "true-false",
    "choice",
    "fill-in",
    "long-fill-in",
    "matching",
    "performance",
    "sequencing",
    "likert",
    "numeric",
    "other",
)
_SECTION = "Data 2.4.4.1"

_component = Shape(
    "an interaction component",
    _SECTION,
    {"id": values.string, "description": values.language_map},
    required=("id",),
)
_array_of_components = array_of(_component, _SECTION)


def _components(value: Any, path: str, faults: list[Fault]) -> None:
    """An array of interaction components whose ids all differ."""
    _array_of_components(value, path, faults)
    if isinstance(value, list):
        ids = [item["id"] for item in value if isinstance(item, dict) and "id" in item]
        if len({repr(one) for one in ids}) != len(ids):
            faults.append(Fault(path, "must not repeat an id", _SECTION))


_definition = Shape(
    "an activity definition",
    _SECTION,
    {
        "name": values.language_map,
        "description": values.language_map,
        "type": values.iri,
        "moreInfo": values.iri,
        "extensions": values.extensions,
        "interactionType": one_of(_INTERACTION_TYPES, _SECTION),
        "correctResponsesPattern": array_of(values.string, _SECTION),
        **dict.fromkeys(COMPONENT_LISTS, _components),
    },
)


def _checked_definition(value: Any, path: str, faults: list[Fault]) -> None:
    _definition(value, path, faults)
    if (
        isinstance(value, dict)
        and "interactionType" not in value
        and value.keys() & {"correctResponsesPattern", *COMPONENT_LISTS}
    ):
        faults.append(
            Fault(f"{path}.interactionType", "is required in an interaction's definition", _SECTION)
        )


activity = often(
    Shape(
        "an Activity",
        _SECTION,
        {
            "objectType": one_of(("Activity",), _SECTION),
            "id": values.iri,
            "definition": _checked_definition,
        },
        required=("id",),
    )
)


def merged(stored: dict[str, Any], received: dict[str, Any]) -> dict[str, Any]:
    """The definition after another one was received: it may add and correct, never remove.

    Texts are merged language by language, extensions key by key; every other property is replaced.
    """
    result = {**stored, **received}
    for name in (*LANGUAGE_MAPS, "extensions"):
        if name in stored and name in received:
            result[name] = {**stored[name], **received[name]}
    return result
