"""How a stored statement reads in the formats `ids` and `canonical` (Communication 2.1.3)."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from lrs.statements.activities import COMPONENT_LISTS
from lrs.statements.actors import IDENTIFIERS
from lrs.statements.parts import Json, changed

_QUALITY = re.compile(r"0(?:\.\d{0,3})?|1(?:\.0{0,3})?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Languages:
    """What a client reads, as ranges in lower case (RFC 4647)."""

    wanted: Sequence[str] = ()
    """Best first."""
    refused: Sequence[str] = ()
    """Those it would rather not have (q=0)."""

    def refuse(self, tag: str) -> bool:
        """True when a tag, in lower case, lies in a range that is refused."""
        return any(tag == one or tag.startswith(f"{one}-") for one in self.refused)


def ids(statement: Json) -> Json:
    """Only what is needed to identify each agent, group, activity and verb."""
    return changed(statement, actor=_identified, activity=_only_id, verb=_only_id)


def canonical(statement: Json, definitions: Mapping[str, Json], languages: Languages) -> Json:
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


def accepted_languages(header: str) -> Languages:
    """The languages of an Accept-Language header (RFC 9110, 12.5.4)."""
    ranked = []
    for position, part in enumerate(header.split(",")):
        name, *parameters = (one.strip().lower() for one in part.split(";"))
        quality = 1.0
        for parameter in parameters:
            key, _, value = parameter.partition("=")
            if key.strip() == "q":
                quality = float(value) if _QUALITY.fullmatch(value.strip()) else -1.0
        if name and quality >= 0:
            ranked.append((-quality, position, name))
    return Languages(
        wanted=[name for quality, _, name in sorted(ranked) if quality < 0],
        refused=[name for quality, _, name in ranked if quality == 0],
    )


def best(texts: Mapping[str, str], languages: Languages) -> dict[str, str]:
    """The one entry of a language map that suits best; the first one when none does.

    Each wanted language has its turn before the next one: first as it is, then with what a tag adds
    to it, then shortened from its end (RFC 4647, 3.4). A refused one comes last.
    """
    by_tag = {tag.lower(): tag for tag in texts}
    likely = [tag for tag in by_tag if not languages.refuse(tag)]
    for wanted in languages.wanted:
        found = wanted if wanted in by_tag else None
        if found is None:
            longer = (tag for tag in likely if wanted == "*" or tag.startswith(f"{wanted}-"))
            found = next(longer, None)
        while found is None and "-" in wanted:
            wanted = wanted.rpartition("-")[0]
            found = wanted if wanted in likely else None
        if found is not None:
            return {by_tag[found]: texts[by_tag[found]]}
    return {by_tag[tag]: texts[by_tag[tag]] for tag in (likely or list(by_tag))[:1]}


def _one_language(definition: Json, languages: Languages) -> Json:
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
