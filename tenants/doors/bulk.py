"""Many rows in one statement: a batch costs one round trip, not one per row."""

from collections.abc import Sequence
from functools import cached_property
from typing import Any

from tenants.doors.scope import Scope


class BulkTable:
    """A table and the columns that a batch fills; names come from code, never from input.

    `columns` pairs a column with its PostgreSQL type; the tenant's column is added by itself.
    """

    def __init__(self, name: str, *columns: tuple[str, str], on_conflict: str = "") -> None:
        self._name = name
        self._columns = columns
        self._on_conflict = on_conflict

    @cached_property
    def _statement(self) -> str:
        names = ", ".join(name for name, _ in self._columns)
        picked = ", ".join(
            f"r.{name}::jsonb" if kind == "jsonb" else f"r.{name}" for name, kind in self._columns
        )
        places = ", ".join(
            f"${place}::{'text' if kind == 'jsonb' else kind}[]"
            for place, (_, kind) in enumerate(self._columns, start=2)
        )
        return (  # names only: see the class
            f"INSERT INTO {self._name} (tenant_id, {names}) SELECT $1, {picked} "  # noqa: S608
            f"FROM unnest({places}) AS r ({names}) {self._on_conflict}"
        )

    async def insert(self, scope: Scope, rows: Sequence[Sequence[Any]]) -> None:
        """Insert rows whose values stand in the order of the columns."""
        if rows:
            await scope.execute(
                self._statement, scope.tenant_id, *(list(column) for column in zip(*rows, strict=True))
            )
