"""The stream of one tab: that something changed, never what. Named events, each with one line of data.

`hello` begins it, `changed` and `here` carry the marks of cases, `resync` asks to look at everything again,
`down` and `up` tell of the bus, `beat` that the stream lives, `over` why it ends. The `id` is the place in the
office's readers' order (decision 17); a tab that comes back with it learns whether it missed anything.
"""

import secrets
import time
from collections.abc import AsyncIterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import cast

import asyncpg
import msgspec
from litestar import get
from litestar.params import FromPath
from litestar.response import Stream

from helpdesk.desk.pages import AnyRequest, Visit, visit
from helpdesk.live.hub import Ear
from helpdesk.live.model import Heard, Watcher, What
from helpdesk.live.rules import mark_of
from helpdesk.live.service import CaseAt, Live, case_at, how_far, is_behind, watcher_of
from kit.errors import Missing
from tenants.sign_in.asker import still_signed_in

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_RETRY_MILLISECONDS = 3000
_BUS_PATIENCE = 1.0
_AFTER_THE_END = 0.05  # seconds, so that the database agrees
_DATABASE_AWAY = (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError)
_HEADERS = {"X-Accel-Buffering": "no", "Cache-Control": "no-store, no-transform"}


@get("/stream", opt={"by_itself": True, "streamed": True})
async def stream(request: AnyRequest, slug: FromPath[str]) -> Stream:
    """What happens at the reader's desk; with `number` the reader is shown as looking at that case.

    Raises `TooMany` for one tab too many. A case that the reader does not see is as good as none.
    """
    here = await visit(request, slug)
    watcher = watcher_of(here.actor)
    live = cast(Live, here.runtime.live)
    live.hub.require_room(watcher)
    case = None
    with suppress(Missing):
        case = await case_at(here.actor, request.query_params.get("number", ""))
    return Stream(_events(here, live, watcher, case), media_type="text/event-stream", headers=_HEADERS)


async def _events(here: Visit, live: Live, watcher: Watcher, case: CaseAt | None) -> AsyncIterator[bytes]:
    tab = secrets.token_hex(4)
    with live.hub.ear(watcher) as ear:
        yield f"retry: {_RETRY_MILLISECONDS}\n\n".encode()
        try:
            for line in await _beginning(here, live, ear):
                yield line
            await _arrives(live, watcher, case, tab)
            async for line in _going_on(here, live, ear, watcher, case, tab):
                yield line
        except _DATABASE_AWAY:
            yield _event(What.OVER, data="away")
        finally:
            if case is not None:
                live.hub.afterwards(_leaves(live, watcher, case, tab))


async def _beginning(here: Visit, live: Live, ear: Ear) -> list[bytes]:
    """How far everything is now; what rings from here on is heard."""
    up = await live.hub.wait_until_up(_BUS_PATIENCE)
    ear.forget()
    seq, published_at = await how_far(here.actor)
    asked = here.request.query_params
    last, since = _number(asked.get("last", "")), _number(asked.get("since", ""))
    behind = is_behind(
        seq, published_at, last=last, since=None if since is None else _EPOCH + timedelta(microseconds=since)
    )
    others = await live.marks.of_office(here.actor.tenant_id)
    company = any(each.member_id != here.actor.id for each in others)
    hello = _event("hello", seq=seq, data="here" if company else "-")
    begun = [hello, *([_event(What.RESYNC, seq=seq)] if behind else [])]
    return begun if up else [*begun, _event(What.DOWN)]


async def _going_on(
    here: Visit, live: Live, ear: Ear, watcher: Watcher, case: CaseAt | None, tab: str
) -> AsyncIterator[bytes]:
    guest, ends_at = here.signed.session.home is not None, _ends_at(here)
    beat_at = _next_beat(live, ends_at)
    while True:
        if time.monotonic() >= beat_at:
            if not await still_signed_in(here.request, here.signed):
                yield _event(What.OVER, data="session")
                return
            await _arrives(live, watcher, case, tab)
            beat_at = _next_beat(live, ends_at)
            yield b": alive\n" + _event("beat")
        heard = await ear.next(beat_at - time.monotonic())
        if heard is None:
            continue
        asks = guest or heard.what is What.RIGHTS
        if asks and not await still_signed_in(here.request, here.signed):
            yield _event(What.OVER, data="session")
            return
        if heard.what is not What.RIGHTS:
            yield _told(heard, live.key)
        if heard.what is What.OVER:
            return


def _ends_at(here: Visit) -> float:
    """When a guest's time is over, by this process's own clock; never for everybody else."""
    session = here.signed.session
    if session.home is None:
        return float("inf")
    return time.monotonic() + (session.home.until - session.now).total_seconds() + _AFTER_THE_END


def _next_beat(live: Live, ends_at: float) -> float:
    """The next look at the session; for a guest also at the very end of the delegation."""
    beat_at = time.monotonic() + live.beat_seconds
    return min(beat_at, ends_at) if ends_at > time.monotonic() else beat_at


def _told(heard: Heard, key: bytes) -> bytes:
    marks = [mark_of(key, case) for case in heard.cases]
    return _event(heard.what, seq=heard.seq, data=msgspec.json.encode(marks).decode() if marks else "-")


def _event(name: str, *, seq: int = 0, data: str = "-") -> bytes:
    place = f"id: {seq}\n" if seq else ""
    return f"event: {name}\n{place}data: {data}\n\n".encode()


async def _arrives(live: Live, watcher: Watcher, case: CaseAt | None, tab: str) -> None:
    """The tab shows the case, for some more seconds."""
    if case is not None and await live.marks.looks(watcher.tenant_id, case.id, watcher.member_id, tab):
        await live.ringer.came_or_went(watcher.tenant_id, case.id, case.unit_id)


async def _leaves(live: Live, watcher: Watcher, case: CaseAt, tab: str) -> None:
    await live.marks.left(watcher.tenant_id, case.id, watcher.member_id, tab)
    await live.ringer.came_or_went(watcher.tenant_id, case.id, case.unit_id)


def _number(word: str) -> int | None:
    return int(word) if word.isascii() and word.isdigit() and len(word) < 18 else None
