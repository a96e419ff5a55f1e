"""Voiding (Data 2.3.2; Communication 2.1.4)."""

import json

from tests.lrs.client import Client
from tests.lrs.factories import make_agent, make_id, make_reference, make_statement, make_voiding

BEN = make_agent("ben")


def is_voided(client: Client, statement_id: str) -> bool:
    plain = client.get("/statements", {"statementId": statement_id}).status_code
    voided = client.get("/statements", {"voidedStatementId": statement_id}).status_code
    assert {plain, voided} == {200, 404}
    return voided == 200


def test_a_voided_statement_is_found_only_as_voided(client: Client) -> None:
    [statement_id] = client.store(make_statement())

    [voiding] = client.store(make_voiding(statement_id))

    assert is_voided(client, statement_id)
    assert not is_voided(client, voiding)
    assert client.found() == [voiding]


def test_a_statement_may_be_voided_before_it_arrives(client: Client) -> None:
    statement_id = make_id()
    client.store(make_voiding(statement_id))

    client.store(make_statement(id=statement_id))

    assert is_voided(client, statement_id)


def test_both_may_come_in_one_batch_in_either_order(client: Client) -> None:
    one, other = make_id(), make_id()

    client.store(
        make_voiding(one), make_statement(id=one), make_statement(id=other), make_voiding(other)
    )

    assert is_voided(client, one)
    assert is_voided(client, other)


def test_a_voiding_statement_cannot_be_voided(client: Client) -> None:
    [statement_id] = client.store(make_statement())
    [voiding] = client.store(make_voiding(statement_id))

    client.store(make_voiding(voiding))

    assert not is_voided(client, voiding)
    assert is_voided(client, statement_id)


def test_a_voiding_statement_that_was_voided_in_advance_still_voids(client: Client) -> None:
    voiding = make_id()
    [statement_id] = client.store(make_statement())
    client.store(make_voiding(voiding))

    client.store(make_voiding(statement_id, id=voiding))

    assert not is_voided(client, voiding)
    assert is_voided(client, statement_id)


def test_a_reference_of_another_verb_voids_nothing(client: Client) -> None:
    [statement_id] = client.store(make_statement())

    client.store(make_reference(statement_id))

    assert not is_voided(client, statement_id)


def test_what_refers_to_a_voided_statement_is_still_found_by_it(client: Client) -> None:
    [statement_id] = client.store(make_statement(actor=BEN))
    [reference] = client.store(make_reference(statement_id))
    [voiding] = client.store(make_voiding(statement_id))

    assert client.found(agent=json.dumps(BEN)) == [voiding, reference]


def test_voiding_needs_a_reference_as_its_object(client: Client) -> None:
    answer = client.post(
        "/statements", make_statement(verb={"id": "http://adlnet.gov/expapi/verbs/voided"})
    )

    assert answer.status_code == 400
    assert [fault["path"] for fault in answer.get_json()["faults"]] == ["$.object"]
