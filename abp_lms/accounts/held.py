"""Keeps what somebody was typing when their sign-in ended, for that same person alone.

A form that arrives without a valid sign-in is sealed under the installation's key into a hidden
field of the sign-in page. After sign-in, the person whose form it was gets the page of the form
back with the text in it; nothing is sent by itself. Another person gets nothing of it.

Every web.fields.Form is filled by itself. A page that draws its own fields asks `fields_for`.
Why, and what was left out: docs/decisions/0102-typed-text-outlives-a-sign-in.md
"""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import Any, cast
from urllib.parse import urlsplit
from uuid import UUID

from flask import Flask, Response, current_app, g, request
from itsdangerous import BadData, URLSafeTimedSerializer
from sqlalchemy import select, update
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect

from abp_lms import sealing
from abp_lms.accounts import cookie, queries, rules, texts
from abp_lms.accounts.guards import SignedIn
from abp_lms.accounts.models import LoginSession
from abp_lms.clock import now
from abp_lms.database import session
from abp_lms.settings import current
from abp_lms.web.fields import Form

# A sign-in page may stay open over days off.
KEPT = timedelta(days=7)
# More than this does not come back in a hidden field (MAX_FORM_MEMORY_SIZE).
LARGEST = 200_000
_NEVER_KEPT = {"csrf_token", "password", "present", "next", "held"}
# Shows what was kept for a form whose page cannot be told.
FALLBACK = "/account/kept"


def seal_typed() -> str:
    """The request's form, sealed for the person who was signed in where it was made; "" if nobody."""
    owner = _owner()
    fields = _typed()
    if owner is None or not fields:
        return ""
    text = json.dumps(
        {
            "for": str(owner.person_id),
            "page": page_of_form(),
            "at": now().isoformat(),
            "fields": fields,
        }
    ).encode()
    if len(text) > LARGEST:
        return ""
    return sealing.wrap(text, current().installation_key())


def anything_typed() -> bool:
    """Whether the request brings a form with something in it."""
    return bool(_typed())


def accept(sealed: str, *, person_id: UUID, login_session_id: UUID) -> str | None:
    """Keep a sealed form in the new sign-in of the person whose it is; the path of its page.

    None when it is another person's, too old, or none of ours.
    """
    if not sealed:
        return None
    try:
        kept: dict[str, Any] = json.loads(sealing.unwrap(sealed, current().installation_key()))
        if kept["for"] != str(person_id) or now() - datetime.fromisoformat(kept["at"]) > KEPT:
            return None
        page, fields = str(kept["page"]), cast(list[list[str]], kept["fields"])
    except (sealing.CannotOpen, ValueError, KeyError, TypeError):
        return None
    _keep(page, fields, person_id=person_id, login_session_id=login_session_id)
    return page


def keep_typed(by: SignedIn) -> bool:
    """Keep the request's form in the present sign-in, if it was made by the same person."""
    owner = _owner_by_form()
    fields = _typed()
    if owner is None or owner.person_id != by.id or not fields:
        return False
    _keep(page_of_form(), fields, person_id=by.id, login_session_id=by.login_session_id)
    return True


def fields_for(path: str) -> MultiDict[str, str] | None:
    """What the signed-in person typed on the page at `path` before, until it is sent again."""
    state = cookie.state()
    if state is None or state.ended or state.held_path != path:
        return None
    sealed = session.scalar(
        select(LoginSession.held).where(LoginSession.id == state.login_session_id)
    )
    if not sealed:
        return None
    return MultiDict(json.loads(texts.open_own(state.person, sealed)))


def restore(form: Form) -> bool:
    """Fill the form with what was kept for the request's page; whether there was anything."""
    fields = fields_for(request.path)
    if fields is None or not any(field.name in fields for field in form):
        return False
    form.process(formdata=fields)
    return True


def page_of_form() -> str:
    """The path of the page that shows the form which the request sends."""
    for address in (request.full_path.rstrip("?"), _referring_path()):
        if address and _can_be_read(address):
            return address
    return FALLBACK


def init_app(app: Flask) -> None:
    """Fill forms on GET, and drop what was kept once its form has been taken."""
    app.config["MAX_FORM_MEMORY_SIZE"] = 1024 * 1024
    app.extensions["restore_form"] = restore

    @app.after_request
    def drop_when_sent(response: Response) -> Response:
        state = g.get("sign_in_state")
        if (
            request.method == "POST"
            and response.status_code < 400
            and state is not None
            and state.held_path
            and not g.get("just_held")
            and state.held_path in {request.path, urlsplit(page_of_form()).path}
            and _brings_the_text(fields_for(state.held_path))
        ):
            _set(state.login_session_id, None, None)
        return response


def _brings_the_text(kept: MultiDict[str, str] | None) -> bool:
    """Whether the request is the kept form, and no other of its page: it has the longest field."""
    if not kept:
        return False
    longest = max(kept, key=lambda name: len(kept[name]))
    return longest in request.form or (
        request.is_json and json.dumps(longest) in request.get_data(as_text=True)
    )


def _owner() -> queries.SignInState | None:
    return _owner_by_form() or cookie.state()


def _owner_by_form() -> queries.SignInState | None:
    """The sign-in that the form's own token names: it is signed, and outlives the cookie."""
    reader = URLSafeTimedSerializer(current_app.secret_key or "", salt="wtf-csrf-token")
    try:
        secret = reader.loads(request.form.get("csrf_token", ""))
    except BadData:
        return None
    return queries.sign_in_of_form(secret) if isinstance(secret, str) else None


def _typed() -> list[list[str]]:
    fields = [
        [name, text] for name, text in request.form.items(multi=True) if name not in _NEVER_KEPT
    ]
    return fields if any(text.strip() for _, text in fields) else []


def _keep(page: str, fields: list[list[str]], *, person_id: UUID, login_session_id: UUID) -> None:
    sealed = texts.seal(person_id, json.dumps(fields))
    _set(login_session_id, urlsplit(page).path, sealed)
    g.just_held = True


def _set(login_session_id: UUID, path: str | None, sealed: str | None) -> None:
    session.execute(
        update(LoginSession)
        .where(LoginSession.id == login_session_id)
        .values(held_path=path, held=sealed)
        .execution_options(synchronize_session=False)
    )


def _can_be_read(address: str) -> bool:
    adapter = current_app.create_url_adapter(request)
    assert adapter is not None
    try:
        endpoint, _ = adapter.match(urlsplit(address).path, method="GET")
    except (HTTPException, RequestRedirect):
        return False
    return not endpoint.startswith("sign_in.")


def _referring_path() -> str:
    parts = urlsplit(request.referrer or "")
    if parts.netloc != request.host:
        return ""
    return rules.local_path(f"{parts.path}?{parts.query}" if parts.query else parts.path)
