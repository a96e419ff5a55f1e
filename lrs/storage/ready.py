"""SQL that is made once and sent often: building it anew costs more than most queries do."""

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import islice
from typing import Any

from sqlalchemy import ColumnElement, Engine, Select, bindparam
from sqlalchemy.sql import ClauseElement

AT_ONCE = 512
"""Most values that one query compares a column with."""


def batched(values: Iterable[Any], many: int = AT_ONCE) -> Iterator[list[Any]]:
    """The values, a number at a time: by default as many as one query can compare with.

    PostgreSQL takes at most 65,535 parameters in one query, and a statement may have more terms.
    """
    left = iter(values)
    while some := list(islice(left, many)):
        yield some


class Ready:
    """A statement as the driver takes it; made at import or kept in a cache."""

    def __init__(self, statement: ClauseElement) -> None:
        self._statement = statement
        self._sql: dict[str, tuple[str, dict[str, Any], list[str] | None]] = {}

    def bound(self, engine: Engine, values: dict[str, Any]) -> tuple[str, Any]:
        """The SQL and its parameters, in the style of the engine's driver."""
        known = self._sql.get(engine.dialect.name)
        if known is None:
            compiled: Any = self._statement.compile(dialect=engine.dialect)
            known = (compiled.string, dict(compiled.params), compiled.positiontup)
            self._sql[engine.dialect.name] = known
        sql, constants, positions = known
        named = constants | values
        return sql, named if positions is None else [named[name] for name in positions]


class ReadyForMany:
    """A SELECT of the rows where a column has one of many values."""

    def __init__(self, select: Select[Any], column: ColumnElement[Any]) -> None:
        self._select = select
        self._column = column
        self._for_number = lru_cache(maxsize=None)(self._prepare)

    def batches(self, values: Sequence[Any]) -> Iterator[tuple[Ready, dict[str, Any]]]:
        """Queries and their parameters that together ask for all the values.

        Their numbers are rounded up to powers of two, by repeating a value: that makes few queries
        to prepare.
        """
        for start in range(0, len(values), AT_ONCE):
            some = values[start : start + AT_ONCE]
            number = 1 << (len(some) - 1).bit_length()
            padded = [*some, *[some[0]] * (number - len(some))]
            yield (
                self._for_number(number),
                {f"value_{place}": value for place, value in enumerate(padded)},
            )

    def _prepare(self, number: int) -> Ready:
        values: list[Any] = [bindparam(f"value_{place}") for place in range(number)]
        return Ready(self._select.where(self._column.in_(values)))
