"""StatementRefs: whatever refers to a statement is found by it (Communication 2.1.3)."""

import json
from collections import Counter
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, event, func, select, update

from lrs.storage import check, references
from lrs.storage.forget import forget
from lrs.storage.tables import mention, statement
from tests.lrs.client import Client
from tests.lrs.factories import (
    Json,
    make_agent,
    make_id,
    make_reference,
    make_statement,
    make_voiding,
)

BEN = make_agent("ben")


def agent(value: Json) -> str:
    return json.dumps(value)


def test_a_reference_is_found_by_what_its_target_is_found_by(client: Client) -> None:
    [target] = client.store(make_statement(actor=BEN))
    [reference] = client.store(make_reference(target))
    [second] = client.store(make_reference(reference))

    assert client.found(agent=agent(BEN)) == [second, reference, target]
    assert client.found(agent=agent(BEN), verb="https://example.org/noted") == [second, reference]


def test_a_target_may_arrive_after_its_references(client: Client) -> None:
    target = make_id()
    [reference] = client.store(make_reference(target))
    [second] = client.store(make_reference(reference))

    client.store(make_statement(id=target, actor=BEN))

    assert client.found(agent=agent(BEN), ascending="true") == [reference, second, target]


@pytest.mark.parametrize("order", [1, -1], ids=["target last", "target first"])
def test_a_long_chain_in_one_batch_is_found_by_its_end(client: Client, order: int) -> None:
    ids = [make_id() for _ in range(200)]
    chain = [
        make_reference(target, id=statement_id, actor=make_agent(str(number)))
        for number, (statement_id, target) in enumerate(pairwise(ids))
    ]
    chain.append(make_statement(id=ids[-1], actor=make_agent("end")))

    client.store(*chain[::order])

    assert client.found(agent=json.dumps(make_agent("end"))) == ids[::-order]
    assert client.found(agent=json.dumps(make_agent("0"))) == ids[:1]


def test_references_may_form_a_ring(client: Client) -> None:
    one, other = make_id(), make_id()

    client.store(make_reference(other, id=one, actor=BEN), make_reference(one, id=other))

    assert client.found(agent=agent(BEN), ascending="true") == [one, other]


def test_since_and_until_are_asked_of_the_reference_itself(client: Client) -> None:
    [target] = client.store(make_statement(actor=BEN))
    stored = client.get("/statements", {"statementId": target}).get_json()["stored"]
    [reference] = client.store(make_reference(target))

    assert client.found(agent=agent(BEN), since=stored) == [reference]
    assert client.found(agent=agent(BEN), until=stored) == [target]


def test_a_reference_in_the_context_finds_nothing(client: Client) -> None:
    wanted = client.store(make_statement(actor=BEN))
    reference = {"objectType": "StatementRef", "id": wanted[0]}
    client.store(make_statement(context={"statement": reference}))

    assert client.found(agent=agent(BEN)) == wanted


def number_of_queries(client: Client, statements: list[Json]) -> int:
    """How many queries it takes to store a batch, those that need no answer left out."""
    sent: Counter[str] = Counter()

    def count(_connection: Connection, _cursor: Any, sql: str, *_: Any) -> None:
        # Credentials are looked up once a second, however many queries that takes.
        if "FROM credential" not in sql:
            sent[sql.split(" ", 1)[0]] += 1

    engine = client.lrs.site.database.engine
    event.listen(engine, "before_cursor_execute", count)
    client.store(*statements)
    event.remove(engine, "before_cursor_execute", count)
    return sent["WITH"] + sent["SELECT"]


def chain(links: int, **last: Any) -> list[Json]:
    """Statements of which each refers to the next."""
    ids = [make_id() for _ in range(links)]
    return [
        *(make_reference(target, id=own) for own, target in pairwise(ids)),
        make_statement(id=ids[-1], **last),
    ]


def test_a_longer_chain_costs_no_more_queries(client: Client) -> None:
    client.store(make_statement())

    assert number_of_queries(client, chain(10)) == number_of_queries(client, chain(400))


def test_a_chain_onto_what_is_stored_is_followed_at_once(client: Client) -> None:
    short, long = chain(10), chain(400)
    client.store(*short, *long)

    onto_short = number_of_queries(client, [make_reference(short[0]["id"])])
    onto_long = number_of_queries(client, [make_reference(long[0]["id"])])

    assert onto_short == onto_long


