"""Authorities outside: named by those who work on cases, kept by the office's administrators."""

from uuid import UUID

from msgspec.structs import replace

from helpdesk.authorities import rules, store
from helpdesk.authorities.model import Authority
from kit.errors import Conflict, Invalid, Missing, Stale
from kit.ids import uuid7
from tenants.audit.service import record
from tenants.doors import Scope, tenant_scope
from tenants.permissions.model import Actor, Permission
from tenants.permissions.rules import require


async def authorities_to_name(actor: Actor) -> tuple[Authority, ...]:
    """Those that may be named now, by name; raises `Forbidden`."""
    require(actor, Permission.READ_CASES)
    async with tenant_scope(actor.tenant_id, read_only=True) as scope:
        return tuple(each for each in await store.authorities(scope) if each.active)


async def all_authorities(actor: Actor) -> tuple[Authority, ...]:
    """The whole list for administrators; raises `Forbidden`."""
    require(actor, Permission.MANAGE_OFFICE)
    async with tenant_scope(actor.tenant_id, read_only=True) as scope:
        return tuple(await store.authorities(scope))


async def authority(actor: Actor, authority_id: UUID) -> Authority:
    """One of them, for administrators; raises `Missing`."""
    require(actor, Permission.MANAGE_OFFICE)
    async with tenant_scope(actor.tenant_id, read_only=True) as scope:
        return await _known(scope, authority_id)


async def add_authority(actor: Actor, name: str, reach: str) -> UUID:
    """Put one on the list; raises `Invalid`, `Conflict` with `too_many_authorities`."""
    require(actor, Permission.MANAGE_OFFICE)
    name, reach = rules.checked(name, reach)
    new = Authority(id=uuid7(), name=name, reach=reach)
    async with tenant_scope(actor.tenant_id) as scope:
        await store.hold(scope)
        await _must_fit(scope, new)
        await store.add(scope, new)
        await record(scope, actor, "authority.added", "authority", new.id)
    return new.id


async def change_authority(actor: Actor, authority_id: UUID, name: str, reach: str, *, version: int) -> None:
    """Put name or reach right, on the cases that name it, too; raises `Invalid`, `Missing`, `Stale`."""
    require(actor, Permission.MANAGE_OFFICE)
    name, reach = rules.checked(name, reach)
    async with tenant_scope(actor.tenant_id) as scope:
        await store.hold(scope)
        was = await _known(scope, authority_id)
        fields = [
            field for field, value in (("name", name), ("reach", reach)) if value != getattr(was, field)
        ]
        if not fields and was.version == version:
            return
        await _save(scope, replace(was, name=name, reach=reach, version=version))
        await record(scope, actor, "authority.changed", "authority", authority_id, fields=fields)


async def switch(actor: Actor, authority_id: UUID, *, version: int, active: bool) -> None:
    """Name it no more, or again; raises `Missing`, `Stale`, `Invalid` when its name was given to another meanwhile.
    Twice is once."""
    require(actor, Permission.MANAGE_OFFICE)
    async with tenant_scope(actor.tenant_id) as scope:
        await store.hold(scope)
        was = await _known(scope, authority_id)
        if was.active is active:
            return
        await _save(scope, replace(was, active=active, version=version))
        act = "authority.restored" if active else "authority.retired"
        await record(scope, actor, act, "authority", authority_id)


async def _save(scope: Scope, changed: Authority) -> None:
    if changed.active:
        await _must_fit(scope, changed)
    if not await store.change(scope, changed):
        raise Stale("authority_changed", current=(await _known(scope, changed.id)).version)


async def _must_fit(scope: Scope, changed: Authority) -> None:
    many, taken = await store.others(scope, changed.id, changed.name)
    if taken:
        raise Invalid("invalid", fields={"name": "taken"})
    if many >= rules.MOST:
        raise Conflict("too_many_authorities")


async def _known(scope: Scope, authority_id: UUID) -> Authority:
    found = await store.authority(scope, authority_id)
    if found is None:
        raise Missing("authority_missing")
    return found
