"""Makes xAPI statements: pure values, valid under xAPI 1.0.3, with no name or address of a person."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any
from urllib.parse import quote
from uuid import UUID, uuid4

from abp_lms.recording import vocabulary
from abp_lms.recording.vocabulary import LANGUAGE, ActivityType, Shape, Verb, shape_of
from abp_lms.settings import current

JOSE = "application/jose"

Json = dict[str, Any]


@dataclass(frozen=True)
class Where:
    """In which part of which programme it happened. The registration is the id of the place.

    The titles, where given, let a reader who knows only the statement name the parts.
    """

    programme_id: str
    registration: UUID
    academy_id: UUID | None = None
    module_id: str | None = None
    unit_id: str | None = None
    programme_name: str | None = None
    module_title: str | None = None
    unit_title: str | None = None


@dataclass(frozen=True)
class Sealed:
    """Text as a compact JWE (RFC 7516) that only its author can open."""

    text: str


@dataclass(frozen=True)
class Attachment:
    """The bytes that travel beside a statement, known by their SHA-256 in lower-case hex."""

    sha2: str
    content_type: str
    content: bytes


@dataclass(frozen=True)
class Recorded:
    """A statement, its attachments, and which of our shapes it has."""

    statement: Json
    attachments: tuple[Attachment, ...]
    shape: Shape

    @property
    def id(self) -> UUID:
        return UUID(self.statement["id"])

    @property
    def registration(self) -> UUID:
        return UUID(self.statement["context"]["registration"])


def iri(*path: str) -> str:
    """The address of a thing of ours: <home_page>/id/<path…>."""
    return "/".join(
        (current().home_page.rstrip("/"), "id", *(quote(part, safe="") for part in path))
    )


def activity(kind: ActivityType, *path: str, name: str, description: str | None = None) -> Json:
    """The activity at `path`, for example activity(PAGE, "units", "u01", "pages", "role", name=…)."""
    definition: Json = {"type": kind.id, "name": {LANGUAGE: name}}
    if description:
        definition["description"] = {LANGUAGE: description}
    return {"objectType": "Activity", "id": iri(*path), "definition": definition}


def programme(programme_id: str, *, name: str) -> Json:
    return activity(vocabulary.PROGRAMME, *_programme_path(programme_id), name=name)


def unit(unit_id: str, *, name: str) -> Json:
    """A unit has one address in all programmes that use it: progress belongs to the person."""
    return activity(vocabulary.UNIT, *_unit_path(unit_id), name=name)


def choice_question(
    *path: str, name: str, choices: Mapping[str, str], correct: Sequence[str], several: bool = False
) -> Json:
    """A quiz question as an interaction activity (Data, 2.4.4.1): ids and texts of its options.

    `correct` are the ids of the good answers; with `several` all of them are to be chosen, without
    it any one of them will do.
    """
    question = activity(vocabulary.QUESTION, *path, name=name)
    question["definition"] |= {
        "interactionType": "choice",
        "choices": [{"id": id, "description": {LANGUAGE: text}} for id, text in choices.items()],
        "correctResponsesPattern": [chosen(correct)] if several else list(correct),
    }
    return question


def chosen(options: Sequence[str]) -> str:
    """result.response of a choice: the ids of the options (Data, 2.4.4.1, table of patterns)."""
    return "[,]".join(options)


def made(
    *,
    actor_name: UUID,
    verb: Verb,
    object: Json,
    at: datetime,
    where: Where,
    duration: timedelta | None = None,
    result: Json | None = None,
    revision: str | None = None,
    sealed: Sequence[Sealed] = (),
) -> Recorded:
    """The statement that `actor_name` did `verb` to `object` at the moment `at` (aware).

    `object` comes from activity(). `result` is the xAPI result, without its duration. `revision`
    is the version of the content. Raises ValueError when the statement has none of our shapes.
    """
    shape = shape_of(verb.id, object["definition"]["type"])
    if sealed and not shape.sealed:
        raise ValueError(f"A statement of the shape {shape.name} carries no text.")
    statement: Json = {
        "id": str(uuid4()),
        "actor": {
            "objectType": "Agent",
            "account": {"homePage": current().home_page, "name": str(actor_name)},
        },
        "verb": {"id": verb.id, "display": {LANGUAGE: verb.display}},
        "object": object,
        "context": _context(where, object["id"], revision),
        "timestamp": timestamp(at),
    }
    if duration is not None:
        result = {**(result or {}), "duration": iso_duration(duration)}
    if result:
        statement["result"] = result
    attachments = tuple(_attachment(one) for one in sealed)
    if attachments:
        statement["attachments"] = [_described(one) for one in attachments]
    return Recorded(statement, attachments, shape)


def timestamp(moment: datetime) -> str:
    """ISO 8601 in UTC with milliseconds, cut and not rounded: never later than the deed."""
    moment = moment.astimezone(UTC)
    return f"{moment:%Y-%m-%dT%H:%M:%S}.{moment.microsecond // 1000:03d}Z"


def iso_duration(duration: timedelta) -> str:
    """ISO 8601 with designators, in whole hundredths of a second (Data, 4.6), as PT1H5M2.5S.

    Raises ValueError for a negative one.
    """
    if duration < timedelta():
        raise ValueError("A duration is not negative.")
    hundredths = duration // timedelta(milliseconds=10)
    minutes, hundredths = divmod(hundredths, 6000)
    hours, minutes = divmod(minutes, 60)
    seconds = f"{hundredths / 100:.2f}".rstrip("0").rstrip(".")
    parts = [(str(hours), "H"), (str(minutes), "M"), (seconds, "S")]
    return "PT" + ("".join(value + unit for value, unit in parts if value != "0") or "0S")


def _context(where: Where, object_id: str, revision: str | None) -> Json:
    """Registration and the storeys above the object: the nearest is its parent, the rest grouping."""
    storeys = [one for one in _storeys(where) if one["id"] != object_id]
    activities: Json = {
        "category": [
            {
                "objectType": "Activity",
                "id": iri(vocabulary.PROFILE),
                "definition": {"type": vocabulary.PROFILE_TYPE.id},
            }
        ]
    }
    if storeys:
        activities["parent"] = storeys[:1]
    if storeys[1:]:
        activities["grouping"] = storeys[1:]
    context: Json = {
        "registration": str(where.registration),
        "contextActivities": activities,
        "platform": "Active Bystander Learning",
        "language": LANGUAGE,
    }
    if revision is not None:
        context["revision"] = revision
    if where.academy_id is not None:
        context["extensions"] = {
            vocabulary.TRAINING_PROVIDER: iri("academies", str(where.academy_id))
        }
    return context


def _storeys(where: Where) -> list[Json]:
    storeys = []
    if where.unit_id is not None:
        storeys.append(_bare(vocabulary.UNIT, _unit_path(where.unit_id), where.unit_title))
    if where.module_id is not None:
        path = _module_path(where.programme_id, where.module_id)
        storeys.append(_bare(vocabulary.MODULE, path, where.module_title))
    path = _programme_path(where.programme_id)
    return [*storeys, _bare(vocabulary.PROGRAMME, path, where.programme_name)]


def _bare(kind: ActivityType, path: tuple[str, ...], name: str | None) -> Json:
    if name is not None:
        return activity(kind, *path, name=name)
    return {"objectType": "Activity", "id": iri(*path), "definition": {"type": kind.id}}


def _programme_path(programme_id: str) -> tuple[str, ...]:
    return ("programmes", programme_id)


def _module_path(programme_id: str, module_id: str) -> tuple[str, ...]:
    return (*_programme_path(programme_id), "modules", module_id)


def _unit_path(unit_id: str) -> tuple[str, ...]:
    return ("units", unit_id)


def _attachment(sealed: Sealed) -> Attachment:
    content = sealed.text.encode("ascii")
    return Attachment(sha256(content).hexdigest(), JOSE, content)


def _described(attachment: Attachment) -> Json:
    return {
        "usageType": iri(*vocabulary.SEALED_TEXT.split("/")),
        "display": {LANGUAGE: "Sealed text, which only its author can open"},
        "contentType": attachment.content_type,
        "length": len(attachment.content),
        "sha2": attachment.sha2,
    }
