"""How a stored statement reads in the formats `ids` and `canonical` (Communication 2.1.3)."""

from collections.abc import Mapping
from typing import Any

from lrs.statements.activities import COMPONENT_LISTS
from lrs.statements.actors import IDENTIFIERS
from lrs.statements.parts import Json, changed


def ids(statement: Json) -> Json:
    """Only what is needed to identify each agent, group, activity and verb."""
    return changed(statement, actor=_identified, activity=_only_id, verb=_only_id)


def canonical(statement: Json, definitions: Mapping[str, Json], languages: list[str]) -> Json:
    """Each activity as this LRS knows it, and one language out of each map.

    `definitions` are the canonical ones by activity id; `languages` the client's, best first.
    """

    def activity(value: Json) -> Json:
        definition = definitions.get(value["id"], value.get("definition"))
        if definition is None:
            return value
        return {**value, "definition": _one_language(definition, languages)}

    def verb(value: Json) -> Json:
        return {
            key: best(item, languages) if key == "display" else item for key, item in value.items()
        }

    return changed(statement, actor=lambda actor: actor, activity=activity, verb=verb)


def accepted_languages(header: str) -> list[str]:
    """The language ranges of an Accept-Language header, best first; refused ones (q=0) left out."""
    ranked = []
    for position, part in enumerate(header.split(",")):
        name, _, parameters = part.partition(";")
        quality = 1.0
        if parameters.strip().startswith("q="):
            try:
                quality = float(parameters.strip()[2:])
            except ValueError:
                continue
        if name.strip() and quality > 0:
            ranked.append((-quality, position, name.strip().lower()))
    return [name for _, _, name in sorted(ranked)]


def best(texts: Mapping[str, str], languages: list[str]) -> dict[str, str]:
    """The one entry of a language map that suits best; the first one when none does.

    Each wanted language has its turn before the next one: first as it is, then with what a tag adds
    to it, then shortened from its end (RFC 4647, 3.4).
    """
    by_tag = {tag.lower(): tag for tag in texts}
    for wanted in languages:
        found = by_tag.get(wanted) or next(
            (tag for tag in texts if wanted == "*" or tag.lower().startswith(f"{wanted}-")), None
        )
        while found is None and "-" in wanted:
            wanted = wanted.rpartition("-")[0]
            found = by_tag.get(wanted)
        if found is not None:
            return {found: texts[found]}
    return dict(list(texts.items())[:1])


def _one_language(definition: Json, languages: list[str]) -> Json:
    result: dict[str, Any] = dict(definition)
    for name in ("name", "description"):
        if name in result:
            result[name] = best(result[name], languages)
    for name in COMPONENT_LISTS:
        if name in result:
            result[name] = [
                {**one, "description": best(one["description"], languages)}
                if "description" in one
                else one
                for one in result[name]
            ]
    return result


def _identified(actor: Json) -> Json:
    result = {key: actor[key] for key in ("objectType", *IDENTIFIERS) if key in actor}
    if "member" in actor and not result.keys() & IDENTIFIERS:
        result["member"] = [_identified(member) for member in actor["member"]]
    return result


def _only_id(value: Json) -> Json:
    return {"id": value["id"]}
