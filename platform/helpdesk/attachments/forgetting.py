"""Remove files that nothing needs, row and bytes.

The rows are deleted first and committed last: nobody can come to need a file whose bytes are on their way out, and
what is interrupted in between is found again.
"""

from collections.abc import Sequence
from typing import Any

import structlog

from helpdesk.channels.model import MediaRef
from kit.files import FileMissing, FilesAway, FileStore
from tenants.doors import tenant_scope

log = structlog.get_logger()

_AT_ONCE = 50
"""Files of one transaction, which waits for the place that keeps them."""

# A form that was received and still waits to be understood will bind its files yet.
_TAKE_ORPHANS = """
    DELETE FROM attachment WHERE tenant_id = $1 AND id IN (
        SELECT a.id FROM attachment a
        WHERE a.tenant_id = $1 AND a.case_id IS NULL AND a.draft_id IS NULL
          AND a.created_at < $2::timestamptz - interval '1 day'
          AND (a.mime_type <> 'message/rfc822' OR a.state = 'waiting')
          AND NOT EXISTS (SELECT FROM inbox_entry e WHERE e.tenant_id = $1 AND e.state = 'new'
              AND e.received_at >= a.created_at AND e.received_at < a.created_at + interval '1 hour')
        ORDER BY a.created_at LIMIT $3)
    AND case_id IS NULL AND draft_id IS NULL RETURNING storage_key
"""
_TAKE_ORIGINALS = """
    DELETE FROM attachment WHERE tenant_id = $1 AND id IN (SELECT id FROM attachment
        WHERE tenant_id = $1 AND mime_type = 'message/rfc822' AND created_at < $2::timestamptz - interval '90 days'
        ORDER BY created_at LIMIT $3) RETURNING storage_key
"""
_TAKE_UNBOUND = """
    DELETE FROM attachment WHERE tenant_id = $1 AND id = ANY($2::uuid[]) AND case_id IS NULL AND draft_id IS NULL
    RETURNING storage_key
"""


async def forget_orphans(tenant_id: int, most: int, files: FileStore) -> int:
    """Files whose form never came; answers how many."""
    return await _forget(tenant_id, _TAKE_ORPHANS, most, files)


async def forget_originals(tenant_id: int, most: int, files: FileStore) -> int:
    """Letters older than ninety days; answers how many. What was read of them stays."""
    return await _forget(tenant_id, _TAKE_ORIGINALS, most, files)


async def discard(tenant_id: int, media: Sequence[MediaRef], files: FileStore) -> None:
    """What was stored for a form that was not taken; what belongs to a case by now stays.

    What cannot be removed now goes with those whose form never came.
    """
    stored = [each.stored_id for each in media if each.stored_id is not None]
    if not stored:
        return
    try:
        async with tenant_scope(tenant_id) as scope:
            await _remove(tenant_id, await scope.fetch(_TAKE_UNBOUND, scope.tenant_id, stored), files)
    except FilesAway as fault:
        log.warning("files_away", why=fault.why)


async def _forget(tenant_id: int, statement: str, most: int, files: FileStore) -> int:
    gone = 0
    while gone < most:
        async with tenant_scope(tenant_id) as scope:
            rows = await scope.fetch(statement, scope.tenant_id, scope.now, min(_AT_ONCE, most - gone))
            await _remove(tenant_id, rows, files)
        gone += len(rows)
        if len(rows) < _AT_ONCE:
            break
    return gone


async def _remove(tenant_id: int, rows: Sequence[Any], files: FileStore) -> None:
    for row in rows:
        try:
            await files.remove(tenant_id, row["storage_key"])
        except FileMissing:  # a row whose bytes never came
            continue
