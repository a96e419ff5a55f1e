"""The record stores that statements go to, and what each of them gets."""

from __future__ import annotations

import json
from collections.abc import Collection
from urllib.parse import urlsplit

from sqlalchemy import insert, literal, select

from abp_lms import sealing
from abp_lms.clock import now
from abp_lms.database import session
from abp_lms.errors import NotFound, Refused
from abp_lms.recording.models import Delivery, DeliveryState, Destination, OutboxEntry
from abp_lms.recording.statement import Attachment
from abp_lms.recording.vocabulary import COMPLETION_SHAPES, SHAPES
from abp_lms.settings import current

FIRST = "our own record store"


def own() -> Destination | None:
    """Our own record store as a destination, once it has been made one."""
    return session.scalar(select(Destination).where(Destination.is_own))


def ensure_first(endpoint: str, key: str, secret: str) -> Destination:
    """Our own record store as the first destination, made or brought up to date.

    It also gets what was recorded before it was there.
    """
    first = own()
    if first is None:
        first = Destination(name=FIRST, endpoint=endpoint, key=key, is_own=True)
        _set_credential(first, key, secret)
        session.add(first)
        session.flush()
        _send_all_so_far(first)
    elif (first.endpoint, first.key, secret_of(first)) != (endpoint, key, secret):
        first.endpoint = endpoint
        _set_credential(first, key, secret)
        first.next_try_at, first.failures = now(), 0
    session.flush()
    return first


def add(
    *,
    name: str,
    endpoint: str,
    key: str,
    secret: str,
    shapes: Collection[str] = COMPLETION_SHAPES,
) -> Destination:
    """Another record store: from now on it gets statements of `shapes`, without attachments.

    Raises Refused for a name that is taken, an address that is none, or a shape that we do not make.
    """
    if session.scalar(select(Destination.id).where(Destination.name == name)):
        raise Refused(f"There is already a destination called {name}.", field="name")
    address = urlsplit(endpoint)
    if address.scheme not in {"http", "https"} or not address.netloc:
        raise Refused("The address must begin with https:// or http://.", field="endpoint")
    unknown = set(shapes) - {shape.name for shape in SHAPES}
    if unknown:
        raise Refused(f"There is no statement called {', '.join(sorted(unknown))}.", field="shapes")
    destination = Destination(name=name, endpoint=endpoint, key=key, shapes=sorted(shapes))
    _set_credential(destination, key, secret)
    session.add(destination)
    session.flush()
    return destination


def set_active(name: str, active: bool) -> None:
    """Let statements flow to a destination, or let them wait; raises NotFound."""
    destination = session.scalar(select(Destination).where(Destination.name == name))
    if destination is None:
        raise NotFound(f"There is no destination called {name}.")
    destination.is_active = active


def takes(destination: Destination, shape: str) -> bool:
    """Whether statements of that shape go there."""
    return destination.is_own or shape in destination.shapes


def as_sent(entry: OutboxEntry, destination: Destination) -> tuple[str, tuple[Attachment, ...]]:
    """Exactly what `destination` gets, or would get: the JSON text and the attachments.

    Another store than our own gets no attachment, and no answer of the learner's.
    """
    if destination.is_own:
        attachments = (
            Attachment(one.sha2, one.content_type, one.content) for one in entry.attachments
        )
        return entry.statement, tuple(attachments)
    statement = json.loads(entry.statement)
    statement.pop("attachments", None)
    result = statement.get("result", {})
    result.pop("response", None)
    if not result:
        statement.pop("result", None)
    return json.dumps(statement, ensure_ascii=False, separators=(",", ":")), ()


def secret_of(destination: Destination) -> str:
    """The secret of its credential, opened with the installation's key."""
    return sealing.unwrap(destination.sealed_secret, current().installation_key()).decode()


def _set_credential(destination: Destination, key: str, secret: str) -> None:
    destination.key = key
    destination.sealed_secret = sealing.wrap(secret.encode(), current().installation_key())


def _send_all_so_far(destination: Destination) -> None:
    session.execute(
        insert(Delivery).from_select(
            ["number", "destination_id", "state", "attempts", "next_try_at"],
            select(
                OutboxEntry.number,
                literal(destination.id, Delivery.destination_id.type),
                literal(DeliveryState.WAITING, Delivery.state.type),
                literal(0),
                literal(now(), Delivery.next_try_at.type),
            ),
        )
    )
