"""What is kept for a time only: each room removes its own; an office's turn comes once a day."""

import asyncio
from functools import partial
from pathlib import Path

from helpdesk.api.store import forget_old
from helpdesk.attachments.forgetting import forget_originals, forget_orphans
from helpdesk.calls.store import forget_old as forget_calls
from helpdesk.delivery.pacing import forget_paces
from helpdesk.drafts.store import forget_untouched
from helpdesk.escalation.store import empty_old_letters
from helpdesk.inbox.store import empty_old
from helpdesk.intake.store import forget_unasked
from helpdesk.notifications.alerts import forget_told as forget_alerts
from helpdesk.portal.drafts import forget_old_drafts
from kit.files import FileStore
from tenants.directory.store import forget_links
from tenants.doors import tenant_scope
from tenants.outbox.service import forget_told
from tenants.sessions.store import forget_ended

MOST = 1000
_NEXT = """
    INSERT INTO forgetting (tenant_id, due_at) VALUES ($1, $2::timestamptz + interval '1 day')
    ON CONFLICT (tenant_id) DO UPDATE SET due_at = excluded.due_at
"""


async def forget_due(tenant_id: int, *, files: FileStore, drafts: Path | None = None) -> int:
    """Remove one batch of each kind; answers how many rows. The office rests once no batch was full.

    `drafts`: where reports that were never sent lie, when that is on this machine.
    """
    batches = (
        *(
            forget_told,
            forget_alerts,
            empty_old,
            empty_old_letters,
            forget_untouched,
            forget_calls,
            forget_paces,
        ),
        partial(forget_orphans, files=files),
        partial(forget_originals, files=files),
    )
    gone = [await each(tenant_id, MOST) for each in batches]
    if max(gone) < MOST:
        if drafts is not None:
            gone.append(await asyncio.to_thread(forget_old_drafts, drafts, tenant_id))
        gone += [await forget_old(tenant_id), await forget_ended(tenant_id), await forget_links()]
        gone.append(await forget_unasked(tenant_id))
        async with tenant_scope(tenant_id) as scope:
            await scope.execute(_NEXT, tenant_id, scope.now)
    return sum(gone)
