"""What the three document resources have in common (Communication 2.2 and 3.1)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import orjson
from werkzeug.http import http_date

from lrs.concurrency import check_preconditions, require_precondition
from lrs.errors import Fault, Invalid, NotFound
from lrs.resources import parameters
from lrs.resources.exchange import Methods, Reply, Request, Site, entity_tag, parsed_json
from lrs.statements import exact, values
from lrs.statements.validate import timestamp_of
from lrs.statements.values import Check
from lrs.storage import documents
from lrs.storage.documents import Document, Owner

OCTETS = "application/octet-stream"


@dataclass(frozen=True, slots=True)
class DocumentResource:
    """One of the three: whose documents, under which parameters, how guarded."""

    name_parameter: str
    """stateId or profileId."""
    owner_parameters: Mapping[str, Check]
    required: tuple[str, ...]
    owner: Callable[[Mapping[str, str]], Owner]
    scope: str
    is_state: bool

    def methods(self) -> Methods:
        """What it answers to."""
        return {"GET": self.get, "PUT": self.put, "POST": self.post, "DELETE": self.delete}

    def get(self, site: Site, request: Request) -> Reply:
        """One document, or the names of those that were changed since a moment."""
        request.require(self.scope, "all/read")
        if self.name_parameter not in request.query:
            return self._names(site, request)
        owner, name = self._address(request)
        with site.database.reading() as connection:
            found = documents.find(connection, owner, name)
        if found is None:
            raise NotFound("There is no such document.")
        return Reply(
            200,
            found.body,
            found.content_type,
            [("ETag", f'"{found.etag}"'), _last_modified(found.updated)],
        )

    def put(self, site: Site, request: Request) -> Reply:
        """Store or replace a document."""
        request.require(self.scope)
        owner, name = self._address(request)

        def replaced(stored: Document | None) -> tuple[str, bytes]:
            etag = stored.etag if stored else None
            self._check(request, etag)
            if not self.is_state or request.edition.guards_state:
                require_precondition(
                    etag=etag,
                    if_match=request.header("If-Match"),
                    if_none_match=request.header("If-None-Match"),
                    for_new=request.edition.guards_new_profiles and not self.is_state,
                )
            return content_type, request.body

        content_type = _content_type(request)
        documents.change(site.database, owner, name, replaced)
        return Reply(204)

    def post(self, site: Site, request: Request) -> Reply:
        """Store a document, or merge its top-level properties into the JSON object there is."""
        request.require(self.scope)
        owner, name = self._address(request)

        def with_properties(stored: Document | None) -> tuple[str, bytes]:
            self._check(request, stored.etag if stored else None)
            if stored is None:
                return content_type, request.body
            return content_type, _merged(stored, request)

        content_type = _content_type(request)
        if request.media_type == "application/json":
            _json_object(request.body, "the posted document")
        documents.change(site.database, owner, name, with_properties)
        return Reply(204)

    def delete(self, site: Site, request: Request) -> Reply:
        """Remove one document; without a name, which only State allows, all of them.

        A precondition has to hold for each one that goes.
        """
        request.require(self.scope)
        if self.is_state and self.name_parameter not in request.query:
            parameters.check(request.query, self.owner_parameters, self.required)

            def unchanged(etags: list[str]) -> None:
                for etag in (*etags,) or (None,):
                    self._check(request, etag)

            documents.remove_all(site.database, self.owner(request.query), unchanged)
            return Reply(204)
        owner, name = self._address(request)

        def removed(stored: Document | None) -> None:
            self._check(request, stored.etag if stored else None)

        documents.change(site.database, owner, name, removed)
        return Reply(204)

    def _names(self, site: Site, request: Request) -> Reply:
        known = {**self.owner_parameters, "since": timestamp_of(request.edition)}
        parameters.check(request.query, known, self.required)
        since = parameters.instant(request.query, "since")
        with site.database.reading() as connection:
            names, newest = documents.names(connection, self.owner(request.query), since=since)
        body = orjson.dumps(names)
        modified = [] if newest is None else [_last_modified(newest)]
        return Reply(200, body, headers=[entity_tag(body), *modified])

    def _address(self, request: Request) -> tuple[Owner, str]:
        known = {**self.owner_parameters, self.name_parameter: parameters.TEXT}
        parameters.check(request.query, known, (*self.required, self.name_parameter))
        return self.owner(request.query), request.query[self.name_parameter]

    def _check(self, request: Request, etag: str | None) -> None:
        check_preconditions(
            etag=etag,
            if_match=request.header("If-Match"),
            if_none_match=request.header("If-None-Match"),
        )


def _content_type(request: Request) -> str:
    """The content type to store; a JSON document has to be JSON (Communication 3.2)."""
    content_type = request.header("Content-Type") or OCTETS
    faults: list[Fault] = []
    values.media_type(content_type, "Content-Type", faults)
    if faults:
        raise Invalid("The Content-Type is not a media type.", faults)
    if request.media_type == "application/json":
        parsed_json(request.body, "body", unique=False)
    return content_type


def _merged(stored: Document, request: Request) -> bytes:
    """The stored object with the posted object's properties (Communication 2.2)."""
    for content_type in (stored.content_type, request.header("Content-Type") or OCTETS):
        if content_type.partition(";")[0].strip().lower() != "application/json":
            raise _unmergeable("Content-Type", "must be application/json for both documents")
    try:
        return exact.dumps(
            {
                **_json_object(stored.body, "the stored document"),
                **_json_object(request.body, "the posted document"),
            }
        )
    except TypeError:
        raise _unmergeable("body", "must not be nested deeper than 254 levels") from None


def _json_object(body: bytes, noun: str) -> dict[str, object]:
    parsed = parsed_json(body, "body")
    if not isinstance(parsed, dict):
        raise _unmergeable("body", f"must be a JSON object, and {noun} is none")
    return parsed


def _unmergeable(path: str, rule: str) -> Invalid:
    return Invalid(
        f"Only JSON objects can be merged: {path} {rule}. PUT replaces the whole document.",
        [Fault(path, rule, "Communication 2.2")],
    )


def _last_modified(microseconds: int) -> tuple[str, str]:
    return ("Last-Modified", http_date(microseconds // 1_000_000))
