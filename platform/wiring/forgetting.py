"""What is kept for a time only: each room removes its own; an office's turn comes once a day."""

import asyncio
from datetime import timedelta
from pathlib import Path

import structlog

from helpdesk.api.store import forget_old
from helpdesk.attachments.forgetting import forget_originals, forget_orphans
from helpdesk.calls.store import forget_old as forget_calls
from helpdesk.delivery.pacing import forget_paces
from helpdesk.drafts.store import forget_untouched
from helpdesk.escalation.post import empty_old_letters
from helpdesk.inbox.store import empty_old
from helpdesk.intake.store import forget_unasked
from helpdesk.notifications.alerts import forget_told as forget_alerts
from helpdesk.portal.drafts import forget_old_drafts
from helpdesk.sheets.lines import forget_read
from kit.files import FilesAway, FileStore
from tenants.directory.store import forget_links
from tenants.doors import tenant_scope
from tenants.outbox.service import forget_told
from tenants.sessions.store import forget_ended

log = structlog.get_logger()

MOST = 1000
_DAILY, _SOON = timedelta(days=1), timedelta(minutes=15)
_NEXT = """
    INSERT INTO forgetting (tenant_id, due_at) VALUES ($1, $2)
    ON CONFLICT (tenant_id) DO UPDATE SET due_at = excluded.due_at
"""


async def forget_due(tenant_id: int, *, files: FileStore, drafts: Path | None = None) -> int:
    """Remove one batch of each kind; answers how many rows. The office rests once no batch was full.

    While files cannot be reached everything else goes, and the office has another turn soon. `drafts`: where
    reports that were never sent lie, when that is on this machine.
    """
    batches = (
        *(forget_told, forget_alerts, empty_old, empty_old_letters),
        *(forget_untouched, forget_calls, forget_paces, forget_read),
    )
    gone = [await each(tenant_id, MOST) for each in batches]
    away = False
    try:
        gone += [await forget(tenant_id, MOST, files) for forget in (forget_orphans, forget_originals)]
    except FilesAway as fault:
        log.warning("files_away", why=fault.why)
        away = True
    if max(gone) < MOST:
        if drafts is not None:
            gone.append(await asyncio.to_thread(forget_old_drafts, drafts, tenant_id))
        gone += [await forget_old(tenant_id), await forget_ended(tenant_id), await forget_links()]
        gone.append(await forget_unasked(tenant_id))
        async with tenant_scope(tenant_id) as scope:
            await scope.execute(_NEXT, tenant_id, scope.now + (_SOON if away else _DAILY))
    return sum(gone)
