"""Carry announcements to offices of other installations: as they stand now, once in each wording, and taken back."""

from uuid import UUID

import structlog

from helpdesk.announcements import far as across
from helpdesk.announcements import onward, store
from helpdesk.announcements.far import Due
from helpdesk.announcements.model import Announcement, Told
from helpdesk.announcements.rules import onward_of
from helpdesk.escalation.rules import wait_after
from helpdesk.relay.far import FarPost, FarRefused
from tenants.doors import Scope, tenant_scope

log = structlog.get_logger()


async def carry_announcements(tenant_id: int, *, far: FarPost | None, most: int = 50) -> int:
    """Carry what one office tells offices elsewhere; answers how many were claimed. A crash repeats one at most."""
    if far is None:
        return 0
    async with tenant_scope(tenant_id) as scope:
        claimed = await across.claim(scope, most)
        now = scope.now
        found = [(due, await _words(scope, due.announcement_id)) for due in claimed]
    for due, it in found:
        if it is None or (not it.withdrawn and it.ends_at <= now):
            await _failed(tenant_id, due, FarRefused("announcement_over", for_good=True))
            continue
        try:
            await _carry(tenant_id, far, due, it)
        except FarRefused as refusal:
            await _failed(tenant_id, due, refusal)
    return len(claimed)


async def _words(scope: Scope, announcement_id: UUID) -> Told | None:
    """One of ours as it stands now, or one from above that is passed on."""
    ours = await store.announcement(scope, announcement_id)
    return _told(ours) if ours else await onward.told(scope, announcement_id)


async def _carry(tenant_id: int, far: FarPost, due: Due, it: Told) -> None:
    there = await far.connected(tenant_id, due.peer_uid)
    if there is None:
        raise FarRefused("not_connected", for_good=True)
    await far.announce(tenant_id, there, it)
    async with tenant_scope(tenant_id) as scope:
        await across.arrived(scope, due._replace(version=it.version))


async def _failed(tenant_id: int, due: Due, refusal: FarRefused) -> None:
    log.warning("announcement_not_carried", announcement=str(due.announcement_id), error=refusal.code)
    wait = None if refusal.for_good else wait_after(due.tries, rest=refusal.rest)
    async with tenant_scope(tenant_id) as scope:
        await across.failed(scope, due, refusal.code, wait)


def _told(it: Announcement) -> Told:
    return Told(
        id=it.id,
        title=it.title,
        text=it.text,
        importance=it.importance.value,
        begins_at=it.begins_at,
        ends_at=it.ends_at,
        changed_at=it.changed_at,
        version=it.version,
        withdrawn=it.withdrawn_at is not None,
        onward=onward_of(it),
    )
