"""The SELECTs that find a page of statements by what they are found by (Communication 2.1.3)."""

from functools import lru_cache
from typing import Any

from sqlalchemy import (
    CTE,
    ColumnElement,
    Select,
    bindparam,
    case,
    false,
    func,
    literal_column,
    or_,
    select,
    union,
)

from lrs.storage.bodies import LONG
from lrs.storage.ready import Ready
from lrs.storage.tables import mention, statement

Position = ColumnElement[int]

_size: ColumnElement[int] = func.length(statement.c.body)
_FOUND: tuple[ColumnElement[Any], ...] = (
    statement.c.position,
    case((_size <= literal_column(str(LONG)), statement.c.body)).label("body"),
    _size.label("size"),
)


@lru_cache
def page_of(terms: int, ascending: bool) -> Ready:
    """For a number of terms: positions, bodies, sizes, and whether one of the terms has marks.

    The body of one that is longer than `LONG` is left out.
    Its parameters are `low`, `high`, `many`, and `term_0`, `onward_0` and so on.
    """
    marked = (mention.c.term == bindparam(f"onward_{number}") for number in range(terms))
    has_marks = or_(false(), *(select(1).where(one).exists() for one in marked))
    return Ready(_along_the_index(terms, ascending).add_columns(has_marks.label("has_marks")))


@lru_cache
def page_beyond_marks(terms: int, ascending: bool) -> Ready:
    """Like `page_of`, also following references from where a term is no longer passed on.

    Those found along the index and those found along the references are looked up apart, each in
    order and no more of them than wanted.
    """
    beyond = [_beyond_marks(number) for number in range(terms)]
    along_index = _along_the_index(terms, ascending, beyond)
    along_references = select(*_FOUND).where(
        statement.c.position.in_(select(beyond[0].c.position)),
        *_others(terms, statement.c.position, beyond),
    )
    both = union(
        select(along_index.subquery()),
        select(_in_order(along_references, ascending).subquery()),
    ).subquery()
    return Ready(
        select(both, false().label("has_marks"))
        .order_by(both.c.position if ascending else both.c.position.desc())
        .limit(bindparam("many"))
    )


def _along_the_index(terms: int, ascending: bool, beyond: list[CTE] | None = None) -> Select[Any]:
    """A walk along the first term's index, asking for the others."""
    if not terms:
        return _in_order(select(*_FOUND), ascending)
    first = mention.alias("first")
    joined = first.join(statement, statement.c.position == first.c.position)
    wanted = select(first.c.position, *_FOUND[1:]).select_from(joined)
    others = _others(terms, first.c.position, beyond)
    return _in_order(wanted.where(first.c.term == bindparam("term_0"), *others), ascending)


def _others(terms: int, position: Position, beyond: list[CTE] | None) -> list[ColumnElement[bool]]:
    """That a statement has every term but the first."""
    found = []
    for number in range(1, terms):
        other = mention.alias(f"other_{number}")
        meets = (other.c.term == bindparam(f"term_{number}"), other.c.position == position)
        has = select(1).where(*meets).exists()
        found.append(or_(has, position.in_(select(beyond[number].c.position))) if beyond else has)
    return found


def _in_order(wanted: Select[Any], ascending: bool) -> Select[Any]:
    position = wanted.selected_columns[0]
    within = (position >= bindparam("low"), position < bindparam("high"))
    return (
        wanted.where(statement.c.voided.is_(False), *within)
        .order_by(position if ascending else position.desc())
        .limit(bindparam("many"))
    )


def _beyond_marks(number: int) -> CTE:
    """Statements with the mark of a term, those that refer to them, those that refer to those …"""
    marked = select(statement.c.id, statement.c.position).join(
        mention, mention.c.position == statement.c.position
    )
    found = marked.where(mention.c.term == bindparam(f"onward_{number}")).cte(
        f"beyond_{number}", recursive=True
    )
    further = statement.alias(f"further_{number}")
    return found.union(
        select(further.c.id, further.c.position).join(found, further.c.target == found.c.id)
    )
