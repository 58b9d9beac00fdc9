"""A transaction inside one tenant: set for that transaction, never nested, never half-committed silently."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from types import TracebackType
from typing import Any

import asyncpg
from piccolo.engine.postgres import PostgresEngine, PostgresTransaction

from tenants.doors.gate import current_engine, current_pool


class NestedScope(Exception):
    """A scope was asked for while another is open in this task."""


class TransactionAborted(Exception):
    """The server answered something else than COMMIT: a swallowed error had ended the transaction."""


Ending = Callable[[], Awaitable[None]]
"""Something that is kept for the end of a scope."""


class Scope:
    """What a service holds while it works inside a tenant. `now` is constant for the transaction."""

    def __init__(self, tenant_id: int, now: datetime, connection: "asyncpg.Connection[Any]") -> None:
        self.tenant_id = tenant_id
        self.now = now
        self._connection = connection
        self._last: list[Ending] = []
        self._after: list[Ending] = []

    def before_commit(self, ending: "Ending") -> None:
        """Do this when all else is done; what it raises rolls everything back."""
        self._last.append(ending)

    def after_commit(self, ending: "Ending") -> None:
        """Do this when everything is committed; it must not fail."""
        self._after.append(ending)

    async def end(self) -> None:
        """What was kept for the end."""
        for ending in self._last:
            await ending()

    async def go_on(self) -> None:
        """What was kept for after the commit."""
        for ending in self._after:
            await ending()

    async def fetch(self, sql: str, *values: Any) -> list[asyncpg.Record]:
        """All rows."""
        return await self._connection.fetch(sql, *values)

    async def fetchrow(self, sql: str, *values: Any) -> asyncpg.Record | None:
        """The first row, or none."""
        return await self._connection.fetchrow(sql, *values)

    async def fetchval(self, sql: str, *values: Any) -> Any:
        """The first value of the first row, or none."""
        return await self._connection.fetchval(sql, *values)

    async def execute(self, sql: str, *values: Any) -> str:
        """Run a statement; answers the server's command tag."""
        return await self._connection.execute(sql, *values)

    async def execute_many(self, sql: str, values: Sequence[Sequence[Any]]) -> None:
        """Run a statement for many value rows, in one batch."""
        await self._connection.executemany(sql, values)


class _TenantTransaction(PostgresTransaction):
    """Piccolo queries inside join it through the engine's context variable."""

    def __init__(self, engine: PostgresEngine, tenant_id: int, *, read_only: bool) -> None:
        if engine.current_transaction.get() is not None:
            raise NestedScope("a scope is open already")
        super().__init__(engine, allow_nested=False)
        self._tenant_id = tenant_id
        self._begin = "BEGIN READ ONLY" if read_only else "BEGIN"

    async def __aenter__(self) -> "_TenantTransaction":
        pool = current_pool()
        self.connection = await pool.acquire()
        try:
            await self.connection.execute(self._begin)
            self.now = await self.connection.fetchval("SELECT enter_tenant($1)", self._tenant_id)
        except BaseException:
            await asyncio.shield(pool.release(self.connection))
            raise
        self.context = self.engine.current_transaction.set(self)
        return self

    async def commit(self) -> None:
        tag = await self.connection.execute("COMMIT")
        self._committed = True
        if tag != "COMMIT":
            raise TransactionAborted(tag)

    async def rollback(self) -> None:
        self._rolled_back = True
        await self.connection.execute("ROLLBACK")

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> bool:
        self.engine.current_transaction.reset(self.context)
        try:
            if kind is not None:
                await self._rollback_if_possible()
            elif not (self._committed or self._rolled_back):
                await self.commit()
        finally:
            await asyncio.shield(current_pool().release(self.connection))
        return False

    async def _rollback_if_possible(self) -> None:
        """A lost connection has rolled back by itself; the error that brought us here says more."""
        with contextlib.suppress(OSError, asyncpg.InterfaceError, asyncpg.PostgresConnectionError):
            if not self._rolled_back:
                await self.rollback()


@asynccontextmanager
async def tenant_scope(tenant_id: int, *, read_only: bool = False) -> AsyncIterator[Scope]:
    """Open a transaction in one tenant; commits at the end, rolls back on any error.

    Raises `NestedScope` inside another scope, `TransactionAborted` when an error inside was
    swallowed and the server therefore did not commit.
    """
    transaction = _TenantTransaction(current_engine(), tenant_id, read_only=read_only)
    async with transaction:
        scope = Scope(tenant_id, transaction.now, transaction.connection)
        yield scope
        await scope.end()
    await scope.go_on()
