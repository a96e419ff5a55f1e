"""The Statements resource (Communication 2.1); how statements arrive is in `submissions`."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from urllib.parse import quote, urlencode

import orjson
from werkzeug.http import http_date

from lrs import multipart
from lrs.errors import Fault, Invalid, NotFound
from lrs.resources import parameters, submissions
from lrs.resources.exchange import Methods, Reply, Request, Site, parsed_query
from lrs.statements import exact, present, terms
from lrs.statements.actors import identifier
from lrs.statements.edition import EDITIONS
from lrs.statements.parts import all_activities
from lrs.statements.prepare import key_of
from lrs.statements.terms import term
from lrs.statements.validate import timestamp_of
from lrs.statements.values import Check
from lrs.storage import statements as store
from lrs.storage.bodies import Bytes
from lrs.storage.definitions import definitions_of
from lrs.storage.ready import batched
from lrs.storage.statements import Query

READ_AT_ONCE = 100
"""Statements that are read for `canonical` together; they take far more memory than their text."""

_SINGLE: dict[str, Check] = {
    "statementId": parameters.UUID,
    "voidedStatementId": parameters.UUID,
    "format": parameters.statement_format,
    "attachments": parameters.boolean,
}
_MANY: dict[str, Check] = {
    "agent": parameters.agent_or_group,
    "verb": parameters.IRI,
    "activity": parameters.IRI,
    "registration": parameters.UUID,
    "related_activities": parameters.boolean,
    "related_agents": parameters.boolean,
    "limit": parameters.limit,
    "format": parameters.statement_format,
    "attachments": parameters.boolean,
    "ascending": parameters.boolean,
}


def get(site: Site, request: Request) -> Reply:
    """One statement by its id, or those that meet a query (Communication 2.1.3)."""
    request.require("statements/read", "statements/read/mine", "all/read")
    if "statementId" in request.query or "voidedStatementId" in request.query:
        return _one(site, request)
    return _many(site, request, beyond=None)


def get_more(site: Site, request: Request) -> Reply:
    """The next page of an earlier query: its address is statements/more/POSITION?query."""
    request.require("statements/read", "statements/read/mine", "all/read")
    position = request.tail
    if not (position.isascii() and position.isdigit() and len(position) < 20):
        raise NotFound("There is no such page. Follow `more` exactly as it was given.")
    return _many(site, request, beyond=int(position))


def _mine(request: Request, site: Site) -> int | None:
    """The term of this credential's authority, when it may see nothing else."""
    if request.credential.scopes & {"all", "all/read", "statements/read"}:
        return None
    return terms.authority_term(submissions.authority(site, request))


