"""Set when an office looks: its plan, for its administrator and for a new office."""

from datetime import timedelta

import msgspec

from helpdesk.rounds import rules, store
from helpdesk.rounds.model import KeptPlan, Plan
from helpdesk.rounds.planning import TypedPlan, checked
from helpdesk.rounds.service import forget_standing, free_days
from kit.errors import Stale
from tenants.audit.service import record
from tenants.doors import Scope, tenant_scope
from tenants.offices import service as offices
from tenants.permissions.model import Actor, Permission
from tenants.permissions.rules import require

_INSTANT = timedelta(microseconds=1)
"""A round that begins where another ends is made."""


async def plan_of(actor: Actor) -> KeptPlan | None:
    """The office's plan; none when it never had one."""
    require(actor, Permission.MANAGE_OFFICE)
    async with tenant_scope(actor.tenant_id, read_only=True) as scope:
        return await store.plan(scope)


async def begin_with(scope: Scope, plan: Plan, timezone: str) -> None:
    """Give a new office its plan, in the caller's transaction."""
    free = await free_days(scope)
    await store.put_plan(scope, plan, rules.first_since(plan, timezone, scope.now, free))


async def change(actor: Actor, typed: TypedPlan, *, version: int) -> None:
    """Set the plan; `version` is that of the plan the form showed, 0 for none. A round that runs keeps its end, and
    the new plan's rounds begin after it. Raises `Invalid`, `Stale`."""
    require(actor, Permission.MANAGE_OFFICE)
    plan = checked(typed)
    zone = (await offices.office(actor.tenant_id)).timezone
    async with tenant_scope(actor.tenant_id) as scope:
        await _put(scope, actor, plan, version, zone)
    forget_standing(actor.tenant_id)


async def stop(actor: Actor, *, version: int) -> None:
    """No further rounds begin; what was, stays. Raises `Stale`."""
    require(actor, Permission.MANAGE_OFFICE)
    async with tenant_scope(actor.tenant_id) as scope:
        kept = await _of_version(scope, version)
        if kept is not None and kept.active:
            await store.put_plan(scope, kept.plan, scope.now, active=False)
            await record(scope, actor, "rounds.stopped", "round_plan", version=kept.version + 1)
    forget_standing(actor.tenant_id)


async def _put(scope: Scope, actor: Actor, plan: Plan, version: int, zone: str) -> None:
    kept = await _of_version(scope, version)
    if kept is not None and kept.active and kept.plan == plan:
        return
    last = await store.before(scope, scope.now)
    runs = last is not None and last.ends_at > scope.now
    since = last.ends_at - _INSTANT if last and runs else None
    if since is None:
        since = rules.first_since(plan, zone, scope.now, await free_days(scope))
        since = max(since, last.ends_at - _INSTANT) if last else since
    await store.put_plan(scope, plan, since)
    names = [field.name for field in msgspec.structs.fields(Plan)]
    changed = [name for name in names if kept is None or getattr(kept.plan, name) != getattr(plan, name)]
    await record(scope, actor, "rounds.planned", "round_plan", fields=changed, version=version + 1)


async def _of_version(scope: Scope, version: int) -> KeptPlan | None:
    """The plan, held; raises `Stale` when it is not the one that was shown."""
    kept = await store.plan(scope, hold=True)
    stands = kept.version if kept else 0
    if stands != version:
        raise Stale("plan_changed", current=stands)
    return kept
