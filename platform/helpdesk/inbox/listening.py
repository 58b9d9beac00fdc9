"""Between two looks a mailbox is listened to: who hears that something came has it looked into at once.

A line is leased in the database, so that all workers together hold one to each mailbox; the looks go on as they are,
for whatever is not heard.
"""

import asyncio
import contextlib
from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID

import structlog

from helpdesk.channels.accounts import AccountBook
from helpdesk.channels.contract import Account, Ear
from helpdesk.channels.errors import ChannelError, NotSupported
from helpdesk.inbox import lines
from helpdesk.inbox.lines import Line
from helpdesk.inbox.looking import EVERY
from tenants.doors import tenant_scope

log = structlog.get_logger()

MOST_LINES = 200
"""Of one worker; mailboxes above it are looked into as before."""
LEASE = timedelta(seconds=90)
RENEW_SECONDS = 30.0
_AGAIN_SECONDS = 1.0
_MOST_TRIES = 20
"""So often is a look asked for while somebody looks already."""
_SHORTEST_REST, _LONGEST_REST = timedelta(seconds=30), timedelta(minutes=15)
_CANNOT = timedelta(days=1)
"""Until a server is asked again that has nothing to tell; new settings ask at once."""


class _Held:
    """A line and its lease; and the last one asked for, because who is told to stop may not hear that it was given."""

    def __init__(self, line: Line) -> None:
        self.line = line
        self.asked: datetime | None = None


class Ears:
    """The lines that this process holds open."""

    def __init__(self, book: AccountBook, ring: Callable[[str], None], *, most: int = MOST_LINES) -> None:
        self._book = book
        self._ring = ring
        self._most = most
        self._held: dict[UUID, asyncio.Task[None]] = {}
        self._fails: dict[UUID, int] = {}

    async def begin_due(self, tenant_id: int) -> int:
        """Begin to listen to one office's mailboxes that nobody listens to; answers how many. At most so many lines
        are held together."""
        begun = 0
        while len(self._held) < self._most:
            async with tenant_scope(tenant_id) as scope:
                line = await lines.take_line(scope, scope.now + LEASE)
                account = await self._book.load(scope, line.account_id) if line else None
            if line is None:
                break
            adapter = self._book.adapter_of(account) if account else None
            if account is None or adapter is None or adapter.ear is None:
                await _ended(tenant_id, line, _CANNOT)
                continue
            if former := self._held.get(
                account.id
            ):  # its lease ran out, as when the demonstration's clock was moved
                former.cancel()
            self._held[account.id] = asyncio.create_task(self._hold(tenant_id, line, account, adapter.ear))
            begun += 1
        return begun

    async def close(self) -> None:
        """Let go of all lines; others may begin at once."""
        held = list(self._held.values())
        for task in held:
            task.cancel()
        await asyncio.gather(*held, return_exceptions=True)

    async def _hold(self, tenant_id: int, line: Line, account: Account, ear: Ear) -> None:
        """Until the line breaks, or is ours no more."""
        heard = asyncio.Event()
        listening = asyncio.create_task(ear.listen(account, heard.set))
        rest, held = timedelta(0), _Held(line)
        try:
            await self._attend(tenant_id, held, listening, heard)
            rest = self._rest(account.id, listening)
        except Exception as fault:  # the lease ends by itself when the database is away
            log.warning("line_failed", error=type(fault).__name__)
            rest = _SHORTEST_REST
        finally:
            listening.cancel()
            await asyncio.gather(listening, return_exceptions=True)
            try:
                with contextlib.suppress(Exception):
                    await _ended(tenant_id, held.line, rest, held.asked)
            finally:
                if self._held.get(account.id) is asyncio.current_task():
                    del self._held[account.id]

    async def _attend(
        self, tenant_id: int, held: "_Held", listening: "asyncio.Task[None]", heard: asyncio.Event
    ) -> None:
        """Ask for looks and renew the lease, until the line is over or somebody else's."""
        account_id = held.line.account_id
        tries = 0
        while not listening.done():
            await _until(listening, heard, _AGAIN_SECONDS if tries else RENEW_SECONDS)
            if heard.is_set():
                heard.clear()
                self._fails.pop(account_id, None)
                tries = _MOST_TRIES
            async with tenant_scope(tenant_id) as scope:
                held.asked = scope.now + LEASE
                renewed = await lines.renew_line(scope, held.line, held.asked)
                due = tries > 0 and await lines.hasten(scope, account_id, EVERY)
            if due:
                self._ring("mailbox")
            tries = 0 if due else max(tries - 1, 0)
            if renewed is None:
                break
            held.line = renewed

    def _rest(self, account_id: UUID, listening: "asyncio.Task[None]") -> timedelta:
        """How long nobody listens after a line came to its end."""
        if not listening.done():
            return timedelta(0)
        fault = listening.exception()
        if isinstance(fault, NotSupported):
            return _CANNOT
        if fault is not None and not isinstance(fault, ChannelError):
            log.error("adapter_fault", error=type(fault).__name__)
        fails = self._fails.get(account_id, 0)
        self._fails[account_id] = fails + 1
        log.info("line_broken", code=fault.code if isinstance(fault, ChannelError) else "")
        return min(_SHORTEST_REST * (1 << min(fails, 10)), _LONGEST_REST)


async def _until(listening: "asyncio.Task[None]", heard: asyncio.Event, seconds: float) -> None:
    """Until something was heard, the line broke, or the time is over."""
    hearing = asyncio.create_task(heard.wait())
    try:
        await asyncio.wait({listening, hearing}, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
    finally:
        hearing.cancel()


async def _ended(tenant_id: int, line: Line, rest: timedelta, asked: datetime | None = None) -> None:
    async with tenant_scope(tenant_id) as scope:
        await lines.end_line(scope, line, scope.now + rest, asked=asked)