def _one(site: Site, request: Request) -> Reply:
    parameters.check(request.query, _SINGLE)
    if "statementId" in request.query and "voidedStatementId" in request.query:
        rule = "must not be given together with statementId"
        fault = Fault("?voidedStatementId", rule, "Communication 2.1.3")
        raise Invalid("Ask for statementId or for voidedStatementId, not for both.", [fault])
    voided = "voidedStatementId" in request.query
    key = key_of(request.query["voidedStatementId" if voided else "statementId"])
    found = store.find(site.database, key, voided=voided, mine=_mine(request, site))
    if found is None:
        raise NotFound("There is no such statement.")
    position, body = found
    [shown] = _formatted(site, request, [body])
    modified = ("Last-Modified", http_date(position // store.TIES // 1_000_000))
    return _reply(site, request, shown, [position], [modified])


def _many(site: Site, request: Request, beyond: int | None) -> Reply:
    asked = _asked(request.environ.get("QUERY_STRING", ""), request.edition.label)
    mine = _mine(request, site)
    most = site.settings.max_page_size
    limit = asked.limit if asked.limit is not None else site.settings.page_size
    query = Query(
        limit=min(limit or most, most),
        terms=asked.terms if mine is None else (*asked.terms, mine),
        since=asked.since,
        until=asked.until,
        ascending=asked.ascending,
        beyond=beyond,
    )
    max_bytes = site.settings.max_page_bytes
    if asked.is_exact and not asked.attachments:
        joined = store.joined_page(site.database, query, max_bytes=max_bytes)
        return Reply(200, _result(request, asked, joined.bodies, joined.beyond))
    page = store.page(site.database, query, max_bytes=max_bytes, with_attachments=asked.attachments)
    shown = b",".join(_formatted(site, request, list(page.found)))
    body = _result(request, asked, shown, page.beyond)
    return _reply(site, request, body, page.found.positions, [])


def _result(request: Request, asked: "_Asked", shown: Bytes, beyond: int | None) -> bytes:
    """The StatementResult object (Data 2.5)."""
    more = b'""'
    if beyond is not None:
        root = quote(request.environ.get("SCRIPT_NAME", ""))
        more = orjson.dumps(f"{root}/statements/more/{beyond}{asked.again}")
    return b"".join((b'{"statements":[', shown, b'],"more":', more, b"}"))


@dataclass(frozen=True, slots=True)
class _Asked:
    """What a query string asks for, once it has passed every check."""

    terms: tuple[int, ...]
    since: int | None
    until: int | None
    limit: int | None
    ascending: bool
    attachments: bool
    is_exact: bool
    again: str
    """The query string for the next page."""


@lru_cache(maxsize=1024)
def _asked(text: str, label: str) -> _Asked:
    """Understand a query string; raises `Invalid`. Clients send the same ones again and again."""
    query = parsed_query(text)
    timestamp = timestamp_of(EDITIONS[label])
    parameters.check(query, {**_MANY, "since": timestamp, "until": timestamp})
    wanted: list[int] = []
    if "registration" in query:
        wanted.append(term(terms.REGISTRATION, query["registration"].lower()))
    if "agent" in query:
        kind = terms.RELATED_AGENT if _is_true(query, "related_agents") else terms.AGENT
        wanted.append(term(kind, identifier(parameters.parsed_agent(query)) or ""))
    if "activity" in query:
        related = _is_true(query, "related_activities")
        kind = terms.RELATED_ACTIVITY if related else terms.ACTIVITY
        wanted.append(term(kind, query["activity"]))
    if "verb" in query:
        wanted.append(term(terms.VERB, query["verb"]))
    return _Asked(
        terms=tuple(wanted),
        since=parameters.instant(query, "since"),
        until=parameters.instant(query, "until"),
        limit=int(query["limit"]) if "limit" in query else None,
        ascending=_is_true(query, "ascending"),
        attachments=_is_true(query, "attachments"),
        is_exact=query.get("format", "exact") == "exact",
        again=f"?{urlencode(query)}" if query else "",
    )


def _formatted(site: Site, request: Request, bodies: list[bytes]) -> list[bytes]:
    """The statements as `format` wants them; exact ones are the stored bytes."""
    wanted = request.query.get("format", "exact")
    if wanted == "exact":
        return bodies
    if wanted == "ids":
        return [exact.dumps(present.ids(exact.loads(body))) for body in bodies]
    languages = present.accepted_languages(request.header("Accept-Language") or "")
    shown: list[bytes] = []
    with site.database.reading() as connection:
        for some in batched(bodies, READ_AT_ONCE):
            statements: list[dict[str, Any]] = [exact.loads(body) for body in some]
            ids = {activity["id"] for one in statements for activity in all_activities(one)}
            definitions = definitions_of(connection, ids)
            shown += [
                exact.dumps(present.canonical(one, definitions, languages)) for one in statements
            ]
    return shown


def _reply(
    site: Site,
    request: Request,
    body: bytes,
    positions: Sequence[int],
    headers: list[tuple[str, str]],
) -> Reply:
    """JSON, or multipart/mixed when attachments are wanted, even if there are none."""
    if request.query.get("format") == "canonical":
        headers = [*headers, ("Vary", "Accept-Language")]
    if not _is_true(request.query, "attachments"):
        return Reply(200, body, headers=headers)
    parts = [multipart.Part({"Content-Type": "application/json"}, body)]
    parts += [
        multipart.Part(
            {
                "Content-Type": one.content_type,
                "Content-Transfer-Encoding": "binary",
                "X-Experience-API-Hash": one.sha2,
            },
            one.body,
        )
        for one in store.attachments(site.database, positions)
    ]
    content_type, message = multipart.compose(parts)
    return Reply(200, message, content_type, headers)


def _is_true(query: Mapping[str, str], name: str) -> bool:
    return query.get(name) == "true"


METHODS: Methods = {"GET": get, "POST": submissions.post, "PUT": submissions.put}
MORE: Methods = {"GET": get_more}