@pytest.fixture(params=[2, references.LEVELS], ids="passed on {} levels".format)
def levels(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> int:
    """How far terms are passed on; beyond, references are followed by the query."""
    monkeypatch.setattr(references, "LEVELS", request.param)
    return int(request.param)


@st.composite
def arrivals(draw: st.DrawFn) -> list[list[tuple[int, int | None]]]:
    """Statements in batches: each a number, and the number of the one it refers to, if any."""
    many = draw(st.integers(1, 12))
    # One more than there are: a target that never arrives.
    targets = [draw(st.none() | st.integers(0, many)) for _ in range(many)]
    order = draw(st.permutations(list(enumerate(targets))))
    cuts = sorted(draw(st.sets(st.integers(1, many), max_size=4)))
    return [order[a:b] for a, b in pairwise([0, *cuts, many]) if a < b]


def found_by(targets: dict[int, int | None], number: int) -> set[int]:
    """The statements from which references lead to this one; itself too."""
    found: set[int] = set()
    for start in targets:
        seen: set[int | None] = set()
        at: int | None = start
        while at is not None and at not in seen:
            seen.add(at)
            at = targets.get(at)
        if number in seen:
            found.add(start)
    return found


@settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(batches=arrivals(), gone=st.integers(0, 11))
def test_whatever_refers_to_a_statement_is_found_by_it(
    client: Client, levels: int, batches: list[list[tuple[int, int | None]]], gone: int
) -> None:
    # Given statements that refer to each other in any way, each with a verb and an actor of its own
    ids = {number: make_id() for number in range(13)}
    mark = make_id()
    targets = {number: target for batch in batches for number, target in batch}

    def made(number: int, target: int | None) -> Json:
        own = {
            "id": ids[number],
            "verb": {"id": f"https://example.org/{mark}/{number}"},
            "actor": make_agent(f"{mark}-{number}"),
        }
        return make_statement(**own) if target is None else make_reference(ids[target], **own)

    # When they arrive in any order and in any batches
    for batch in batches:
        client.store(*(made(number, target) for number, target in batch))

    # Then each is found by itself and by all from which references lead to it
    def are_found(among: dict[int, int | None]) -> bool:
        return all(
            set(client.found(verb=f"https://example.org/{mark}/{number}", limit="2"))
            == {ids[one] for one in found_by(among, number)}
            for number in among
        )

    assert are_found(targets)
    database = client.lrs.site.database
    assert list(check.faults(database)) == []

    # And when one is forgotten, what led through it leads nowhere
    forget(database, make_agent(f"{mark}-{gone}"), by="test", only_count=False)
    assert are_found({number: target for number, target in targets.items() if number != gone})
    assert list(check.faults(database)) == []


def test_a_reference_to_a_damaged_statement_is_told_by_the_check(client: Client) -> None:
    [damaged] = client.store(make_statement())
    [reference] = client.store(make_reference(damaged))
    database = client.lrs.site.database
    with database.writing() as connection:
        connection.execute(update(statement).where(statement.c.target.is_(None)).values(body=b"{"))

    found = list(check.faults(database))

    assert f"The statement {reference} leads to one that cannot be read." in found


def test_nothing_is_left_in_the_index_of_a_forgotten_chain(client: Client) -> None:
    batch = [{**one, "actor": BEN} for one in chain(30)]
    client.store(*batch)

    forget(client.lrs.site.database, BEN, by="test", only_count=False)

    with client.lrs.site.database.reading() as connection:
        assert connection.scalars(select(statement.c.position)).all() == []
        assert connection.scalars(select(mention.c.term)).all() == []


def entries(client: Client) -> int:
    """How many there are in the index."""
    with client.lrs.site.database.reading() as connection:
        return connection.scalar(select(func.count()).select_from(mention)) or 0


@pytest.mark.parametrize("order", [1, -1], ids=["target last", "target first"])
def test_a_chain_of_strangers_takes_room_in_proportion_to_its_length(
    client: Client, order: int
) -> None:
    def links(many: int) -> list[Json]:
        return [{**one, "actor": make_agent(one["id"])} for one in chain(many)][::order]

    client.store(*links(200))
    short = entries(client)
    client.store(*links(400))

    assert entries(client) - short < 2.1 * short


def test_a_long_chain_is_asked_for_several_things_at_once(client: Client) -> None:
    # Given a chain longer than terms are passed on, half-way through which Ben speaks of his verb
    links = chain(100, actor=BEN)
    links[50]["verb"] = {"id": "https://example.org/half-way"}
    links[10]["actor"] = make_agent("late")
    client.store(*links[::-1])
    stored = [one["id"] for one in links]
    middle = client.get("/statements", {"statementId": stored[30]}).get_json()["stored"]
    half_way = {"agent": agent(BEN), "verb": "https://example.org/half-way"}

    # Then each that leads to both is found, in order, from page to page, since and until a moment
    assert client.found(**half_way, limit="7") == stored[:51]
    assert client.found(**half_way, limit="7", ascending="true") == stored[50::-1]
    assert client.found(**half_way, since=middle) == stored[:30]
    assert client.found(**half_way, until=middle) == stored[30:51]
    assert client.found(**half_way | {"agent": agent(make_agent("late"))}) == stored[:11]

    # And one that is voided hides itself alone
    client.store(make_voiding(stored[40]))
    assert client.found(**half_way)[1:] == [one for one in stored[:51] if one != stored[40]]


def test_a_link_that_arrives_late_closes_a_long_chain(client: Client) -> None:
    links = chain(100, actor=BEN)
    missing = links.pop(50)
    client.store(*links)

    client.store(missing)

    assert set(client.found(agent=agent(BEN))) == {one["id"] for one in (*links, missing)}
    assert list(check.faults(client.lrs.site.database)) == []


def test_a_chain_cut_by_forgetting_is_found_from_the_cut(client: Client) -> None:
    links = chain(60, actor=make_agent("end"))
    links[30]["actor"] = BEN
    links[35]["actor"] = make_agent("below")
    links[25]["actor"] = make_agent("above")
    client.store(*links)

    forget(client.lrs.site.database, BEN, by="test", only_count=False)

    ids = [one["id"] for one in links]
    assert set(client.found(agent=agent(make_agent("end")))) == set(ids[31:])
    assert set(client.found(agent=agent(make_agent("below")))) == set(ids[31:36])
    assert set(client.found(agent=agent(make_agent("above")))) == set(ids[:26])
    assert list(check.faults(client.lrs.site.database)) == []
