"""What came from a mailbox is kept: arrivals and the letters they were read from, together or not at all."""

from collections.abc import Awaitable, Callable
from uuid import UUID

from msgspec.structs import replace

from helpdesk.attachments.forgetting import discard
from helpdesk.attachments.originals import put_down
from helpdesk.channels.contract import Look
from helpdesk.channels.model import Arrival, Ignored, MediaRef, MessageArrived
from helpdesk.inbox import store
from helpdesk.inbox.service import receive_in
from kit.files import FileStore
from tenants.doors import Scope, tenant_scope

First = Callable[[Scope], Awaitable[bool]]
"""What is written before the arrivals, in their transaction; false when they are not ours to keep any more."""


async def keep(tenant_id: int, account_id: UUID, found: Look, files: FileStore, first: First) -> int:
    """Answers how many arrivals were kept; the bytes of letters that are new lie there before.

    Raises `FilesAway` when they cannot: then nothing is kept, and the letters are looked for again.
    """
    fresh = await _fresh(tenant_id, account_id, found) if found.originals else {}
    originals = await put_down(tenant_id, account_id, fresh, files)
    kept, taken = 0, False
    try:
        async with tenant_scope(tenant_id) as scope:
            if await first(scope):
                arrivals = [_with_original(each, originals.get(each.external_id)) for each in found.arrivals]
                await receive_in(scope, account_id, arrivals)
                kept = len(arrivals)
        taken = kept > 0
    finally:
        if not taken:
            await discard(tenant_id, list(originals.values()), files)
    return kept


async def _fresh(tenant_id: int, account_id: UUID, found: Look) -> dict[str, bytes]:
    """The letters that never came before: a mailbox that numbers anew brings them all again."""
    async with tenant_scope(tenant_id, read_only=True) as scope:
        known = await store.known(scope, account_id, list(found.originals))
    return {name: content for name, content in found.originals.items() if name not in known}


def _with_original(arrival: Arrival, original: MediaRef | None) -> Arrival:
    """The arrival with the letter it was read from, where that is kept; files without a place lie in that."""
    if original is not None and isinstance(arrival, Ignored):
        return replace(arrival, original=original.stored_id)
    if original is not None and isinstance(arrival, MessageArrived):
        media = [_placed(each, original) for each in arrival.media]
        return replace(arrival, media=(*media, original))
    return arrival


def _placed(media: MediaRef, original: MediaRef) -> MediaRef:
    return media if media.remote_id else replace(media, within=original.stored_id)
