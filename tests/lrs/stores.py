"""A store with something of everything in it, and what can be seen of it from outside."""

import json
from typing import Any

from sqlalchemy import select

from lrs.storage import check
from lrs.storage.dialects import Database
from lrs.storage.tables import metadata
from tests.lrs.client import Client, multipart
from tests.lrs.factories import (
    make_agent,
    make_attachment,
    make_id,
    make_reference,
    make_statement,
    make_voiding,
)

BEN = {**make_agent("ben"), "name": "Ben"}


def fill(client: Client) -> None:
    """One of everything that the store can hold."""
    [plain] = client.store(make_statement(actor=BEN))
    [voided] = client.store(make_statement(timestamp="2024-12-05T17:30:00+01:00"))
    client.store(make_voiding(voided), make_reference(plain), make_reference(make_id()))
    activity = {"id": "https://example.org/a", "definition": {"name": {"en": "caf\u00e9"}}}
    client.store(*(make_statement(object=activity) for _ in range(3)))
    for data in (b"\0one", b"two", b"two"):
        declared = make_attachment(data)
        answer = client.post(
            "/statements", **multipart(make_statement(attachments=[declared]), data)
        )
        assert answer.status_code == 200
    query = {"agent": json.dumps(BEN), "profileId": "p"}
    client.put("/agents/profile", query, b"\xff", content_type="image/png")


def faults(database: Database) -> list[str]:
    return list(check.faults(database))


def contents(database: Database) -> dict[str, list[Any]]:
    """Every row of every table but those that an export leaves out."""
    with database.reading() as connection:
        return {
            table.name: sorted(map(tuple, connection.execute(select(table)).all()), key=repr)
            for table in metadata.sorted_tables
            if table.name not in ("credential", "audit", "knowledge")
        }
