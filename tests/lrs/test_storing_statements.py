"""PUT and POST of statements (Communication 2.1.1 and 2.1.2; Data 2.3.1)."""

import pytest

from tests.lrs.client import Client
from tests.lrs.factories import make_id, make_statement


def test_a_posted_statement_comes_back_complete(client: Client) -> None:
    [statement_id] = client.store(make_statement())

    stored = client.get("/statements", {"statementId": statement_id}).get_json()

    assert stored["id"] == statement_id
    assert stored["version"] == "2.0.0"
    assert stored["timestamp"] == stored["stored"]
    assert stored["authority"]["account"]["name"] == client.key
    assert make_statement().items() <= stored.items()


def test_a_batch_answers_with_its_ids_in_order(client: Client) -> None:
    wanted = [make_id() for _ in range(5)]

    answered = client.store(*(make_statement(id=one) for one in wanted))

    assert answered == wanted
    assert client.found(ascending="true") == wanted


def test_an_empty_batch_stores_nothing(client: Client) -> None:
    assert client.store() == []


def test_what_the_client_says_of_stored_and_authority_is_overwritten(client: Client) -> None:
    other = {"mbox": "mailto:other@example.org"}
    [statement_id] = client.store(make_statement(stored="2001-01-01T00:00:00Z", authority=other))

    stored = client.get("/statements", {"statementId": statement_id}).get_json()

    assert stored["stored"] > "2020"
    assert stored["authority"]["account"]["name"] == client.key


def test_a_timestamp_keeps_its_precision_and_turns_to_utc(client: Client) -> None:
    [kept, turned] = client.store(
        make_statement(timestamp="2024-12-05T17:30:00.123Z"),
        make_statement(timestamp="2024-12-05T17:30:00.123+02:00"),
    )

    def timestamp(statement_id: str) -> str:
        found = client.get("/statements", {"statementId": statement_id}).get_json()
        return str(found["timestamp"])

    assert timestamp(kept) == "2024-12-05T17:30:00.123Z"
    assert timestamp(turned) == "2024-12-05T15:30:00.123000Z"


@pytest.mark.parametrize(
    ("sent", "returned"),
    [
        ("2024-12-05T17:30:00.123456789Z", "2024-12-05T17:30:00.123456789Z"),
        ("2024-12-05T17:30:00+00:00", "2024-12-05T17:30:00+00:00"),
        ("2016-12-31T23:59:60Z", "2016-12-31T23:59:60Z"),
        ("2024-12-05T17:30Z", "2024-12-05T17:30:00.000000Z"),
        ("2024-12-05T17:30:00,5Z", "2024-12-05T17:30:00.500000Z"),
        ("2024-12-05t17:30:00z", "2024-12-05T17:30:00.000000Z"),
        ("2024-12-05T17:30:00+0000", "2024-12-05T17:30:00.000000Z"),
        ("2024-12-05T17:30:00", "2024-12-05T17:30:00.000000Z"),
    ],
)
def test_every_timestamp_is_returned_as_rfc_3339_has_it(
    client: Client, sent: str, returned: str
) -> None:
    # xAPI 1.0.3 takes every form of ISO 8601; 2.0 takes only what needs no change.
    [statement_id] = client.speaking("1.0.3").store(make_statement(timestamp=sent))

    found = client.get("/statements", {"statementId": statement_id}).get_json()

    assert found["timestamp"] == returned


def test_put_stores_under_the_id_of_its_parameter(client: Client) -> None:
    statement_id = make_id()

    answer = client.put("/statements", {"statementId": statement_id}, make_statement())

    assert answer.status_code == 204
    assert client.found() == [statement_id]


def test_put_refuses_an_id_that_differs_from_its_parameter(client: Client) -> None:
    answer = client.put("/statements", {"statementId": make_id()}, make_statement(id=make_id()))

    assert answer.status_code == 400
    assert client.found() == []


@pytest.mark.parametrize("change", ["nothing", "display", "definition", "zone", "id in capitals"])
def test_the_same_statement_again_is_accepted_and_changes_nothing(
    client: Client, change: str
) -> None:
    statement = make_statement(id=make_id(), timestamp="2024-12-05T17:30:00Z")
    client.store(statement)
    before = client.get("/statements", {"statementId": statement["id"]}).data

    match change:
        case "display":
            statement["verb"] = {**statement["verb"], "display": {"en": "did"}}
        case "definition":
            statement["object"] = {**statement["object"], "definition": {"name": {"en": "It"}}}
        case "zone":
            statement["timestamp"] = "2024-12-05T18:30:00+01:00"
        case "id in capitals":
            statement["id"] = statement["id"].upper()
    again = client.post("/statements", statement)

    assert again.status_code == 200
    assert client.get("/statements", {"statementId": statement["id"]}).data == before


def test_another_statement_under_a_known_id_is_a_conflict(client: Client) -> None:
    statement = make_statement(id=make_id())
    client.store(statement)
    other = make_statement(id=statement["id"], verb={"id": "https://example.org/undid"})

    posted = client.post("/statements", [make_statement(), other])
    put = client.put("/statements", {"statementId": statement["id"]}, other)

    assert (posted.status_code, put.status_code) == (409, 409)
    assert client.found() == [statement["id"]]


def test_one_bad_statement_undoes_the_batch_and_is_named(client: Client) -> None:
    answer = client.post("/statements", [make_statement(), make_statement(verb={"id": "did"})])

    assert answer.status_code == 400
    assert [fault["path"] for fault in answer.get_json()["faults"]] == ["$[1].verb.id"]
    assert client.found() == []


def test_the_same_id_twice_in_a_batch_is_refused(client: Client) -> None:
    twice = make_statement(id=make_id())

    answer = client.post("/statements", [twice, {**twice, "id": twice["id"].upper()}])

    assert answer.status_code == 400
    assert client.found() == []


def test_stored_grows_from_statement_to_statement(client: Client) -> None:
    client.store(*(make_statement() for _ in range(20)))
    client.store(make_statement())

    page = client.get("/statements", {"ascending": "true"}).get_json()["statements"]

    moments = [one["stored"] for one in page]
    assert moments == sorted(set(moments))
