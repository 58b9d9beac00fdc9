"""How long an office keeps citizens' data: read, weighed beforehand, and set by its administrators."""

from collections.abc import Collection, Mapping

import msgspec

from helpdesk.retention import rules, store
from helpdesk.retention.model import Advice, Period, Plan, Toll
from kit.errors import Conflict, Stale
from tenants.audit.service import record
from tenants.doors import Scope, tenant_scope
from tenants.permissions.model import Actor, Permission
from tenants.permissions.rules import require


class Standing(msgspec.Struct, frozen=True, kw_only=True):
    """What holds, and what is advised from above."""

    plan: Plan
    advice: Advice | None


async def standing(actor: Actor) -> Standing:
    """How it stands; raises `Forbidden`."""
    require(actor, Permission.MANAGE_OFFICE)
    async with tenant_scope(actor.tenant_id, read_only=True) as scope:
        return Standing(plan=await store.plan(scope), advice=await store.advice(scope))


async def weigh(actor: Actor, wanted: Mapping[str, Period], *, kinds: Collection[str]) -> Mapping[str, Toll]:
    """How many cases of each kind these periods would empty, today and soon; changes nothing.

    Raises `Forbidden`, `Invalid`.
    """
    require(actor, Permission.MANAGE_OFFICE)
    periods = rules.checked(wanted, kinds)
    async with tenant_scope(actor.tenant_id, read_only=True) as scope:
        return await _tolls(scope, periods)


async def change(
    actor: Actor,
    wanted: Mapping[str, Period],
    *,
    kinds: Collection[str],
    advised: bool,
    version: int,
    confirmed: int = 0,
) -> None:
    """Set the periods. What would go at once must be `confirmed`: of how many cases, at least.

    Raises `Forbidden`, `Invalid`, `Stale`, and `Conflict` (`goes_at_once`, with `cases`).
    """
    require(actor, Permission.MANAGE_OFFICE)
    kept = rules.checked(wanted, kinds)
    async with tenant_scope(actor.tenant_id) as scope:
        stands = await store.plan(scope, hold=True)
        if stands.version != version:
            raise Stale("retention_changed", current=stands.version)
        going = rules.goes_at_once(stands.periods, kept, await _tolls(scope, kept))
        if going > confirmed:
            raise Conflict("goes_at_once", cases=going)
        await store.put_plan(scope, kept, advised=advised)
        await record(
            scope,
            actor,
            "retention.changed",
            "retention_plan",
            months={kind: period.months for kind, period in kept.items()},
            months_were={kind: period.months for kind, period in stands.periods.items()},
            advised=advised,
            version=version + 1,
        )


async def _tolls(scope: Scope, periods: Mapping[str, Period]) -> dict[str, Toll]:
    timed = {kind: period.months for kind, period in periods.items() if period.months}
    return {kind: await store.toll(scope, kind, months) for kind, months in timed.items()}
