"""Calls that come at the same time are stored by one statement and answered by one commit.

While the rows of an account are being written, those that arrive wait for the next write: under load every
commit carries many calls, and a lone call waits for nobody.
"""

import asyncio
from collections.abc import Iterable
from uuid import UUID

from tenants.doors import tenant_call

Row = tuple[UUID, str, str, bytes]
"""Id, external id, kind, arrival as JSON."""
Place = tuple[int, UUID]

_MOST_ROWS = 256
_MOST_WAITING = 5000


class Crowded(Exception):
    """Too many calls wait already: the remote is to come back later."""


class _Waiting:
    def __init__(self, rows: list[Row]) -> None:
        self.rows = rows
        self.stored: asyncio.Future[None] = asyncio.get_running_loop().create_future()


_waiting: dict[Place, list[_Waiting]] = {}
_writing: set[Place] = set()
_writers: set[asyncio.Task[None]] = set()


async def together(tenant_id: int, account_id: UUID, rows: list[Row]) -> None:
    """Store rows with those of other calls; committed when this returns. Raises `Crowded`."""
    if not rows:
        return
    place = (tenant_id, account_id)
    queue = _waiting.setdefault(place, [])
    if len(queue) >= _MOST_WAITING:
        raise Crowded
    mine = _Waiting(rows)
    queue.append(mine)
    if place not in _writing:
        _writing.add(place)
        _writers.add(task := asyncio.get_running_loop().create_task(_writer(place)))
        task.add_done_callback(_writers.discard)
    await mine.stored


async def _writer(place: Place) -> None:
    """Write until nobody waits; no caller's, so that none dies with another's disconnection."""
    try:
        while queue := _waiting.get(place):
            batch = _cut(queue)
            await _write(place, batch)
    finally:
        _writing.discard(place)
        _waiting.pop(place, None)


def _cut(queue: list[_Waiting]) -> list[_Waiting]:
    count, rows = 0, 0
    for call in queue:
        if count and rows + len(call.rows) > _MOST_ROWS:
            break
        count, rows = count + 1, rows + len(call.rows)
    batch, queue[:] = queue[:count], queue[count:]
    return batch


async def _write(place: Place, batch: list[_Waiting]) -> None:
    """One statement for all; when it fails, one for each, so that a bad row harms only its own call."""
    try:
        await _store(place, [row for call in batch for row in call.rows])
    except Exception as failure:
        if len(batch) == 1:
            _settle(batch[0], failure)
            return
        for call in batch:
            await _write(place, [call])
        return
    for call in batch:
        _settle(call, None)


async def _store(place: Place, rows: list[Row]) -> None:
    tenant_id, account_id = place
    ids, external_ids, kinds, bodies = zip(*once(rows), strict=True)
    await tenant_call("receive", tenant_id, account_id, ids, external_ids, kinds, bodies)


def _settle(call: _Waiting, failure: Exception | None) -> None:
    if call.stored.done():
        return
    if failure is None:
        call.stored.set_result(None)
    else:
        call.stored.set_exception(failure)


def once(rows: Iterable[Row]) -> list[Row]:
    """A call, or two at once, may repeat a message; the first of each is kept."""
    first: dict[tuple[str, str], Row] = {}
    for row in rows:
        first.setdefault((row[2], row[1]), row)
    return list(first.values())
