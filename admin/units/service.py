"""Manage the units of one's own office. Every act asks for MANAGE_OFFICE and leaves an audit entry."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from uuid import UUID

from admin.units import rules, store
from admin.units.model import OfficeUnit, TypedUnit
from helpdesk.cases.rehoming import rehome
from kit.errors import Conflict, Invalid, Missing, Stale
from kit.ids import uuid7
from tenants.audit.service import record
from tenants.doors import Scope, tenant_scope
from tenants.permissions.model import Actor, Permission
from tenants.permissions.rules import require


async def units(actor: Actor) -> list[OfficeUnit]:
    """Every unit of the actor's office, active or not."""
    require(actor, Permission.MANAGE_OFFICE)
    async with tenant_scope(actor.tenant_id, read_only=True) as scope:
        return await store.units(scope)


async def add(actor: Actor, typed: TypedUnit) -> UUID:
    """Add a unit; raises `Invalid`, `Conflict` when there are too many."""
    async with _changing(actor) as (scope, known):
        rules.must_be_room(known)
        wanted, unit_id = rules.checked(typed, known), uuid7()
        await store.add(scope, unit_id, wanted)
        await record(scope, actor, "unit.added", "unit", unit_id, kind=wanted.kind)
    return unit_id


async def change(actor: Actor, unit_id: UUID, typed: TypedUnit, *, version: int) -> None:
    """Rename, move or describe it anew; raises `Invalid`, `Missing`, `Stale`."""
    async with _changing(actor) as (scope, known):
        was = _one(known, unit_id)
        wanted = rules.checked(typed, known, unit_id)
        if not await store.change(scope, unit_id, version, wanted):
            raise Stale("unit_changed", current=was.version)
        names = ("name", "kind", "parent_id", "address")
        fields = [name for name in names if getattr(was, name) != getattr(wanted, name)]
        if fields:
            await record(scope, actor, "unit.changed", "unit", unit_id, fields=fields)


async def deactivate(actor: Actor, unit_id: UUID, *, version: int, move_to: str = "") -> int:
    """Close a unit; its open cases go to another one. Answers how many went. Twice is once.

    Raises `Conflict` with `unit_has_children` when active units stand below it, with `unit_has_cases` when it
    holds open cases and no other unit is named, and `too_many_cases` when they are too many to pass on at once;
    `Invalid` when the other unit is none of the office's active ones; `Missing`, `Stale`.
    """
    async with _changing(actor, closing=unit_id) as (scope, known):
        was = _one(known, unit_id)
        if not was.active:
            return 0
        rules.must_be_free(was, known)
        target = _target(known, was, move_to) if was.open_cases else None
        if not await store.switch(scope, unit_id, version, active=False):
            raise Stale("unit_changed", current=was.version)
        moved = await rehome(scope, actor, unit_id, target.id) if target else 0
        detail = {"cases": moved, "to": target.name} if target else {}
        await record(scope, actor, "unit.deactivated", "unit", unit_id, **detail)
    return moved


async def reactivate(actor: Actor, unit_id: UUID, *, version: int) -> None:
    """Open it again where it stood; raises `Missing`, `Stale`, `Invalid` when its name is taken there now."""
    async with _changing(actor) as (scope, known):
        was = _one(known, unit_id)
        if was.active:
            return
        rules.must_be_room(known)
        parent = next((unit for unit in known if unit.id == was.parent_id and unit.active), None)
        typed = TypedUnit(
            name=was.name, kind=was.kind, parent=str(parent.id) if parent else "", address=was.address
        )
        wanted = rules.checked(typed, known, unit_id)
        if not await store.change(scope, unit_id, version, wanted):
            raise Stale("unit_changed", current=was.version)
        await store.switch(scope, unit_id, version + 1, active=True)
        await record(scope, actor, "unit.reactivated", "unit", unit_id)


@asynccontextmanager
async def _changing(
    actor: Actor, closing: UUID | None = None
) -> AsyncIterator[tuple[Scope, Sequence[OfficeUnit]]]:
    """The tree, which nobody else changes meanwhile."""
    require(actor, Permission.MANAGE_OFFICE)
    async with tenant_scope(actor.tenant_id) as scope:
        await store.hold(scope, closing)
        yield scope, await store.units(scope)


def _one(known: Sequence[OfficeUnit], unit_id: UUID) -> OfficeUnit:
    for unit in known:
        if unit.id == unit_id:
            return unit
    raise Missing("unit_missing")


def _target(known: Sequence[OfficeUnit], closing: OfficeUnit, move_to: str) -> OfficeUnit:
    """The unit that takes the cases over."""
    if closing.open_cases > rules.MOST_MOVED:
        raise Conflict("too_many_cases")
    if not move_to:
        raise Conflict("unit_has_cases")
    for unit in known:
        if str(unit.id) == move_to and unit.active and unit.id != closing.id:
            return unit
    raise Invalid("invalid", fields={"move_to": "unknown"})
