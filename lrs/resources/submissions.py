"""Statements that arrive, by PUT or POST, with or without attachments (Communication 2.1.1-2)."""

from typing import Any

import orjson

from lrs import multipart
from lrs.errors import MOST_FAULTS, Fault, Invalid, TooLarge
from lrs.multipart import Part
from lrs.resources import parameters
from lrs.resources.exchange import Reply, Request, Site, parsed_json
from lrs.resources.room import Room
from lrs.settings import MEBIBYTE
from lrs.statements.prepare import Prepared, attachments_of, key_of, prepare
from lrs.statements.signature import USAGE, faults_of_signature
from lrs.statements.validate import faults_of
from lrs.storage.writer import Submission

_PUT = "Communication 2.1.1"

SHORT = 64 * 1024
"""Bytes of a body that is taken apart and stored whatever others do."""

_DESK = Room(2 * MEBIBYTE, small=SHORT)
"""For longer ones: the parts of a batch take ten times the room of its text, until it is stored."""


def put(site: Site, request: Request) -> Reply:
    """Store one statement under the id in `statementId`."""
    request.require("statements/write")
    parameters.check(request.query, {"statementId": parameters.UUID}, required=("statementId",))
    _store(site, request)
    return Reply(204)


def post(site: Site, request: Request) -> Reply:
    """Store a statement or a batch, wholly or not at all; answers with the ids, in order."""
    request.require("statements/write")
    parameters.check(request.query, {})
    return Reply(200, orjson.dumps([one.id for one in _store(site, request)]))


def authority(site: Site, request: Request) -> dict[str, Any]:
    """The Agent that asserts what comes with this credential (Data 2.4.9)."""
    return {
        "objectType": "Agent",
        "account": {"homePage": site.settings.authority_home, "name": request.credential.key},
    }


def _content(site: Site, request: Request) -> tuple[Any, dict[str, Part]]:
    """What the first part or the whole body says in JSON, and the attachments by SHA-2."""
    if request.media_type == "application/json":
        return request.json(), {}
    if request.media_type != "multipart/mixed":
        rule = "must be application/json or multipart/mixed"
        raise Invalid(
            f"The Content-Type {rule}.", [Fault("Content-Type", rule, "Communication 1.5")]
        )
    parts = multipart.parse(request.body, request.header("Content-Type") or "")
    first = parts[0] if parts else Part({}, b"")
    if _plain(first.headers.get("content-type", "")).partition(";")[0] != "application/json":
        rule = "must be application/json: the statements come first"
        raise Invalid(f"The first part {rule}.", [Fault("part 0", rule, "Communication 1.5.2")])
    largest = site.settings.max_attachment
    if any(len(part.body) > largest for part in parts[1:]):
        raise TooLarge(f"An attachment may have at most {largest} bytes.")
    return parsed_json(first.body, "part 0"), multipart.attachments(parts[1:])


def _store(site: Site, request: Request) -> list[Prepared]:
    with _DESK.entered(len(request.body)):
        prepared, parts = _understood(site, request)
        if prepared:
            site.writer.store(
                Submission(
                    statements=prepared,
                    parts={sha2: part.body for sha2, part in parts.items()},
                    defines=bool(request.credential.scopes & {"define", "all"}),
                )
            )
    return prepared


def _understood(site: Site, request: Request) -> tuple[list[Prepared], dict[str, Part]]:
    """The statements, valid and complete, and the attachments; what was parsed is let go."""
    content, parts = _content(site, request)
    is_batch = isinstance(content, list) and request.method == "POST"
    if request.method == "PUT" and isinstance(content, dict):
        _name(content, request.query["statementId"])
    contents = content if is_batch else [content]
    if len(contents) > site.settings.max_batch:
        raise TooLarge(f"A batch may have at most {site.settings.max_batch} statements.")
    faults: list[Fault] = []
    for number, content in enumerate(contents):
        path = f"$[{number}]" if is_batch else "$"
        own = faults_of(content, request.edition, path)
        faults += own or _faults_of_attachments(content, parts, request, path)
        if len(faults) >= MOST_FAULTS:
            break
    faults = faults or _faults_across(contents, parts)
    if faults:
        noun = "statement" if not is_batch else "batch"
        many = f"at least {MOST_FAULTS}" if len(faults) >= MOST_FAULTS else str(len(faults))
        raise Invalid(
            f"The {noun} breaks {many} rule{'s' if len(faults) > 1 else ''}. Nothing was stored.",
            faults[:MOST_FAULTS],
        )
    return prepare(contents, authority(site, request), request.edition), parts


def _name(statement: dict[str, Any], statement_id: str) -> None:
    """Give a statement the id of its address, unless it has it already."""
    own = statement.setdefault("id", statement_id)
    if isinstance(own, str) and own.lower() != statement_id.lower():
        rule = "must be the id in the parameter statementId"
        raise Invalid(f"The statement's id {rule}.", [Fault("$.id", rule, _PUT)])


def _faults_of_attachments(
    statement: dict[str, Any], parts: dict[str, Part], request: Request, path: str
) -> list[Fault]:
    """Every attachment is there or elsewhere, and is what it says it is (Communication 1.5.2)."""
    faults: list[Fault] = []
    outside = len(statement.get("attachments", ()))
    for number, declared in enumerate(attachments_of(statement)):
        where = f"{path}.attachments[{number}]"
        if number >= outside:
            where = f"{path}.object.attachments[{number - outside}]"
        part = parts.get(declared["sha2"].lower())
        if part is None:
            if "fileUrl" not in declared:
                rule = "must come as a part of a multipart/mixed request, or have a fileUrl"
                faults.append(Fault(where, rule, "Communication 1.5.2"))
            continue
        for name, header in (("contentType", "content-type"), ("length", "content-length")):
            if _plain(part.headers.get(header, declared[name])) != _plain(declared[name]):
                rule = f"must be what its part says in the header {header.title()}"
                faults.append(Fault(f"{where}.{name}", rule, "Communication 1.5.2"))
        if declared["usageType"] == USAGE:
            faults += faults_of_signature(
                part.body, declared["contentType"], statement, request.edition, where
            )
    return faults


def _plain(value: str | int) -> str:
    """The value of a header, without what does not count in it."""
    return str(value).replace(" ", "").lower()


def _faults_across(statements: list[dict[str, Any]], parts: dict[str, Part]) -> list[Fault]:
    """No id twice in a batch (Communication 2.1.1), no part that no statement declares."""
    faults: list[Fault] = []
    seen: set[bytes] = set()
    for number, statement in enumerate(statements):
        if "id" in statement:
            key = key_of(statement["id"])
            if key in seen:
                rule = "must not be the id of an earlier statement of the batch"
                faults.append(Fault(f"$[{number}].id", rule, "Communication 2.1.1"))
            seen.add(key)
    declared = {one["sha2"].lower() for each in statements for one in attachments_of(each)}
    for sha2 in parts.keys() - declared:
        rule = "must be declared by an attachment of a statement"
        faults.append(Fault(f"part {sha2}", rule, "Communication 1.5.2"))
    return faults
