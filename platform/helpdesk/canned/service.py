"""Canned replies: read by those who answer citizens, kept by the office's administrators."""

from uuid import UUID

from msgspec.structs import replace

from helpdesk.canned import rules, store
from helpdesk.canned.model import CannedReply
from kit.errors import Conflict, Invalid, Missing, Stale
from kit.ids import uuid7
from tenants.audit.service import record
from tenants.doors import Scope, tenant_scope
from tenants.permissions.model import Actor, Permission
from tenants.permissions.rules import require


async def canned_replies(actor: Actor) -> tuple[CannedReply, ...]:
    """The active replies by title, for those who may answer; raises `Forbidden`."""
    require(actor, Permission.REPLY)
    async with tenant_scope(actor.tenant_id, read_only=True) as scope:
        return await canned_in(scope, actor)


async def canned_in(scope: Scope, actor: Actor) -> tuple[CannedReply, ...]:
    """The same inside the caller's transaction."""
    require(actor, Permission.REPLY)
    return tuple(await store.replies(scope, active_only=True))


async def all_canned_replies(actor: Actor) -> tuple[CannedReply, ...]:
    """The retired ones, too, for administrators; raises `Forbidden`."""
    require(actor, Permission.MANAGE_OFFICE)
    async with tenant_scope(actor.tenant_id, read_only=True) as scope:
        return tuple(await store.replies(scope, active_only=False))


async def canned_reply(actor: Actor, reply_id: UUID) -> CannedReply:
    """One of them, for administrators; raises `Missing`."""
    require(actor, Permission.MANAGE_OFFICE)
    async with tenant_scope(actor.tenant_id, read_only=True) as scope:
        return await _known(scope, reply_id)


async def add_canned_reply(actor: Actor, title: str, text: str) -> UUID:
    """Add a reply; raises `Invalid`, `Conflict` with `too_many_replies`."""
    require(actor, Permission.MANAGE_OFFICE)
    title, text = rules.checked(title, text)
    reply = CannedReply(id=uuid7(), title=title, text=text, active=True)
    async with tenant_scope(actor.tenant_id) as scope:
        await _must_fit(scope, reply)
        await store.add(scope, reply)
        await record(scope, actor, "canned_reply.added", "canned_reply", reply.id)
    return reply.id


async def change_canned_reply(actor: Actor, reply_id: UUID, title: str, text: str, *, version: int) -> None:
    """Replace title and text; raises `Invalid`, `Missing`, `Stale` when somebody else did so meanwhile."""
    require(actor, Permission.MANAGE_OFFICE)
    title, text = rules.checked(title, text)
    async with tenant_scope(actor.tenant_id) as scope:
        was = await _known(scope, reply_id)
        if (was.title, was.text, was.version) == (title, text, version):
            return
        await _save(scope, replace(was, title=title, text=text, version=version))
        changed = [
            name for name in ("title", "text") if getattr(was, name) != {"title": title, "text": text}[name]
        ]
        await record(scope, actor, "canned_reply.changed", "canned_reply", reply_id, fields=changed)


async def retire_canned_reply(actor: Actor, reply_id: UUID, *, version: int) -> None:
    """Offer it no more; raises `Missing`, `Stale`. Twice is once."""
    await _switch(actor, reply_id, version, active=False)


async def restore_canned_reply(actor: Actor, reply_id: UUID, *, version: int) -> None:
    """Offer it again; raises `Missing`, `Stale`, `Invalid` when its title was given to another meanwhile."""
    await _switch(actor, reply_id, version, active=True)


async def _switch(actor: Actor, reply_id: UUID, version: int, *, active: bool) -> None:
    require(actor, Permission.MANAGE_OFFICE)
    async with tenant_scope(actor.tenant_id) as scope:
        was = await _known(scope, reply_id)
        if was.active is active:
            return
        await _save(scope, replace(was, active=active, version=version))
        action = "canned_reply.restored" if active else "canned_reply.retired"
        await record(scope, actor, action, "canned_reply", reply_id)


async def _save(scope: Scope, reply: CannedReply) -> None:
    if reply.active:
        await _must_fit(scope, reply)
    if not await store.change(scope, reply):
        raise Stale("canned_reply_changed", current=(await _known(scope, reply.id)).version)


async def _must_fit(scope: Scope, reply: CannedReply) -> None:
    many, taken = await store.others(scope, reply.id, reply.title)
    if taken:
        raise Invalid("invalid", fields={"title": "taken"})
    if many >= rules.MOST:
        raise Conflict("too_many_replies")


async def _known(scope: Scope, reply_id: UUID) -> CannedReply:
    found = await store.reply(scope, reply_id)
    if found is None:
        raise Missing("canned_reply_missing")
    return found
