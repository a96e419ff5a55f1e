"""lrs check."""

from typing import Any

import pytest
from sqlalchemy import delete, insert, select, update

from lrs.storage.tables import attachment, document, mention, statement
from tests.lrs.client import Client
from tests.lrs.stores import faults, fill


def test_a_store_in_use_is_whole(client: Client) -> None:
    fill(client)

    assert faults(client.lrs.site.database) == []


DAMAGES: dict[str, Any] = {
    "an entry of the index is missing": delete(mention).where(
        mention.c.term == select(mention.c.term).limit(1).scalar_subquery()
    ),
    "an entry of the index is too many": insert(mention).values(term=1, position=1),
    "a body was changed": update(statement).values(body=b"{}"),
    "a row has another id": update(statement)
    .where(statement.c.voided)
    .values(id=b"0123456789abcdef"),
    "a voiding is not marked": update(statement).values(voided=False),
    "a voiding statement is voided": update(statement).values(voided=True),
    "an attachment was changed": update(attachment).values(body=b"x"),
    "an attachment is missing": delete(attachment),
    "a document was changed": update(document).values(body=b"x"),
    "a statement is missing": delete(statement).where(
        statement.c.position == select(statement.c.position).limit(1).scalar_subquery()
    ),
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_damage_is_found(client: Client, damage: str) -> None:
    fill(client)
    with client.lrs.site.database.writing() as connection:
        connection.execute(DAMAGES[damage])

    assert faults(client.lrs.site.database) != []
