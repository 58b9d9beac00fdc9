"""Calls that come at the same time are stored by one statement and answered by one commit.

While rows are being written, those that arrive wait for the next write: under load every commit carries many
calls of many offices, and a lone call waits for nobody.
"""

import asyncio
from uuid import UUID

import asyncpg

from tenants.doors import tenants_call

Row = tuple[UUID, str, str, bytes]
"""Id, external id, kind, arrival as JSON."""
Place = tuple[int, UUID]
"""A tenant and one of its accounts."""

_MOST_ROWS = 256
_MOST_WAITING = 5000
_SECONDS = 5.0
"""After that the callers are told to come back: a remote waits no longer anyway."""
_ROW_AT_FAULT = (
    asyncpg.DataError,
    asyncpg.IntegrityConstraintViolationError,
    asyncpg.ProgramLimitExceededError,
)
_AT_ONCE = 2
"""Writes under way: while one waits for the disk, the next is sent."""


class Crowded(Exception):
    """Too many calls wait already: the remote is to come back later."""


class _Call:
    def __init__(self, place: Place, rows: list[Row]) -> None:
        self.place = place
        self.rows = rows
        self.stored: asyncio.Future[None] = asyncio.get_running_loop().create_future()


_waiting: list[_Call] = []
_writers: set[asyncio.Task[None]] = set()


async def together(tenant_id: int, account_id: UUID, rows: list[Row]) -> None:
    """Store rows with those of other calls; committed when this returns. Raises `Crowded`."""
    if not rows:
        return
    if len(_waiting) >= _MOST_WAITING:
        raise Crowded
    mine = _Call((tenant_id, account_id), rows)
    _waiting.append(mine)
    if len(_writers) < _AT_ONCE:
        task = asyncio.get_running_loop().create_task(_writer())
        _writers.add(task)
        task.add_done_callback(_writers.discard)
    await mine.stored


async def _writer() -> None:
    """Write until nobody waits; no caller's, so that none dies with another's disconnection."""
    while _waiting:
        await _write(_cut())


def _cut() -> list[_Call]:
    count, rows = 0, 0
    for call in _waiting:
        if count and rows + len(call.rows) > _MOST_ROWS:
            break
        count, rows = count + 1, rows + len(call.rows)
    batch, _waiting[:] = _waiting[:count], _waiting[count:]
    return batch


async def _write(batch: list[_Call]) -> None:
    """One statement for all. When a row is at fault, one for each, so that it harms only its own call;
    when the database is, all callers hear it at once and the remotes come back later."""
    try:
        async with asyncio.timeout(_SECONDS):
            await _store(batch)
    except _ROW_AT_FAULT as failure:
        if len(batch) > 1:
            for call in batch:
                await _write([call])
        else:
            _settle(batch[0], failure)
    except Exception as failure:
        for call in batch:
            _settle(call, failure)
    else:
        for call in batch:
            _settle(call, None)


async def _store(batch: list[_Call]) -> None:
    """Rows in the order of their offices and names: two writes at once cannot wait for each other in a ring.

    A call, or two at once, may repeat a message; the first of each is kept.
    """
    first: dict[tuple[Place, str, str], Row] = {}
    for call in batch:
        for row in call.rows:
            first.setdefault((call.place, row[2], row[1]), row)
    keys = sorted(first)
    ids, external_ids, kinds, bodies = zip(*(first[key] for key in keys), strict=True)
    tenants, accounts = zip(*(place for place, _, _ in keys), strict=True)
    await tenants_call("receive", tenants, accounts, ids, external_ids, kinds, bodies)


def _settle(call: _Call, failure: Exception | None) -> None:
    if call.stored.done():
        return
    if failure is None:
        call.stored.set_result(None)
    else:
        call.stored.set_exception(failure)
