"""Manage the people of one's own office. Every act asks for MANAGE_OFFICE and leaves an audit entry."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from uuid import UUID

from admin.people import store
from admin.people.model import Colleague, NewColleague, OneTimeLink, Standing, Typed
from admin.people.rules import (
    LONGEST_NAME,
    chosen,
    must_not_lock_out,
    must_still_manage,
    names_of,
    standing_of,
    tidy,
)
from kit.errors import Conflict, Invalid, Missing
from tenants.audit.service import record
from tenants.directory import store as directory
from tenants.doors import Scope, tenant_scope
from tenants.events import MembershipChanged
from tenants.outbox.service import announce
from tenants.people import service as people
from tenants.people.model import FIRST_LINK, RESET_LINK, NewMember
from tenants.people.phones import checked_phone, put_phone
from tenants.people.store import colleagues_with_phones
from tenants.permissions.model import Actor, Permission
from tenants.permissions.rules import require


async def colleagues(actor: Actor) -> tuple[list[Colleague], datetime]:
    """Everybody who works or worked here, and the time by which ends are judged."""
    require(actor, Permission.MANAGE_OFFICE)
    async with tenant_scope(actor.tenant_id, read_only=True) as scope:
        return await store.colleagues(scope), scope.now


async def colleague(actor: Actor, member_id: UUID) -> tuple[Colleague, datetime]:
    """One post of this office; raises `Missing`, also for a post of another office."""
    require(actor, Permission.MANAGE_OFFICE)
    async with tenant_scope(actor.tenant_id, read_only=True) as scope:
        return await _post(scope, member_id), scope.now


async def add(actor: Actor, new: NewColleague, base_url: str) -> OneTimeLink:
    """Add somebody new; answers their link.

    Raises `Invalid`; an address that has or had a post here is refused: that post is changed instead.
    Raises `Conflict` for an address that another office brought in: only the operator adds it to a further one.
    """
    require(actor, Permission.MANAGE_OFFICE)
    email, name = tidy(new.email).lower(), tidy(new.name)
    async with tenant_scope(actor.tenant_id, read_only=True) as scope:
        known, units = await store.has_address(scope, email), await store.units(scope)
        phone = checked_phone(new.phone)
        if phone and await colleagues_with_phones(scope, [phone]):
            raise Invalid("invalid", fields={"phone": "taken"})
    if known:
        raise Invalid("invalid", fields={"email": "known"})
    if len(name) > LONGEST_NAME:
        raise Invalid("invalid", fields={"name": "too_long"})
    roles, unit_ids = chosen(new.roles, new.units, units)
    member = NewMember(email=email, name=name, roles=roles, units=names_of(unit_ids, units))
    person = await people.add_newcomer(actor, member)
    if phone:
        async with tenant_scope(actor.tenant_id) as scope:
            await put_phone(scope, actor, await store.membership_of(scope, person.id), phone)
    href = await people.make_link(person.id, base_url, FIRST_LINK)
    return OneTimeLink(name=person.name, email=email, href=href, hours=True)


async def change(actor: Actor, member_id: UUID, typed: Typed) -> None:
    """Replace roles, units and telephone number; it holds from the next request.

    Raises `Invalid`, `Conflict`, `Missing`; `Conflict` also for a guest.
    """
    async with _changing(actor, member_id) as (scope, was):
        picked, unit_ids = chosen(typed.roles, typed.units, await store.units(scope))
        must_not_lock_out(actor, member_id, picked)
        await store.change(scope, member_id, picked, unit_ids)
        await put_phone(scope, actor, member_id, typed.phone)
        detail = {"roles": [role.value for role in picked], "were": [role.value for role in was.roles]}
        named = {
            "units": [str(unit) for unit in unit_ids],
            "units_were": [str(unit) for unit, _ in was.units],
        }
        await record(scope, actor, "membership.changed", "membership", member_id, **detail, **named)
        await _announce(scope, member_id, active=was.active)


async def deactivate(actor: Actor, member_id: UUID) -> None:
    """Shut somebody out at once; raises `Conflict` for oneself, `Missing`. Twice is once."""
    async with _changing(actor, member_id) as (scope, was):
        must_not_lock_out(actor, member_id, ())
        if was.active:
            await store.shut_out(scope, was)
            await record(scope, actor, "membership.deactivated", "membership", member_id)
            await _announce(scope, member_id, active=False)


async def reactivate(actor: Actor, member_id: UUID) -> None:
    """Let somebody in again with the roles they had; raises `Missing`. Twice is once."""
    async with _changing(actor, member_id) as (scope, was):
        if standing_of(was, scope.now) is not Standing.ACTIVE:
            await store.let_in(scope, member_id)
            await record(scope, actor, "membership.reactivated", "membership", member_id)
            await _announce(scope, member_id, active=True)


async def give_link(actor: Actor, member_id: UUID, base_url: str) -> OneTimeLink:
    """A link for a forgotten password, or for one that was never set.

    Raises `Missing`; `Conflict` for somebody who may not come in, and for somebody who works for another
    office, too: whoever holds the link could enter there.
    """
    found, now = await colleague(actor, member_id)
    if standing_of(found, now) is not Standing.ACTIVE:
        raise Conflict("member_inactive")
    if await _works_elsewhere(actor, found.person_id):
        raise Conflict("member_elsewhere")
    async with _changing(actor, member_id) as (scope, _):
        await record(scope, actor, "link.given", "membership", member_id)
    first = not await _has_password(found.email)
    href = await people.make_link(found.person_id, base_url, FIRST_LINK if first else RESET_LINK)
    return OneTimeLink(name=found.name, email=found.email, href=href, hours=first)


@asynccontextmanager
async def _changing(actor: Actor, member_id: UUID) -> AsyncIterator[tuple[Scope, Colleague]]:
    """A post that nobody else changes meanwhile; nor the actor's own, so that two cannot shut each other out."""
    require(actor, Permission.MANAGE_OFFICE)
    async with tenant_scope(actor.tenant_id) as scope:
        held = {member_id, *([actor.id] if actor.id else [])}
        await store.hold(scope, held)
        posts = {post.membership_id: post for post in await store.colleagues(scope, held)}
        must_still_manage(actor, posts.get(actor.id) if actor.id else None, scope.now)
        if member_id not in posts:
            raise Missing("member_missing")
        if posts[member_id].delegation_id is not None:
            raise Conflict("member_is_guest")
        yield scope, posts[member_id]


async def _post(scope: Scope, member_id: UUID) -> Colleague:
    found = await store.colleagues(scope, [member_id])
    if not found:
        raise Missing("member_missing")
    return found[0]


async def _announce(scope: Scope, member_id: UUID, *, active: bool) -> None:
    await announce(scope, [MembershipChanged(at=scope.now, membership_id=member_id, active=active)])


async def _works_elsewhere(actor: Actor, person_id: UUID) -> bool:
    return any(post.tenant_id != actor.tenant_id for post in await directory.posts(person_id))


async def _has_password(email: str) -> bool:
    found = await directory.credentials(email)
    return found is not None and found.password_hash is not None
