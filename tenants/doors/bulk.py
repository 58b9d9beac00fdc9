"""Many rows in one statement: a batch costs one round trip, not one per row."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from tenants.doors.scope import Scope

_WORTH_IT = 8
"""Rows from which on a column that says the same in all of them is sent once."""


class BulkTable:
    """A table and the columns that a batch fills; names come from code, never from input.

    `columns` pairs a column with its PostgreSQL type; the tenant's column is added by itself.
    """

    def __init__(self, name: str, *columns: tuple[str, str], on_conflict: str = "") -> None:
        self._name = name
        self._columns = columns
        self._on_conflict = on_conflict
        self._statement = lru_cache(maxsize=64)(self._written)

    def _written(self, same: frozenset[int]) -> str:
        """The statement when the columns at these places are the same in all rows."""
        picked, places, varying = [], [], []
        for place, (name, kind) in enumerate(self._columns):
            sent = "text" if kind == "jsonb" else kind
            if place not in same:
                varying.append(name)
                places.append(f"${place + 2}::{sent}[]")
            value = f"${place + 2}::{sent}" if place in same else f"r.{name}"
            picked.append(f"{value}::jsonb" if kind == "jsonb" else value)
        names = ", ".join(name for name, _ in self._columns)
        return (  # names only: see the class
            f"INSERT INTO {self._name} (tenant_id, {names}) SELECT $1, {', '.join(picked)} "  # noqa: S608
            f"FROM unnest({', '.join(places)}) AS r ({', '.join(varying)}) {self._on_conflict}"
        )

    async def insert(self, scope: Scope, rows: Sequence[Sequence[Any]]) -> None:
        """Insert rows whose values stand in the order of the columns."""
        if rows:
            columns = list(zip(*rows, strict=True))
            same = _same(columns) if len(rows) >= _WORTH_IT else frozenset[int]()
            values = [column[0] if place in same else column for place, column in enumerate(columns)]
            await scope.execute(self._statement(same), scope.tenant_id, *values)


def _same(columns: Sequence[tuple[Any, ...]]) -> frozenset[int]:
    """The places of columns, other than the first, that say the same in all rows: cheaper to send once."""
    return frozenset(
        place
        for place, column in enumerate(columns)
        if place and column[0] == column[-1] and column.count(column[0]) == len(column)
    )
