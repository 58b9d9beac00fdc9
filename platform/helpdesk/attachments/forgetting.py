"""Remove files that nothing needs, row and bytes.

The bytes go before the rows are committed: what is interrupted in between is found again.
"""

from collections.abc import Awaitable, Callable, Iterable, Sequence
from functools import partial

from helpdesk.attachments import store
from helpdesk.channels.model import MediaRef
from kit.files import FileStore
from tenants.doors import Scope, tenant_scope


async def forget_orphans(tenant_id: int, most: int, files: FileStore) -> int:
    """Files whose form never came; answers how many."""
    return await _forget(tenant_id, partial(store.take_orphans, most=most), files)


async def forget_originals(tenant_id: int, most: int, files: FileStore) -> int:
    """Letters older than ninety days; answers how many. What was read of them stays."""
    return await _forget(tenant_id, partial(store.take_old_originals, most=most), files)


async def discard(tenant_id: int, media: Sequence[MediaRef], files: FileStore) -> None:
    """What was stored for a form that was not taken; what belongs to a case by now stays."""
    stored = [each.stored_id for each in media if each.stored_id is not None]
    await _forget(tenant_id, partial(store.take_unbound, attachment_ids=stored), files)


def remove(tenant_id: int, keys: Iterable[str], files: FileStore) -> None:
    """Bytes alone, whose rows are gone or never came to be."""
    for key in keys:
        files.remove(tenant_id, key)


async def _forget(tenant_id: int, take: Callable[[Scope], Awaitable[Sequence[str]]], files: FileStore) -> int:
    async with tenant_scope(tenant_id) as scope:
        keys = await take(scope)
        remove(tenant_id, keys, files)
    return len(keys)
